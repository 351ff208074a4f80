import { passkeyScript } from '../../platform/web/assets.ts'
import {
  type AppBadge,
  appTile,
  brandMark,
  field,
  hiddenFields,
  notice,
  type PersonBadge,
  personPicture,
} from '../../platform/web/components.ts'
import { type FlowLink, flowUrl } from '../../platform/web/flow-link.ts'
import { flowPage } from '../../platform/web/flow-page.ts'
import { type Html, html, nothing } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { unbrokenName } from '../../platform/web/plain-text.ts'
import { safeUrl } from '../../platform/web/safe-url.ts'
import { textsOf } from '../../platform/web/texts.ts'
import { passkeySignIn } from './second-factor/passkey-form.view.ts'

/** Why signing in was refused; `mismatch` says nothing about which of the two was wrong (attack S1). */
export type SignInFault =
  | { code: 'email_missing' | 'email_invalid' | 'password_missing' | 'mismatch' }
  | { code: 'too_many_attempts'; waitSeconds: number }

/** What was done just now, or went wrong, as the address says it. */
export const SIGN_IN_NOTICES = [
  'password_changed',
  'email_confirmed',
  'signed_out',
  'code_expired',
  'passkey_failed',
] as const
type SignInNotice = (typeof SIGN_IN_NOTICES)[number]

export type SignInModel = {
  flow: FlowLink
  /** The app that asked for the sign-in, if one did. */
  app: AppBadge | null
  /** Prefilled, or what was typed. */
  email: string
  fault: SignInFault | null
  notice: SignInNotice | null
  /** What the browser is asked for when one signs in by passkey, as JSON. */
  passkeyOptions: string
  isSignUpOffered: boolean
  /** Leaves the flow and goes back to the app; null outside a flow. */
  cancelUrl: string | null
}

/** E-mail and password on one page (G-38). Posts `email` and `password` to `/signin` with the flow's query. */
export function signInPage(context: PageContext, model: SignInModel): string {
  const texts = textsOf(context.lang)
  const { signIn } = texts.identity
  const title = signIn.title(model.app && unbrokenName(model.app.title), context.brandName)
  const vendor = model.app?.vendorName
  const isEmailFault = model.fault?.code === 'email_missing' || model.fault?.code === 'email_invalid'
  const faultText = model.fault && signInFaultText(context, model.fault)
  return flowPage(context, {
    title,
    isFault: model.fault !== null,
    scripts: [passkeyScript],
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${flowHead({ app: model.app, title, lead: vendor ? signIn.lead(vendor, context.brandName) : null })}
${noticeOf(context, model.notice)}
<form method="post" action="${flowUrl('/signin', model.flow)}" class="mt-7 space-y-4">${hiddenFields(context.csrfToken)}
${field({
  name: 'email',
  label: texts.identity.email,
  type: 'email',
  value: model.email,
  autocomplete: 'username',
  isRequired: true,
  fault: isEmailFault ? faultText : null,
  hasFocus: isEmailFault || (model.fault === null && model.email === ''),
})}
${field({
  name: 'password',
  label: texts.identity.password,
  type: 'password',
  autocomplete: 'current-password',
  isRequired: true,
  fault: isEmailFault ? null : faultText,
  hasFocus: !isEmailFault && model.email !== '',
  aside: html`<a class="g-link text-sm" href="${flowUrl('/password/forgot', model.flow)}">${texts.identity.forgotPassword}</a>`,
})}
<button class="btn btn-primary btn-block">${signIn.submit}</button>
</form>${passkeySignIn(context, { flow: model.flow, options: model.passkeyOptions })}
</section>`,
    below: [
      model.isSignUpOffered &&
        html`<p class="mt-6 text-center text-muted">${signIn.newHere} <a class="g-link" href="${flowUrl('/signup', model.flow)}">${signIn.createAccount}</a></p>`,
      cancelLink(context, model),
    ],
  })
}

/** Parameter of the sign-in page: a live session is not enough. */
export const AGAIN = { again: '1' }

export type ReauthenticateModel = {
  flow: FlowLink
  app: AppBadge | null
  person: PersonBadge
  fault: Exclude<SignInFault, { code: 'email_missing' }> | null
  notice: SignInNotice | null
  passkeyOptions: string
  cancelUrl: string | null
}

/** The signed-in person enters the password again (`force_login`, `prompt=login`, a sensitive act). Posts `email` (fixed) and `password`. */
export function reauthenticatePage(context: PageContext, model: ReauthenticateModel): string {
  const texts = textsOf(context.lang)
  const { signIn } = texts.identity
  return flowPage(context, {
    title: signIn.again,
    isFault: model.fault !== null,
    scripts: [passkeyScript],
    switchAccountUrl: flowUrl('/signin', model.flow, { account: 'other' }),
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${flowHead({ app: model.app, title: signIn.again, lead: signIn.againLead(model.app?.title ?? null) })}
${noticeOf(context, model.notice)}
<form method="post" action="${flowUrl('/signin', model.flow, AGAIN)}" class="mt-7 space-y-4">${hiddenFields(context.csrfToken, { email: model.person.email })}
${personRow(model.person)}
${field({
  name: 'password',
  label: texts.identity.password,
  type: 'password',
  autocomplete: 'current-password',
  isRequired: true,
  hasFocus: true,
  fault:
    model.fault &&
    (model.fault.code === 'mismatch' ? signIn.mismatchAgain : signInFaultText(context, model.fault)),
  aside: html`<a class="g-link text-sm" href="${flowUrl('/password/forgot', model.flow)}">${texts.identity.forgotPassword}</a>`,
})}
<button class="btn btn-primary btn-block">${texts.page.continue}</button>
</form>${passkeySignIn(context, { flow: model.flow, options: model.passkeyOptions, more: AGAIN })}
</section>`,
    below: [otherAccountLink(context, model.flow), cancelLink(context, model)],
  })
}

export type SignedInModel = {
  flow: FlowLink
  app: AppBadge | null
  person: PersonBadge
  continueUrl: string
  cancelUrl: string | null
}

/** A live session meets the sign-in page: continue, or use another account (`prompt=select_account`). */
export function signedInPage(context: PageContext, model: SignedInModel): string {
  const { signedIn } = textsOf(context.lang).identity
  const title = signedIn.title(model.app && unbrokenName(model.app.title), context.brandName)
  return flowPage(context, {
    title,
    switchAccountUrl: flowUrl('/signin', model.flow, { account: 'other' }),
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${flowHead({ app: model.app, title, lead: signedIn.lead })}
<div class="mt-7 space-y-4">${personRow(model.person)}
<a class="btn btn-primary btn-block" href="${safeUrl(model.continueUrl) ?? '/'}">${signedIn.continueAs(model.person.name)}</a></div>
</section>`,
    below: [otherAccountLink(context, model.flow), cancelLink(context, model)],
  })
}

/** Picture, title and one sentence on top of a card: of the app, or of this installation. */
export function flowHead({
  app,
  title,
  lead,
}: {
  app: AppBadge | null
  title: string
  lead: string | null
}): Html {
  return html`<div class="flex flex-col items-center text-center">${app ? appTile(app, 'size-14') : brandMark('size-14')}
<h1 class="mt-4 text-2xl font-semibold">${title}</h1>
${lead && html`<p class="mt-1 text-muted">${lead}</p>`}</div>`
}

/** Leaves the flow, for flows of an app. */
export function cancelLink(
  context: PageContext,
  { app, cancelUrl }: { app: AppBadge | null; cancelUrl: string | null },
): Html {
  const url = safeUrl(cancelUrl)
  if (!app || !url) return nothing
  return html`<p class="mt-4 text-center"><a class="btn btn-ghost" href="${url}">${textsOf(context.lang).page.cancelTo(app.title)}</a></p>`
}

function otherAccountLink(context: PageContext, flow: FlowLink): Html {
  return html`<p class="mt-6 text-center"><a class="g-link" href="${flowUrl('/signin', flow, { account: 'other' })}">${textsOf(context.lang).page.useAnotherAccount}</a></p>`
}

export function personRow(person: PersonBadge): Html {
  return html`<div class="g-bearer">${personPicture(person.name, 'size-10', person.avatarUrl)}<p class="min-w-0"><span class="block font-medium">${person.name}</span><span class="block text-sm text-muted">${person.email}</span></p></div>`
}

/** Above the form: what was done just now, or went wrong. */
function noticeOf(context: PageContext, code: SignInNotice | null): Html {
  const { identity, security } = textsOf(context.lang)
  const { signIn } = identity
  const all: Record<SignInNotice, string> = {
    password_changed: signIn.passwordChanged,
    email_confirmed: signIn.emailConfirmed,
    signed_out: signIn.signedOut,
    code_expired: signIn.codeExpired,
    passkey_failed: security.passkeys.failed,
  }
  if (code === null) return nothing
  const tone = code === 'passkey_failed' ? 'warning' : 'info'
  return html`<div class="mt-6">${notice(tone, all[code])}</div>`
}

function signInFaultText(context: PageContext, fault: SignInFault): string {
  const texts = textsOf(context.lang)
  switch (fault.code) {
    case 'email_missing':
      return texts.identity.emailMissing
    case 'email_invalid':
      return texts.identity.emailInvalid
    case 'password_missing':
      return texts.identity.passwordMissing
    case 'mismatch':
      return texts.identity.signIn.mismatch
    case 'too_many_attempts':
      return texts.page.tooManyAttempts(texts.page.wait(fault.waitSeconds))
  }
}
