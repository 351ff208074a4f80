import { countryName } from '../../../platform/countries.ts'
import {
  checkbox,
  checkboxGroup,
  field,
  formFoot,
  hiddenFields,
  icon,
  notice,
} from '../../../platform/web/components.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import {
  kindsField,
  nameField,
  type OrganizationFaults,
  type OrganizationValues,
  organizationFields,
} from '../../../platform/web/organization-fields.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { type OrganizationPlace, type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { ORGANIZATION_KINDS, type Organization, sectionsOf } from '../organization.ts'

export type NewModel = {
  frame: PortalFrame
  /** Of the organization to be: a form that is sent twice makes one. */
  id: string
  values: OrganizationValues
  faults: OrganizationFaults
}

/** A new organization. Posts `id`, `name`, `kinds[]`, `country_code`. */
export function newOrganizationPage(context: PageContext, { frame, id, values, faults }: NewModel): string {
  const { organization, page } = textsOf(context.lang)
  const { create } = organization
  return portalPage(context, {
    title: create.title,
    isFault: Object.keys(faults).length > 0,
    frame,
    body: html`<div class="max-w-2xl"><div class="g-head"><div><h1>${create.title}</h1><p>${create.lead}</p></div></div>
<form method="post" action="/organizations/new" class="g-card">${hiddenFields(context.csrfToken, { id })}<div class="space-y-5 p-5 sm:p-6">${organizationFields(context, { all: ORGANIZATION_KINDS, values, faults })}</div>${formFoot('/account/organizations', page.cancel, create.submit)}</form></div>`,
  })
}

export type EditValues = { name: string; kinds: string[]; brandColor: string; isDiscoverable: boolean }
export type EditModel = {
  frame: PortalFrame
  organization: Organization
  values: EditValues
  faults: OrganizationFaults & { brandColor?: true }
  /** What was typed while somebody else changed it. */
  outdated: EditValues | null
  /** Whether a second factor can be required, or is: only who has one requires it of others. */
  offersSecondFactor: boolean
}

/** What owners and admins change. Posts `name`, `kinds[]`, `brand_color`, `discoverable`, `seen_at`. */
export function editOrganizationPage(context: PageContext, model: EditModel): string {
  const { organization: texts, page, kinds: kindNames, picture } = textsOf(context.lang)
  const { form } = texts
  const { organization, values, faults, outdated } = model
  const path = `/organizations/${organization.slug}`
  const country = organization.countryCode && countryName(organization.countryCode, context.lang)
  const typed =
    outdated &&
    html`<p>${form.outdated}</p><p class="mt-1 wrap-anywhere">${form.yourChanges} ${outdated.name} · ${outdated.kinds.map(kind => kindNames[kind] ?? kind).join(', ')}${outdated.brandColor !== '' && ` · ${outdated.brandColor}`}</p>`
  const row = (label: string, value: string, href: string) =>
    html`<li class="flex-wrap"><div class="g-main basis-48"><p class="font-medium">${label}</p><p class="g-sub wrap-anywhere">${value}</p></div><a class="btn btn-sm" href="${href}" aria-label="${form.change} ${label}">${form.change}</a></li>`
  return portalPage(context, {
    title: form.title,
    isFault: Object.keys(faults).length > 0 || outdated !== null,
    frame: model.frame,
    body: html`<div class="max-w-2xl space-y-6"><div class="g-head"><h1>${form.title}</h1></div>
${typed && notice('warning', typed)}
<form method="post" action="${path}/edit" class="g-card">${hiddenFields(context.csrfToken, { seen_at: String(organization.updatedAt) })}<div class="space-y-5 p-5 sm:p-6">${organization.testAccountOwnerId === null ? nameField(context, { value: values.name, faults, hint: form.slugStays }) : html`<div><p class="text-sm font-medium">${textsOf(context.lang).oauth.create.name}</p><p class="wrap-anywhere">${organization.name}</p><p class="g-hint">${form.nameStays}</p></div>`}
${kindsField(context, { all: ORGANIZATION_KINDS, value: values.kinds, faults })}
${field({
  name: 'brand_color',
  label: form.color,
  value: values.brandColor,
  autocomplete: 'off',
  lengthMax: 7,
  hint: form.colorHint,
  fault: faults.brandColor && form.colorFault,
  hasFocus: faults.brandColor === true && !faults.name && !faults.kinds,
})}
${organization.brandColor && colorPreview(organization.brandColor, organization.name, form.preview(organization.name))}
<div><p class="text-sm font-medium">${form.country}</p><p>${country || form.noCountry}</p><p class="g-hint">${form.countryStays}</p></div>
${checkbox({ name: 'discoverable', label: form.discoverable, hint: form.discoverableHint, isChecked: values.isDiscoverable })}</div>${formFoot(path, page.cancel, form.save)}</form>
<section class="g-card"><ul class="g-rows">${row(picture.logo.label, organization.logoUrl === null ? picture.generated : picture.uploaded, `${path}/logo`)}${row(form.sections, sectionWords(context, organization), `${path}/sections`)}${model.offersSecondFactor && row(form.security, organization.requireTwoFactor ? form.securityOn : form.securityOff, `${path}/second-factor`)}</ul></section></div>`,
  })
}

function sectionWords({ lang }: PageContext, { kinds, sections }: Organization): string {
  const { organization } = textsOf(lang)
  const chosen = kinds.flatMap(kind => sections[kind] ?? [])
  return chosen.map(section => organization.sectionNames[section] ?? section).join(', ') || '–'
}

/** The name on the brand color, black or white, whichever can be read better. */
function colorPreview(color: string, name: string, label: string): Html {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(start => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  // Where black and white have the same contrast.
  const ink = luminance > 0.179 ? '#000000' : '#ffffff'
  return html`<svg class="h-14 w-full rounded-field" role="img" aria-label="${label}"><rect width="100%" height="100%" fill="${color}"/><text x="16" y="50%" fill="${ink}" font-size="17" font-weight="600" dominant-baseline="central">${name}</text></svg>`
}

/** What an organization makes or offers, one question for each of its kinds. Posts `sections[<kind>][]`, `seen_at`. */
export function sectionsPage(
  context: PageContext,
  { frame, organization }: { frame: PortalFrame; organization: Organization },
): string {
  const { organization: texts, kinds: kindNames } = textsOf(context.lang)
  const { sections } = texts
  const path = `/organizations/${organization.slug}`
  const groups = organization.kinds
    .filter(kind => sectionsOf(kind).length > 0)
    .map(kind =>
      checkboxGroup({
        name: `sections[${kind}][]`,
        id: `sections-${kind}`,
        label: kindNames[kind] ?? kind,
        hint: sections.hint,
        options: sectionsOf(kind).map(section => ({
          value: section,
          label: texts.sectionNames[section] ?? section,
          isChecked: organization.sections[kind]?.includes(section) ?? false,
        })),
      }),
    )
  return portalPage(context, {
    title: sections.title,
    frame,
    body: html`<div class="max-w-2xl"><div class="g-head"><div><h1>${sections.title}</h1><p>${sections.lead(organization.name)}</p></div></div>
<form method="post" action="${path}/sections" class="g-card">${hiddenFields(context.csrfToken, { seen_at: String(organization.updatedAt) })}<div class="space-y-7 p-5 sm:p-6">${groups.length === 0 ? html`<p class="text-muted">${sections.none}</p>` : groups}</div>${formFoot(path, sections.later, sections.save)}</form></div>`,
  })
}

export type SecondFactorModel = {
  frame: PortalFrame
  place: OrganizationPlace
  /** Members without one: the names of some, and how many. */
  lacking: string[]
  lackingCount: number
  youLack: boolean
}

/** Asks before a second factor is required of all members, or no longer is. Posts `require`. */
export function secondFactorPage(context: PageContext, model: SecondFactorModel): string {
  const { secondFactor } = textsOf(context.lang).organization
  const { place, lacking, lackingCount, youLack } = model
  const path = `/organizations/${place.slug}`
  const isOn = place.requiresTwoFactor
  const title = (isOn ? secondFactor.release : secondFactor.require)(unbrokenName(place.name))
  const rest = lackingCount - lacking.length
  const whom = html`${lacking.length > 0 && html`<ul class="mt-1 list-disc pl-5 text-sm">${lacking.map(name => html`<li class="wrap-anywhere">${name}</li>`)}${rest > 0 && html`<li>${secondFactor.more(rest)}</li>`}</ul>`}`
  return portalPage(context, {
    title,
    frame: model.frame,
    body: html`<div class="max-w-xl"><form method="post" action="${path}/second-factor" class="g-card-float">${hiddenFields(context.csrfToken, { require: String(!isOn) })}<div class="p-6 sm:p-8"><h1 class="text-xl font-semibold wrap-anywhere">${title}</h1>
${
  isOn
    ? html`<ul class="g-means mt-6"><li>${icon('shield-alert')}<span>${secondFactor.weaker}</span></li></ul>`
    : html`<ul class="g-means mt-6"><li>${icon('shield-check')}<span>${secondFactor.all}</span></li><li>${icon('users-round')}<div class="min-w-0"><p>${secondFactor.lose(lackingCount)}</p>${whom}</div></li></ul>${youLack && html`<div class="mt-5">${notice('warning', secondFactor.youFirst)}</div>`}`
}</div>
<div class="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4 sm:px-8"><a class="btn max-sm:grow" href="${path}">${secondFactor.keep}</a>${(isOn || !youLack) && html`<button class="btn btn-primary max-sm:grow">${isOn ? secondFactor.doRelease : secondFactor.doRequire}</button>`}</div></form></div>`,
  })
}
