import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { field, hiddenFields, icon, notice, organizationPicture } from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { type OrganizationPlace, type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { roleNames, textsOf } from '../../../platform/web/texts.ts'

/** Asks once before somebody leaves. */
export function leavePage(
  context: PageContext,
  { frame, place }: { frame: PortalFrame; place: OrganizationPlace },
): string {
  const { leaving } = textsOf(context.lang).organization
  const title = leaving.title(unbrokenName(place.name))
  return portalPage(context, {
    title,
    frame,
    body: confirmCard(context, {
      title,
      consequences: [
        { icon: 'unplug', text: leaving.stops(place.name) },
        { icon: 'layout-grid', text: leaving.loses },
        { icon: 'user-round-plus', text: leaving.back },
      ],
      subject: roleNames(context.lang, [...place.roles]).join(', '),
      action: `/organizations/${place.slug}/leave`,
      keep: { label: leaving.keep, href: '/account/organizations' },
      confirm: leaving.confirm,
    }),
  })
}

export type DeleteModel = {
  frame: PortalFrame
  place: OrganizationPlace
  memberCount: number
  connections: number
  apps: number
  /** What was typed and was not its name; null at first. */
  typed: string | null
}

/** Tells what ends with an organization, and has its name typed. Posts `name`. */
export function deleteOrganizationPage(context: PageContext, model: DeleteModel): string {
  const { deleting } = textsOf(context.lang).organization
  const { place, typed } = model
  const path = `/organizations/${place.slug}`
  const title = deleting.title(unbrokenName(place.name))
  const line = (sign: 'users-round' | 'unplug' | 'blocks' | 'key-round' | 'trash-2', text: string) =>
    html`<li>${icon(sign)}<span>${text}</span></li>`
  return portalPage(context, {
    title,
    isFault: typed !== null,
    frame: model.frame,
    body: html`<div class="max-w-xl"><form method="post" action="${path}/delete" class="g-card-float">${hiddenFields(context.csrfToken)}<div class="p-6 sm:p-8"><h1 class="text-xl font-semibold wrap-anywhere">${title}</h1>
<ul class="g-means my-6">${line('users-round', deleting.members(model.memberCount))}${line('unplug', deleting.connections(model.connections))}${line('blocks', deleting.apps(model.apps))}${line('key-round', deleting.tokens)}${line('trash-2', deleting.forever)}</ul>
${field({
  name: 'name',
  label: deleting.type(place.name),
  value: typed ?? '',
  autocomplete: 'off',
  isRequired: true,
  fault: typed === null ? null : deleting.mismatch,
  hasFocus: typed !== null,
})}</div>
<div class="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4 sm:px-8"><a class="btn max-sm:grow" href="${path}">${deleting.keep}</a><button class="btn btn-error max-sm:grow">${deleting.confirm}</button></div></form></div>`,
  })
}

export type MyOrganizationsModel = { frame: PortalFrame; places: readonly OrganizationPlace[]; left: boolean }

/** The organizations a person belongs to (platform.md §1.1). */
export function myOrganizationsPage(
  context: PageContext,
  { frame, places, left }: MyOrganizationsModel,
): string {
  const { mine } = textsOf(context.lang).organization
  const find = html`<a class="btn" href="/organizations/find">${icon('search', 'size-4')}${mine.find}</a>`
  const add = html`<span class="flex flex-wrap gap-2">${find}<a class="btn" href="/organizations/new">${icon('plus', 'size-4')}${mine.new}</a></span>`
  const rows = places.map(
    place =>
      html`<li class="flex-wrap">${organizationPicture(place, 'size-10')}<div class="g-main basis-40"><p><a class="font-medium wrap-anywhere hover:underline" href="/organizations/${place.slug}">${place.name}</a></p><p class="g-sub">${roleNames(context.lang, [...place.roles]).join(', ')}</p></div><a class="btn btn-sm" href="/organizations/${place.slug}/leave" aria-label="${mine.leave} ${place.name}">${mine.leave}</a></li>`,
  )
  const content = html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${mine.title}</h1><p>${mine.lead}</p></div>${places.length > 0 && add}</div>
${left && html`<div class="mb-6">${notice('info', mine.left)}</div>`}
${places.length === 0 ? html`<section class="g-card g-empty"><span>${icon('building-2')}</span><h2>${mine.none}</h2><p>${mine.noneLead}</p><span class="flex flex-wrap justify-center gap-2"><a class="btn btn-primary" href="/organizations/new">${mine.new}</a>${find}</span></section>` : html`<section class="g-card"><ul class="g-rows">${rows}</ul></section>`}`
  return portalPage(context, {
    title: mine.title,
    frame,
    body: besideAccountMenu(context.lang, 'organizations', content),
  })
}
