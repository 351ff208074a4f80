import { countryName } from '../../../platform/countries.ts'
import { type IconName, icon, notice, organizationPicture } from '../../../platform/web/components.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { type OrganizationPlace, type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement } from '../../../platform/web/time.ts'
import { type Address, type Site, streetLine } from '../site.ts'
import type { Happened } from '../told.ts'

export type Todo = {
  name: 'requests' | 'invite' | 'address' | 'logo' | 'sections' | 'app' | 'second_factor'
  isDone: boolean
}
export type OrganizationNotice =
  | 'created'
  | 'saved'
  | 'unchanged'
  | 'second_factor_required'
  | 'second_factor_optional'
  | 'last_owner'
  | 'picture_saved'
  | 'picture_removed'

export type OrganizationModel = {
  frame: PortalFrame
  place: OrganizationPlace
  town: string | null
  countryCode: string | null
  /** It belongs to a vendor, which alone ends it. */
  isTestAccount: boolean
  memberCount: number
  /** For owners and admins. */
  todos: Todo[]
  sites: Site[]
  happened: (Omit<Happened, 'appId'> & { appTitle: string | null })[]
  notice: OrganizationNotice | null
  now: number
}

/** The dashboard of an organization: what it is, what is open, where it is, what happened (platform.md §1.2). */
export function organizationPage(context: PageContext, model: OrganizationModel): string {
  const { organization: texts, picture } = textsOf(context.lang)
  const { place } = model
  const path = pathOf(place)
  return portalPage(context, {
    title: place.name,
    frame: model.frame,
    body: html`${model.notice && html`<div class="mb-6">${notice(model.notice === 'last_owner' ? 'warning' : 'info', { ...texts.notices, ...picture.notices }[model.notice])}</div>`}
${model.isTestAccount && html`<div class="mb-6">${notice('info', texts.testAccount)}</div>`}
<div class="mb-8 flex flex-wrap items-center gap-5">${organizationPicture(place, 'size-16')}<div class="min-w-0 flex-1 basis-56"><h1 class="text-2xl font-semibold wrap-anywhere">${place.name}</h1><p class="mt-0.5 text-muted wrap-anywhere">${facts(context, model)}</p></div>${place.isAdministrator && html`<a class="btn" href="${path}/edit">${icon('pencil-line', 'size-4')}${texts.edit}</a>`}</div>
${todoCards(context, model)}
<div class="grid gap-6 lg:grid-cols-2">${sitesCard(context, model)}${latelyCard(context, model)}</div>
<p class="mt-8 flex flex-wrap gap-x-6 gap-y-3 text-sm">${place.isAdministrator && !place.kinds.includes('software_developer') && html`<a class="g-link" href="${path}/developer">${texts.forDevelopers}</a>`}<a class="g-link" href="${path}/leave">${texts.leave}</a>${place.isOwner && !model.isTestAccount && html`<a class="g-link text-error" href="${path}/delete">${texts.delete}</a>`}</p>`,
  })
}

function pathOf({ slug }: OrganizationPlace): string {
  return `/organizations/${slug}`
}

function facts(context: PageContext, { place, town, countryCode, memberCount }: OrganizationModel): string {
  const { kinds, organization } = textsOf(context.lang)
  const country = countryCode && countryName(countryCode, context.lang)
  const where = [town, country].filter(Boolean).join(', ')
  const what = place.kinds.map(kind => kinds[kind] ?? kind).join(', ')
  return [what, where, organization.members(memberCount)].filter(Boolean).join(' · ')
}

const TODO_LINKS: Record<Todo['name'], { icon: IconName; path: (path: string) => string }> = {
  requests: { icon: 'users-round', path: path => `${path}/members` },
  invite: { icon: 'user-round-plus', path: path => `${path}/members` },
  address: { icon: 'map-pin', path: path => `${path}/sites` },
  logo: { icon: 'image-plus', path: path => `${path}/logo` },
  sections: { icon: 'factory', path: path => `${path}/sections` },
  app: { icon: 'plug', path: () => '/store' },
  second_factor: { icon: 'shield-check', path: path => `${path}/second-factor` },
}

function todoCards(context: PageContext, { place, todos }: OrganizationModel): Html | false {
  const { organization: texts } = textsOf(context.lang)
  const open = todos.filter(({ isDone }) => !isDone)
  if (open.length === 0) return false
  const done = todos.length - open.length
  return html`<section class="mb-10"><h2 class="mb-1 text-lg font-semibold">${texts.setUp}</h2><p class="mb-4 flex items-center gap-3 text-sm text-muted"><progress class="progress progress-primary w-32" value="${done}" max="${todos.length}" aria-label="${texts.progress}"></progress>${texts.done(done, todos.length)}</p>
<ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">${open.map(({ name }) => {
    const { title, text, action } = texts.todos[name]
    const target = TODO_LINKS[name]
    return html`<li class="g-todo">${icon(target.icon, 'size-5')}<h3>${title}</h3><p class="flex-1">${text}</p><div><a class="btn btn-sm" href="${target.path(pathOf(place))}" aria-label="${action}: ${title}">${action}</a></div></li>`
  })}</ul></section>`
}

function sitesCard(context: PageContext, { place, sites }: OrganizationModel): Html {
  const { organization: texts } = textsOf(context.lang)
  return html`<section class="g-card self-start"><div class="g-card-head"><h2 class="flex-1">${texts.sites}</h2><a class="g-link text-sm" href="${pathOf(place)}/sites">${texts.allSites}</a></div><ul class="g-rows">${sites.map(site => siteRow(context, site, false))}</ul></section>`
}

/** One site in a list. */
export function siteRow(context: PageContext, site: Site, action: Html | false): Html {
  const { organization: texts } = textsOf(context.lang)
  return html`<li class="flex-wrap">${icon(site.isHeadquarter ? 'building-2' : 'factory', 'size-5 shrink-0 text-muted')}<div class="g-main"><p class="font-medium wrap-anywhere">${site.name}</p><p class="g-sub wrap-anywhere">${site.address ? addressLine(context, site.address) : texts.noAddress}</p></div>${site.isHeadquarter && html`<span class="badge badge-sm badge-ghost">${texts.headquarter}</span>`}${action}</li>`
}

function addressLine({ lang }: PageContext, address: Address): string {
  const country = address.countryCode && countryName(address.countryCode, lang)
  const town = [address.zipCode, address.town].filter(Boolean).join(' ')
  return [streetLine(address), address.addition, town, address.state, country].filter(Boolean).join(', ')
}

const SIGNS: Record<Happened['action'], IconName> = {
  connection_established: 'plug',
  connection_extended: 'plug',
  connection_revoked: 'unplug',
  scopes_declined: 'ban',
  member_added: 'user-round-plus',
  member_removed: 'user-round-x',
  roles_changed: 'users-round',
  member_invited: 'mail',
  private_token_created: 'key-round',
  private_token_revoked: 'key-round',
  organization_created: 'building-2',
  organization_updated: 'pencil-line',
  second_factor_required: 'shield-check',
  second_factor_optional: 'shield-alert',
  site_added: 'map-pin',
  site_updated: 'map-pin',
  headquarter_moved: 'map-pin',
}

function latelyCard(context: PageContext, { happened, now }: OrganizationModel): Html {
  const { organization: texts } = textsOf(context.lang)
  const strong = (name: string) => html`<strong class="font-medium wrap-anywhere">${name}</strong>`
  const rows = happened.map(({ action, actorName, isByHub, personName, appTitle, at }) => {
    const who = strong(actorName ?? (isByHub ? texts.hub : texts.somebody))
    const aboutMember = action === 'member_added' || action === 'member_removed' || action === 'roles_changed'
    const what = strong(aboutMember ? (personName ?? texts.somebody) : (appTitle ?? texts.anApp))
    return html`<li><span class="g-dot">${icon(SIGNS[action])}</span><div class="min-w-0"><p>${texts.happened[action](who, what)}</p><p class="text-sm text-muted">${agoElement(at, now, context.lang)}</p></div></li>`
  })
  return html`<section class="g-card self-start"><div class="g-card-head"><h2>${texts.lately}</h2></div><div class="g-card-body">${rows.length === 0 ? html`<p class="text-muted">${texts.nothingLately}</p>` : html`<ol class="g-timeline">${rows}</ol>`}</div></section>`
}
