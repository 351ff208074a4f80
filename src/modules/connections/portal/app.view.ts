import { appTile, hiddenFields, icon, notice } from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { countScopes, type ScopeGroup, scopeGroups } from '../../../platform/web/scope-list.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement, dateElement } from '../../../platform/web/time.ts'
import type { AppRow, AppsArea } from './apps-area.ts'
import { areaPage } from './area-page.view.ts'

export type AppModel = {
  area: AppsArea
  app: AppRow
  granted: ScopeGroup[]
  waiting: ScopeGroup[]
  unavailable: ScopeGroup[]
  notice: 'approved' | 'declined' | 'unchanged' | 'none_chosen' | null
  now: number
}

/** One connection: what it may do, what it asks for (platform.md §7). Posts `decision` and `scopes[]` to `…/waiting`. */
export function appPage(context: PageContext, model: AppModel): string {
  const { apps } = textsOf(context.lang)
  const { area, app, granted, unavailable } = model
  const { organization, path, mayAct } = area
  const listTitle = organization ? apps.title(organization.name) : apps.ownTitle
  const open =
    app.canBeOpened &&
    html`<a class="btn btn-primary" href="/launchpad/open/${app.name}${organization ? `?organization_id=${organization.id}` : '?organization_id='}">${icon('external-link', 'size-4')}${apps.open}</a>`
  return areaPage(context, area, {
    title: app.title,
    body: html`<p class="mb-4"><a class="g-link inline-flex items-center gap-1.5 text-sm" href="${path}">${icon('arrow-left', 'size-4')}${listTitle}</a></p>
<div class="mb-8 flex flex-wrap items-center gap-4">${appTile(app, 'size-14')}<div class="min-w-0 flex-1 basis-56"><h1 class="text-2xl font-semibold wrap-anywhere">${app.title}</h1><p class="text-muted">${app.vendorName !== null && apps.by(app.vendorName)}</p></div>${open}</div>
${model.notice && html`<div class="mb-6">${notice('info', apps.notices[model.notice])}</div>`}
<div class="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]"><div class="space-y-6">${waitingCard(context, model)}
<section class="g-card p-5 sm:p-6"><h2 class="mb-4 text-lg font-semibold">${apps.granted}</h2>${granted.length > 0 ? scopeGroups(context, granted, { isNew: false, level: 3 }) : html`<p class="text-muted">${apps.nothingGranted}</p>`}</section>
${
  unavailable.length > 0 &&
  html`<section class="g-card p-5 sm:p-6"><h2 class="text-lg font-semibold">${apps.unavailable}</h2><p class="mb-4 text-sm text-muted">${apps.unavailableLead}</p>${scopeGroups(context, unavailable, { isNew: false, level: 3 })}</section>`
}</div>
<div class="space-y-6 self-start"><section class="g-card"><div class="g-card-head"><h2>${apps.facts}</h2></div>${facts(context, model)}${
      mayAct &&
      html`<div class="g-card-foot"><a class="btn btn-quiet-error w-full" href="${path}/${app.name}/revoke">${icon('unplug', 'size-4')}${apps.revoke}</a></div>`
    }</section></div></div>`,
  })
}

function waitingCard(context: PageContext, { area, app, waiting }: AppModel): Fragment {
  const { apps } = textsOf(context.lang)
  const { organization, mayAct, path } = area
  if (waiting.length === 0) return false
  const count = countScopes(waiting)
  const lead = mayAct || organization === null ? apps.waitingLead : apps.waitingMember(organization.name)
  const list = scopeGroups(context, waiting, { isNew: true, level: 3, isChosen: mayAct && count > 1 })
  const only = count === 1 && waiting[0]?.scopes[0]
  return html`<section class="g-card border-primary/40 bg-tint p-5 sm:p-6"><h2 class="text-lg font-semibold">${apps.waitingTitle}</h2><p class="mb-4 text-sm text-muted">${lead}</p>${
    mayAct
      ? html`<form method="post" action="${path}/${app.name}/waiting">${hiddenFields(context.csrfToken, only ? { 'scopes[]': (only.names ?? []).join(' ') } : {})}${list}<div class="mt-5 flex flex-wrap gap-2"><button class="btn btn-primary" name="decision" value="approve">${count > 1 ? apps.approveChosen : apps.approve}</button><button class="btn" name="decision" value="decline">${count > 1 ? apps.declineChosen : apps.decline}</button></div></form>`
      : list
  }</section>`
}

function facts(context: PageContext, { area, app, now }: AppModel): Html {
  const { apps } = textsOf(context.lang)
  const date = dateElement(app.connectedAt, { lang: context.lang, timeZone: area.frame.timeZone })
  const by =
    app.establishedByName !== null && area.organization
      ? apps.connectedBy(app.establishedByName, date)
      : app.isPrivate && area.organization
        ? apps.installedByVendor
        : date
  const rows: [string, Fragment][] = [
    ...(app.vendorName === null ? [] : [[apps.vendor, app.vendorName] as [string, Fragment]]),
    [apps.connected, by],
    [apps.lastUsed, app.lastUsedAt === null ? apps.neverUsed : agoElement(app.lastUsedAt, now, context.lang)],
  ]
  return html`<dl class="space-y-3 px-5 py-4">${rows.map(([label, value]) => html`<div><dt class="text-sm text-muted">${label}</dt><dd class="min-w-0 wrap-anywhere">${value}</dd></div>`)}</dl>`
}

export type RevokeModel = {
  area: AppsArea
  app: AppRow
  /** How many people are told that it stops; of a person's connection 1. */
  memberCount: number
  /** Titles of connected apps that use what it offers. */
  dependents: string[]
}

/** Asks once before a connection is ended. */
export function revokeAppPage(
  context: PageContext,
  { area, app, memberCount, dependents }: RevokeModel,
): string {
  const { apps } = textsOf(context.lang)
  const { organization, path } = area
  const title = apps.revokeTitle(unbrokenName(app.title), organization && unbrokenName(organization.name))
  const address = `${path}/${app.name}`
  return areaPage(context, area, {
    title,
    body: confirmCard(context, {
      title,
      consequences: [
        { icon: 'users-round', text: organization ? apps.stopsForMembers(memberCount) : apps.stopsForYou() },
        { icon: 'unplug', text: apps.tokensEnd },
        ...(dependents.length > 0
          ? [{ icon: 'shield-alert' as const, text: apps.dependents(dependents.join(', ')) }]
          : []),
      ],
      subject: apps.again,
      action: `${address}/revoke`,
      keep: { label: apps.keep, href: address },
      confirm: apps.revokeNow,
    }),
  })
}
