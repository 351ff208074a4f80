import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import {
  field,
  hiddenFields,
  icon,
  notice,
  organizationPicture,
  pageSign,
} from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import {
  type OrganizationPlace,
  type PortalFrame,
  portalPage,
  type Visitor,
} from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'

const PROFILE = '/account/profile'

export type DeleteAccountModel = {
  frame: PortalFrame
  visitor: Pick<Visitor, 'email' | 'organizations'>
  /** Organizations without another owner: while there is one, nothing is deleted. */
  ownedAlone: readonly OrganizationPlace[]
  connections: number
  /** What was typed and was not the address; null at first. */
  typed: string | null
}

/** Tells what ends with an account, and has its address typed. Posts `email`. */
export function deleteAccountPage(context: PageContext, model: DeleteAccountModel): string {
  const { deleting } = textsOf(context.lang).account
  const body = model.ownedAlone.length > 0 ? firstThese(context, model) : question(context, model)
  return portalPage(context, {
    title: deleting.title,
    isFault: model.typed !== null,
    frame: model.frame,
    body: besideAccountMenu(
      context.lang,
      'profile',
      html`<div class="max-w-xl space-y-6"><div class="g-head"><h1>${deleting.title}</h1></div>${body}</div>`,
    ),
  })
}

function firstThese({ lang }: PageContext, { ownedAlone }: DeleteAccountModel): Html {
  const { deleting } = textsOf(lang).account
  return html`${notice('warning', deleting.ownedAlone)}
<section class="g-card"><ul class="g-rows">${ownedAlone.map(
    place =>
      html`<li class="flex-wrap">${organizationPicture(place, 'size-10')}<div class="g-main basis-40"><p class="font-medium wrap-anywhere">${place.name}</p></div><a class="btn btn-sm" href="/organizations/${place.slug}/members" aria-label="${deleting.members}: ${place.name}">${deleting.members}</a><a class="btn btn-sm" href="/organizations/${place.slug}/delete" aria-label="${deleting.deleteIt}: ${place.name}">${deleting.deleteIt}</a></li>`,
  )}</ul></section><p><a class="btn" href="${PROFILE}">${deleting.keep}</a></p>`
}

function question(context: PageContext, { visitor, connections, typed }: DeleteAccountModel): Html {
  const { deleting } = textsOf(context.lang).account
  const line = (sign: 'building-2' | 'unplug' | 'key-round' | 'user-round-x' | 'trash-2', text: string) =>
    html`<li>${icon(sign)}<span>${text}</span></li>`
  return html`<form method="post" action="/account/delete" class="g-card-float">${hiddenFields(context.csrfToken)}<div class="p-6 sm:p-8">
<ul class="g-means mb-6">${line('building-2', deleting.organizations(visitor.organizations.length))}${line('unplug', deleting.connections(connections))}${line('key-round', deleting.tokens)}${line('user-round-x', deleting.forgotten)}${line('trash-2', deleting.forever)}</ul>
${field({
  name: 'email',
  label: deleting.type(visitor.email),
  value: typed ?? '',
  autocomplete: 'off',
  isRequired: true,
  fault: typed === null ? null : deleting.mismatch,
  hasFocus: typed !== null,
})}</div>
<div class="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4 sm:px-8"><a class="btn max-sm:grow" href="${PROFILE}">${deleting.keep}</a><button class="btn btn-error max-sm:grow">${deleting.confirm}</button></div></form>`
}

/** The account is gone; nobody is signed in. */
export function accountDeletedPage(context: PageContext): string {
  const { deleting } = textsOf(context.lang).account
  return flowPage(context, {
    title: deleting.doneTitle,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">${pageSign('circle-check', 'good')}<h1 class="mt-5 text-2xl font-semibold">${deleting.doneTitle}</h1><p class="mt-2 text-muted">${deleting.doneLead}</p><a class="btn btn-block mt-7" href="/">${deleting.home}</a></section>`,
  })
}
