import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { field, type IconName } from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { type Fragment, type Html, html, raw } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { plainFrame, portalPage, type Visitor } from '../../../platform/web/portal-page.ts'
import { listOfNames, textsOf } from '../../../platform/web/texts.ts'
import { accountForm } from '../account/account-form.ts'
import { qrPath } from './one-time-code.ts'

/** What is wrong with the code that proves the app knows the secret. */
export type CodesFault = 'missing' | 'mismatch'

export type SetUpCodesModel = {
  timeZone: string
  setUp: { secret: string; sealed: string }
  /** What the picture says. */
  uri: string
  fault: CodesFault | null
}

/** Connects an authenticator app. Posts `set_up` and `code`. */
export function setUpCodesPage(
  context: PageContext,
  { timeZone, setUp, uri, fault }: SetUpCodesModel,
): string {
  const { codes, step } = textsOf(context.lang).security
  const groups = (setUp.secret.match(/.{1,4}/g) ?? []).join(' ')
  const faults = { missing: step.missing, mismatch: codes.mismatch }
  return accountForm(context, {
    page: 'security',
    title: codes.title,
    lead: codes.lead,
    isFault: fault !== null,
    timeZone,
    action: '/account/security/codes/new',
    cancelUrl: '/account/security',
    submit: codes.submit,
    hidden: { set_up: setUp.sealed },
    fields: html`<div class="flex flex-wrap items-start gap-6">${qrPicture(uri, codes.picture)}<div class="min-w-0 flex-1 basis-56 space-y-3"><p>${codes.scan}</p><p class="text-sm text-muted">${codes.orType}</p><pre class="g-code g-wrap select-all" tabindex="0" role="group" aria-label="${codes.secret}"><code>${groups}</code></pre></div></div>
${field({
  name: 'code',
  label: codes.code,
  autocomplete: 'one-time-code',
  isRequired: true,
  hasFocus: true,
  lengthMax: 12,
  fault: fault && faults[fault],
  hint: codes.hint,
})}`,
  })
}

/** Dark on white whatever the page is: readers of such pictures expect it. */
function qrPicture(text: string, label: string): Html {
  const { size, path } = qrPath(text)
  return html`<svg class="size-48 shrink-0 rounded-field" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${raw(path)}"/></svg>`
}

export type TurnCodesOffModel = { visitor: Visitor; isLast: boolean }

/** Asks before one-time codes are turned off. */
export function turnCodesOffPage(context: PageContext, { visitor, isLast }: TurnCodesOffModel): string {
  const { codes } = textsOf(context.lang).security
  const card = confirmCard(context, {
    title: codes.offTitle,
    consequences: [
      { icon: 'smartphone', text: codes.offMeans },
      ...(isLast
        ? lastFactorConsequences(context, visitor)
        : [{ icon: 'fingerprint' as const, text: codes.offPasskeys }]),
    ],
    subject: visitor.email,
    action: '/account/security/codes/off',
    keep: { label: codes.keep, href: '/account/security' },
    confirm: codes.off,
  })
  return portalPage(context, {
    title: codes.offTitle,
    frame: plainFrame(visitor.timeZone),
    body: besideAccountMenu(context.lang, 'security', card),
  })
}

/** What it means to have no second factor any more. */
export function lastFactorConsequences(
  { lang }: PageContext,
  { organizations }: Visitor,
): { icon: IconName; text: Fragment }[] {
  const { factors } = textsOf(lang).security
  const closed = organizations.filter(({ requiresTwoFactor }) => requiresTwoFactor).map(({ name }) => name)
  return [
    { icon: 'key-round', text: factors.passwordAlone },
    { icon: 'life-buoy', text: factors.recoveryCodesEnd },
    ...(closed.length > 0
      ? [{ icon: 'building-2' as const, text: factors.organizationsClose(listOfNames(lang, closed, 'and')) }]
      : []),
  ]
}
