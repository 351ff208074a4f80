import { countryOptions } from '../../../platform/countries.ts'
import {
  type AppBadge,
  appTile,
  checkboxGroup,
  field,
  hiddenFields,
  icon,
  notice,
  selectField,
} from '../../../platform/web/components.ts'
import { type Fragment, type Html, html, nothing } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import type { PortalFrame } from '../../../platform/web/portal-page.ts'
import { roleNames, textsOf } from '../../../platform/web/texts.ts'
import { stepTrail, vendorPage } from '../../../platform/web/vendor-page.ts'
import { type DefinitionFault, MEMBERS_MAX, SITES_MAX } from '../definition.ts'
import {
  type DraftStep,
  type DraftValues,
  type MemberValues,
  type SiteValues,
  STEPS,
  stepOf,
} from '../draft.ts'
import { CHOICES } from './choices.ts'
import { faultFinder, faultWords } from './fault-words.ts'

export type WizardModel = {
  frame: PortalFrame
  developerPath: string
  /** Where the list is. */
  path: string
  /** Where the form posts to. */
  action: string
  values: DraftValues
  faults: readonly DefinitionFault[]
}

/** The first step: what the organization is. Posts its fields, `site_<n>_…`, `headquarter`, and `go`. */
export function organizationPage(context: PageContext, model: WizardModel): string {
  const { testAccounts, page, oauth, picture } = textsOf(context.lang)
  const { wizard } = testAccounts
  const { values, faults } = model
  const faultAt = faultFinder(context.lang, faults)
  const first = faults[0]?.path
  const sites = values.sites.map((site, index) => siteFields(context, model, { site, index }))
  const rest = values.sites.length < SITES_MAX && addButton('add_site', wizard.addSite)
  return step(context, model, 'organization', {
    body: html`<section class="g-card"><div class="space-y-6 p-5">
${field({ name: 'name', label: oauth.create.name, value: values.name, autocomplete: 'off', lengthMax: 100, isRequired: true, hint: wizard.nameHint, fault: faultAt('name'), hasFocus: first === 'name' || faults.length === 0 })}
${kindsFields(context, values, faultAt('kinds') ?? faultAt('sections'))}
<div class="grid gap-6 sm:grid-cols-2">${selectField({ name: 'country_code', label: wizard.country, value: values.countryCode, options: [{ value: '', label: page.choose }, ...countryOptions(context.lang)], autocomplete: 'off', fault: faultAt('country_code') })}
${field({ name: 'logo_url', label: optional(context, picture.logo.label), value: values.logoUrl, autocomplete: 'off', lengthMax: 2000, hint: wizard.pictureHint, fault: faultAt('logo_url'), hasFocus: first === 'logo_url' })}</div></div></section>
<section class="g-card"><div class="g-card-head"><div class="min-w-0"><h2>${wizard.sites}</h2><p class="mt-1 text-sm text-muted">${wizard.sitesLead}</p></div></div>
<div class="space-y-5 px-5 pb-5">${groupFault(faultAt('site_attributes'))}${sites}${rest}</div><input type="hidden" name="sites" value="${String(values.sites.length)}"></section>`,
  })
}

/** Kinds, and below each one that is chosen what it makes or offers. */
function kindsFields(context: PageContext, values: DraftValues, fault: string | null): Html {
  const { testAccounts, kinds, organization } = textsOf(context.lang)
  const { wizard } = testAccounts
  const boxes = CHOICES.kinds.map(({ kind, sections }) => {
    const chosen = values.sections[kind] ?? []
    const own =
      sections.length > 0 &&
      html`<fieldset class="mt-1 hidden px-3 pb-3 group-has-checked:block"><legend class="sr-only">${kinds[kind] ?? kind}: ${organization.form.sections}</legend><div class="flex flex-wrap gap-x-5 gap-y-1">${sections.map(section => html`<label class="flex min-h-9 cursor-pointer items-center gap-2 text-sm"><input class="checkbox checkbox-xs checkbox-primary" type="checkbox" name="sections[${kind}][]" value="${section}"${chosen.includes(section) && html` checked`}>${organization.sectionNames[section] ?? section}</label>`)}</div></fieldset>`
    return html`<div class="group rounded-field border border-line has-checked:border-primary has-checked:bg-tint${sections.length > 0 && ' has-checked:col-span-full'}"><label class="flex min-h-11 cursor-pointer items-center gap-3 px-3 py-2"><input class="checkbox checkbox-sm checkbox-primary" type="checkbox" name="kinds[]" value="${kind}"${values.kinds.includes(kind) && html` checked`}><span class="min-w-0">${kinds[kind] ?? kind}</span></label>${own}</div>`
  })
  return html`<fieldset><legend class="text-sm font-medium">${wizard.kinds}</legend><div class="mt-2 grid gap-2 sm:grid-cols-2">${boxes}</div>${groupFault(fault)}</fieldset>`
}

function siteFields(
  context: PageContext,
  { values, faults }: WizardModel,
  { site, index }: { site: SiteValues; index: number },
): Html {
  const { wizard } = textsOf(context.lang).testAccounts
  const faultAt = faultFinder(context.lang, faults)
  const at = `site_attributes[${index}]`
  const name = `site_${index}`
  return html`<fieldset class="rounded-field border border-line p-4 sm:p-5"><legend class="px-1.5 text-sm font-medium">${wizard.site(index + 1)}</legend><div class="space-y-5">
<div class="grid gap-5 sm:grid-cols-2">${field({ name: `${name}_name`, label: wizard.siteName, value: site.name, autocomplete: 'off', lengthMax: 100, fault: faultAt(`${at}.name`) })}
${field({ name: `${name}_addressee`, label: optional(context, wizard.addressee), value: site.addressee, autocomplete: 'off', lengthMax: 200 })}</div>
${field({ name: `${name}_address`, label: optional(context, wizard.address), value: site.address, autocomplete: 'off', lengthMax: 500, hint: wizard.addressHint, fault: faultAt(`${at}.address_attributes`) })}
<div class="flex flex-wrap items-center justify-between gap-3"><label class="flex min-h-11 cursor-pointer items-center gap-3"><input class="radio radio-sm radio-primary" type="radio" name="headquarter" value="${String(index)}"${index === values.headquarter && html` checked`}><span class="text-sm">${wizard.headquarter}</span></label>${removeButton(`remove_site_${index}`, wizard.removeSite(index + 1))}</div></div></fieldset>`
}

export type ConnectionsModel = WizardModel & {
  own: AppBadge[]
  /** Of others: those that are chosen, then those that were found. */
  others: AppBadge[]
  isNothingFound: boolean
}

/** The second step: which apps are connected. Posts `apps[]`, `query` and `go`. */
export function connectionsPage(context: PageContext, model: ConnectionsModel): string {
  const { wizard } = textsOf(context.lang).testAccounts
  const { values, faults, own, others } = model
  const wrong = faults.filter(({ path }) => stepOf(path) === 'connections')
  const whole = wrong.find(({ path }) => path === 'connection_attributes')
  const faultOf = (name: string) => {
    const found = wrong.find(({ path }) => path === `connection_attributes[${values.appNames.indexOf(name)}]`)
    return found ? faultWords(context.lang, found) : null
  }
  const choice = (app: AppBadge) =>
    html`<li><label class="flex min-h-14 cursor-pointer items-center gap-3.5 rounded-field border border-line px-3.5 py-2.5 has-checked:border-primary has-checked:bg-tint"><input class="checkbox checkbox-sm checkbox-primary" type="checkbox" name="apps[]" value="${app.name}"${values.appNames.includes(app.name) && html` checked`}>${appTile(app, 'size-9')}<span class="min-w-0 flex-1"><span class="block font-medium wrap-anywhere">${app.title}</span><span class="block text-sm text-muted wrap-anywhere">${app.vendorName ?? app.name}</span></span></label>${groupFault(faultOf(app.name))}</li>`
  return step(context, model, 'connections', {
    body: html`${whole && notice('error', faultWords(context.lang, whole))}<section class="g-card"><div class="g-card-head"><div class="min-w-0"><h2>${wizard.ownApps}</h2><p class="mt-1 text-sm text-muted">${wizard.appsHint}</p></div></div><div class="px-5 pb-5">${own.length === 0 ? html`<p class="text-muted">${wizard.noOwnApps}</p>` : html`<ul class="grid gap-2 sm:grid-cols-2">${own.map(choice)}</ul>`}</div></section>
<section class="g-card"><div class="g-card-head"><h2>${wizard.otherApps}</h2></div><div class="space-y-4 px-5 pb-5"><div class="flex flex-wrap items-end gap-2"><div class="min-w-0 flex-1 basis-56">${field({ name: 'query', label: wizard.findApps, value: values.query, autocomplete: 'off', lengthMax: 100 })}</div><button class="btn" name="go" value="find">${icon('search', 'size-4')}${wizard.find}</button></div>
${model.isNothingFound && html`<p class="text-muted">${wizard.noneFound}</p>`}${others.length > 0 && html`<ul class="grid gap-2 sm:grid-cols-2">${others.map(choice)}</ul>`}</div></section>
<p class="text-sm text-muted">${wizard.subscriptions}</p>`,
  })
}

/** The last step: who signs in. Posts `member_<n>_…` and `go`. */
export function membersPage(context: PageContext, model: WizardModel): string {
  const { wizard } = textsOf(context.lang).testAccounts
  const { values, faults } = model
  const faultAt = faultFinder(context.lang, faults)
  const members = values.members.map((member, index) => memberFields(context, model, { member, index }))
  const whole = faultAt('base') ?? faultAt('member_attributes')
  return step(context, model, 'members', {
    body: html`${whole && notice('error', whole)}${elsewhere(context, model)}${members.length === 0 && html`<p class="text-muted">${wizard.nobody}</p>`}${members}
<input type="hidden" name="members" value="${String(values.members.length)}">${values.members.length < MEMBERS_MAX && html`<div>${addButton('add_member', wizard.addPerson)}</div>`}`,
  })
}

function memberFields(
  context: PageContext,
  { faults }: WizardModel,
  { member, index }: { member: MemberValues; index: number },
): Html {
  const { testAccounts, store, page } = textsOf(context.lang)
  const { wizard } = testAccounts
  const faultAt = faultFinder(context.lang, faults)
  const at = `member_attributes[${index}]`
  const name = `member_${index}`
  const first = faults[0]?.path
  const input = (
    key: string,
    label: Fragment,
    value: string,
    more: { hint?: string; lengthMax?: number },
  ) => {
    const { hint = null, ...limits } = more
    return field({
      ...{ name: `${name}_${key}`, label, value, autocomplete: 'off', lengthMax: 100 },
      ...limits,
      // What holds for all of them is said once.
      hint: index === 0 ? hint : null,
      fault: faultAt(`${at}.${key}`),
      hasFocus: first === `${at}.${key}`,
    })
  }
  const roles = roleNames(context.lang, CHOICES.roles)
  return html`<fieldset class="g-card"><legend class="sr-only">${wizard.person(index + 1)}</legend><div class="g-card-head"><h2 class="flex-1">${wizard.person(index + 1)}</h2>${removeButton(`remove_member_${index}`, wizard.removePerson(index + 1))}</div><div class="space-y-5 px-5 pb-5">
<div class="grid gap-5 sm:grid-cols-2">${input('email', wizard.email, member.email, { hint: wizard.emailHint, lengthMax: 254 })}
${input('password', wizard.password, member.password, { hint: wizard.passwordHint, lengthMax: 200 })}
${input('first_name', optional(context, wizard.firstName), member.firstName, {})}
${input('name', wizard.familyName, member.name, {})}
${selectField({ name: `${name}_locale`, label: wizard.locale, value: member.locale, options: CHOICES.locales.map(value => ({ value, label: store.languageNames[value] ?? value })), autocomplete: 'off', fault: faultAt(`${at}.locale`) })}
${selectField({ name: `${name}_country_code`, label: wizard.country, value: member.countryCode, options: [{ value: '', label: page.choose }, ...countryOptions(context.lang)], autocomplete: 'off', fault: faultAt(`${at}.country_code`) })}</div>
${input('avatar_url', optional(context, wizard.avatar), member.avatarUrl, { hint: wizard.pictureHint, lengthMax: 2000 })}
${checkboxGroup({ name: `${name}_roles[]`, id: `${name}-roles`, label: wizard.roles, hint: wizard.rolesHint, fault: faultAt(`${at}.roles`), options: CHOICES.roles.map((value, position) => ({ value, label: roles[position] ?? value, isChecked: member.roles.includes(value) })) })}</div></fieldset>`
}

/** What is wrong in steps that are not shown, with the way there. */
function elsewhere(context: PageContext, { faults, action }: WizardModel): Fragment {
  const { wizard } = textsOf(context.lang).testAccounts
  const others = faults.filter(({ path }) => path !== 'base' && stepOf(path) !== 'members')
  if (others.length === 0) return false
  const lines = others.map(fault => {
    const step = stepOf(fault.path)
    return html`<li><a class="g-link" href="${action.replace(/members$/, step)}">${wizard.names[step]}</a>: ${faultWords(context.lang, fault)}</li>`
  })
  return notice('error', html`<p>${wizard.elsewhere}</p><ul class="mt-1 list-disc pl-5">${lines}</ul>`)
}

function step(
  context: PageContext,
  { frame, developerPath, path, action, faults }: WizardModel,
  current: DraftStep,
  { body }: { body: Html },
): string {
  const { testAccounts, page } = textsOf(context.lang)
  const { wizard } = testAccounts
  const at = STEPS.indexOf(current)
  const steps = STEPS.map((name, index) => ({ name: wizard.names[name], note: wizard.step(index + 1) }))
  const isLast = at === STEPS.length - 1
  const back =
    at === 0
      ? html`<a class="btn max-sm:grow" href="${path}">${page.cancel}</a>`
      : html`<button class="btn max-sm:grow" name="go" value="back">${wizard.back}</button>`
  return vendorPage(context, {
    frame,
    path: developerPath,
    section: 'test_accounts',
    above: { label: testAccounts.title, href: path },
    title: testAccounts.new,
    lead: wizard.leads[current],
    isFault: faults.length > 0,
    // The first button is the one the Enter key presses: it leads on, and stands there unseen.
    body: html`${stepTrail(wizard.steps, steps, at)}
<form method="post" action="${action}" class="max-w-3xl space-y-6" novalidate>${hiddenFields(context.csrfToken)}<button class="hidden" name="go" value="next" tabindex="-1" aria-hidden="true"></button>
${body}
<div class="flex flex-wrap justify-end gap-3">${back}<button class="btn btn-primary max-sm:grow" name="go" value="next">${isLast ? wizard.create : wizard.next}</button></div></form>`,
  })
}

function addButton(go: string, label: string): Html {
  return html`<button class="btn btn-sm" name="go" value="${go}">${icon('plus', 'size-4')}${label}</button>`
}

function removeButton(go: string, label: string): Html {
  return html`<button class="btn btn-sm btn-ghost" name="go" value="${go}">${icon('trash-2', 'size-4')}${label}</button>`
}

function optional({ lang }: PageContext, label: string): Html {
  return html`${label} <span class="font-normal text-muted">${textsOf(lang).page.optional}</span>`
}

function groupFault(fault: string | null): Fragment {
  return fault === null
    ? nothing
    : html`<p class="g-fault mt-2">${icon('circle-alert', 'size-4')}<span>${fault}</span></p>`
}
