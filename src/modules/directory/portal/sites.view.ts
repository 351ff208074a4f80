import { countryOptions } from '../../../platform/countries.ts'
import { field, formFoot, hiddenFields, icon, notice, selectField } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../../platform/web/pager.ts'
import { type OrganizationPlace, type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { Faults } from '../faults.ts'
import type { Site } from '../site.ts'
import { siteRow } from './organization.view.ts'

export type SiteNotice = 'added' | 'saved' | 'moved'

export type SitesModel = Slice & {
  frame: PortalFrame
  place: OrganizationPlace
  sites: Site[]
  notice: SiteNotice | null
}

/** The sites of an organization, the headquarter first. */
export function sitesPage(context: PageContext, model: SitesModel): string {
  const { organization: texts } = textsOf(context.lang)
  const { site: words } = texts
  const { place, sites } = model
  const path = `/organizations/${place.slug}/sites`
  const actions = (site: Site) =>
    place.isAdministrator &&
    html`<span class="flex flex-wrap gap-2 max-sm:w-full max-sm:pl-8">${!site.isHeadquarter && html`<form method="post" action="${path}/${site.id}/headquarter">${hiddenFields(context.csrfToken)}<button class="btn btn-sm" aria-label="${words.makeHeadquarter}: ${site.name}">${words.makeHeadquarter}</button></form>`}<a class="btn btn-sm" href="${path}/${site.id}" aria-label="${texts.edit}: ${site.name}">${texts.edit}</a></span>`
  return portalPage(context, {
    title: texts.sites,
    frame: model.frame,
    body: html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${texts.sites}</h1><p>${words.lead(place.name)}</p></div>${place.isAdministrator && html`<a class="btn" href="${path}/new">${icon('plus', 'size-4')}${words.add}</a>`}</div>
${model.notice && html`<div class="mb-6">${notice('info', words.notices[model.notice])}</div>`}
<section class="g-card"><ul class="g-rows">${sites.map(site => siteRow(context, site, actions(site)))}</ul>${pager(context, model, { hrefOf: page => listHref(path, {}, page) })}</section>`,
  })
}

export type SiteFormModel = {
  frame: PortalFrame
  place: OrganizationPlace
  /** Null: a new one. */
  site: Site | null
  values: Record<
    'name' | 'addressee' | 'streetAndNumber' | 'addition' | 'zipCode' | 'town' | 'state' | 'countryCode',
    string
  >
  faults: Faults<'name' | 'address'>
  /** What was typed while somebody else changed it. */
  outdated: SiteFormModel['values'] | null
}

/** One site. Posts `name`, the lines of its address and `seen_at`. */
export function sitePage(context: PageContext, model: SiteFormModel): string {
  const { organization: texts, page } = textsOf(context.lang)
  const { site: words } = texts
  const { place, site, values, faults, outdated } = model
  const list = `/organizations/${place.slug}/sites`
  const title = site === null ? words.new : words.edit
  const isFault = Object.keys(faults).length > 0 || outdated !== null
  const typed =
    outdated &&
    html`<p>${texts.form.outdated}</p><p class="mt-1 wrap-anywhere">${texts.form.yourChanges} ${Object.values(outdated).filter(Boolean).join(' · ')}</p>`
  const nameFault =
    faults.name && (faults.name === 'blank' || faults.name === 'too_long' ? faults.name : 'invalid')
  const line = (name: string, label: string, value: string, autocomplete: string) =>
    field({ name, label, value, autocomplete, lengthMax: 200 })
  return portalPage(context, {
    title,
    isFault,
    frame: model.frame,
    body: html`<div class="max-w-2xl"><div class="g-head"><h1>${title}</h1></div>
${typed && html`<div class="mb-6">${notice('warning', typed)}</div>`}<form method="post" action="${list}/${site?.id ?? 'new'}" class="g-card">${hiddenFields(context.csrfToken, site ? { seen_at: String(site.updatedAt) } : {})}<div class="space-y-5 p-5 sm:p-6">${faults.address && notice('error', words.addressFault)}
${field({
  name: 'name',
  label: words.name,
  value: values.name,
  autocomplete: 'off',
  lengthMax: 100,
  isRequired: true,
  fault: nameFault && words.nameFaults[nameFault],
  hasFocus: nameFault !== undefined,
})}
${line('addressee', words.addressee, values.addressee, 'organization')}
${line('street_and_number', words.street, values.streetAndNumber, 'street-address')}
${line('addition', words.addition, values.addition, 'address-line2')}
<div class="grid gap-5 sm:grid-cols-[10rem_minmax(0,1fr)]">${line('zip_code', words.zip, values.zipCode, 'postal-code')}${line('town', words.town, values.town, 'address-level2')}</div>
${line('state', words.state, values.state, 'address-level1')}
${selectField({
  name: 'country_code',
  label: words.country,
  value: values.countryCode,
  options: [{ value: '', label: page.choose }, ...countryOptions(context.lang)],
  autocomplete: 'country',
})}</div>${formFoot(list, page.cancel, words.save)}</form></div>`,
  })
}
