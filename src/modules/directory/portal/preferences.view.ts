import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { preferencesScript } from '../../../platform/web/assets.ts'
import { hiddenFields, notice, radioGroup, selectField } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import { APPEARANCES, type PageContext } from '../../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { PRESENT_NAMES, timeZoneGroups } from '../../../platform/web/time-zones.ts'
import type { Faults } from '../faults.ts'
import type { Locale, UnitSystem } from '../person.ts'

/** What the form holds, as chosen. */
export type PreferenceValues = Record<'locale' | 'timeZone' | 'unitSystem' | 'appearance', string>

export type PreferencesModel = {
  frame: PortalFrame
  /** What there is to choose from; the zone of now is among it, even when it is no longer offered. */
  offered: { locales: readonly Locale[]; unitSystems: readonly UnitSystem[]; timeZone: string }
  values: PreferenceValues
  faults: Faults<keyof PreferenceValues>
  notice: 'saved' | 'unchanged' | null
}

/** How the hub speaks and looks. Posts `locale`, `time_zone`, `unit_system`, `appearance`. */
export function preferencesPage(context: PageContext, model: PreferencesModel): string {
  const { account } = textsOf(context.lang)
  const { preferences } = account
  const { values, faults, offered } = model
  return portalPage(context, {
    title: preferences.title,
    isFault: Object.keys(faults).length > 0,
    frame: model.frame,
    scripts: [preferencesScript],
    body: besideAccountMenu(
      context.lang,
      'preferences',
      html`<div class="max-w-2xl space-y-6"><div class="g-head"><div><h1>${preferences.title}</h1><p>${preferences.lead(context.brandName)}</p></div></div>
${model.notice && notice('info', account[model.notice])}
<form method="post" action="/account/preferences" class="g-card">${hiddenFields(context.csrfToken)}<div class="space-y-6 p-5 sm:p-6">${selectField(
        {
          name: 'locale',
          label: preferences.language,
          value: values.locale,
          options: offered.locales.map(locale => ({ value: locale, label: LANGUAGE_NAMES[locale] })),
          autocomplete: 'language',
          hint: preferences.languageHint,
          fault: faults.locale && preferences.unknown,
        },
      )}
<div>${selectField({
        name: 'time_zone',
        label: preferences.timeZone,
        value: values.timeZone,
        ...timeZones(context, offered.timeZone),
        autocomplete: 'off',
        hint: preferences.timeZoneHint,
        fault: faults.timeZone && preferences.unknown,
        hasFocus: faults.timeZone !== undefined,
      })}
<button type="button" class="g-link mt-1 text-sm" data-present-names="${JSON.stringify(PRESENT_NAMES)}" hidden>${preferences.deviceZone}</button></div>
${radioGroup({
  name: 'unit_system',
  label: preferences.units,
  value: values.unitSystem,
  options: offered.unitSystems.map(value => ({ value, ...preferences[value] })),
})}
${radioGroup({
  name: 'appearance',
  label: preferences.appearance,
  value: values.appearance,
  options: APPEARANCES.map(value => ({ value, ...preferences[value] })),
})}</div><div class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4 sm:px-6"><button class="btn btn-primary max-sm:grow">${account.save}</button></div></form></div>`,
    ),
  })
}

/** Each in itself, so that everybody finds theirs. */
const LANGUAGE_NAMES: Record<Locale, string> = {
  en: 'English',
  'en-US': 'English (United States)',
  de: 'Deutsch',
}

function timeZones({ lang }: PageContext, current: string) {
  const { regions } = textsOf(lang).account.preferences
  const groups = timeZoneGroups()
  const option = ({ name, city }: { name: string; city: string }) => ({ value: name, label: city })
  const worldwide = groups.filter(({ region }) => region === '').flatMap(({ zones }) => zones)
  const isOffered = groups.some(({ zones }) => zones.some(({ name }) => name === current))
  return {
    options: [...(isOffered ? [] : [{ value: current, label: current }]), ...worldwide.map(option)],
    groups: groups
      .filter(({ region }) => region !== '')
      .map(({ region, zones }) => ({ label: regions[region] ?? region, options: zones.map(option) })),
  }
}
