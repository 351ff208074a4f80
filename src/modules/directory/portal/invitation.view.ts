import { hiddenFields, icon, organizationPicture, pageSign } from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { listOfNames, roleNames, textsOf } from '../../../platform/web/texts.ts'

export type InvitationModel = {
  organization: { id: string; name: string; logoUrl: string | null }
  inviterName: string | null
  email: string
  roles: string[]
  /** The link itself, as forms and other pages carry it. */
  token: string
  /** What the reader can do: answer, or become somebody who can. */
  reader: 'invited' | 'nobody'
}

/** Asks an invited person whether they want to join. Posts `token` and `decision` = `accept` or `decline`. */
export function invitationPage(context: PageContext, model: InvitationModel): string {
  const { members } = textsOf(context.lang)
  const { invitation } = members
  const { organization, inviterName, token } = model
  const returnTo = `/invitation?token=${token}`
  const roles = listOfNames(context.lang, roleNames(context.lang, model.roles), 'and')
  const answer =
    model.reader === 'invited'
      ? html`<form method="post" action="/invitation" class="g-answer">${hiddenFields(context.csrfToken, { token })}<button class="btn" name="decision" value="decline">${invitation.decline}</button><button class="btn btn-primary" name="decision" value="accept">${invitation.accept}</button></form>`
      : html`<div class="grid gap-2.5 px-6 pb-8 sm:px-8"><a class="btn btn-primary" href="/signin?${String(new URLSearchParams({ login: model.email, return_to: returnTo }))}">${invitation.signIn}</a><a class="btn" href="/signup?${String(new URLSearchParams({ login: model.email, return_to: returnTo }))}">${invitation.signUp}</a><p class="mt-2 text-center text-sm text-muted wrap-anywhere">${invitation.forAddress(model.email)}</p></div>`
  return flowPage(context, {
    title: invitation.title(unbrokenName(organization.name)),
    switchAccountUrl: `/signin?${String(new URLSearchParams({ account: 'other', login: model.email, return_to: returnTo }))}`,
    card: html`<article class="g-card-float"><div class="px-6 pt-8 pb-6 sm:px-8"><div class="flex justify-center">${organizationPicture(organization, 'size-16')}</div>
<h1 class="mt-5 text-center text-2xl font-semibold wrap-anywhere">${invitation.title(organization.name)}</h1>
<p class="mt-2 text-center text-muted">${inviterName === null ? invitation.leadPlain(organization.name) : invitation.lead(inviterName, organization.name)} <span class="block">${invitation.asRoles(roles, model.roles.length)}</span></p>
<ul class="g-means mt-6"><li>${icon('layout-grid')}<span>${invitation.means.apps}</span></li><li>${icon('eye')}<span>${invitation.means.seen}</span></li><li>${icon('log-out')}<span>${invitation.means.leave}</span></li></ul></div>
${answer}</article>`,
  })
}

export type InvitationEnd =
  | { kind: 'gone' | 'expired' | 'test_person' }
  | { kind: 'member' | 'declined'; organizationName: string }
  | { kind: 'other'; email: string; own: string; token: string }
  | { kind: 'unconfirmed'; email: string; token: string }

/** Why an invitation cannot be answered, or how it was. */
export function invitationEndPage(context: PageContext, end: InvitationEnd): string {
  const { invitation } = textsOf(context.lang).members
  const title = {
    gone: invitation.goneTitle,
    expired: invitation.expiredTitle,
    member: invitation.memberTitle,
    declined: invitation.declinedTitle,
    other: invitation.otherTitle,
    test_person: invitation.testPersonTitle,
    unconfirmed: invitation.unconfirmedTitle,
  }[end.kind]
  const isFine = end.kind === 'member' || end.kind === 'declined'
  return flowPage(context, {
    title,
    isFault: !isFine && end.kind !== 'unconfirmed',
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">${pageSign(isFine ? 'circle-check' : end.kind === 'unconfirmed' ? 'mail-check' : 'circle-alert', isFine ? 'good' : 'calm')}
<h1 class="mt-5 text-2xl font-semibold">${title}</h1><p class="mt-2 text-muted wrap-anywhere">${leadOf(context, end)}</p><div class="mt-7 grid gap-2.5">${actionOf(context, end)}</div></section>`,
  })
}

function leadOf(context: PageContext, end: InvitationEnd): string {
  const { invitation } = textsOf(context.lang).members
  switch (end.kind) {
    case 'member':
      return invitation.member(end.organizationName)
    case 'declined':
      return invitation.declined(end.organizationName)
    case 'other':
      return invitation.other(end.email, end.own)
    case 'unconfirmed':
      return invitation.unconfirmed(end.email)
    case 'test_person':
      return invitation.testPerson
    default:
      return invitation[end.kind]
  }
}

function actionOf(context: PageContext, end: InvitationEnd) {
  const { invitation } = textsOf(context.lang).members
  if (end.kind === 'other') {
    const query = new URLSearchParams({
      account: 'other',
      login: end.email,
      return_to: `/invitation?token=${end.token}`,
    })
    return html`<a class="btn btn-primary" href="/signin?${String(query)}">${invitation.useAnother}</a>`
  }
  if (end.kind === 'unconfirmed') {
    const query = new URLSearchParams({ return_to: `/invitation?token=${end.token}` })
    return html`<a class="btn btn-primary" href="/email/confirmation?${String(query)}">${invitation.confirm}</a>`
  }
  return html`<a class="btn btn-primary" href="/launchpad">${invitation.toHub}</a>`
}
