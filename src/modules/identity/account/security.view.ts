import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { type IconName, icon, notice } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { plainFrame, portalPage, type Visitor } from '../../../platform/web/portal-page.ts'
import { listOfNames, textsOf } from '../../../platform/web/texts.ts'
import { agoElement, dateElement } from '../../../platform/web/time.ts'
import { RECOVERY_CODES } from '../second-factor/recovery-code.ts'

/** What was done just now, as the address says it. */
export const SECURITY_NOTICES = [
  'password_changed',
  'codes_on',
  'codes_off',
  'passkey_added',
  'passkey_renamed',
  'passkey_removed',
] as const

/** A passkey as it is listed. */
export type PasskeyRow = {
  id: string
  name: string
  transports: readonly string[]
  createdAt: number
  lastUsedAt: number | null
}

export type SecurityModel = {
  visitor: Visitor
  /** Null: the account has no password. */
  passwordChangedAt: number | null
  sessionCount: number
  factors: { hasCodes: boolean; passkeys: number; recoveryCodes: number }
  passkeys: readonly PasskeyRow[]
  notice: (typeof SECURITY_NOTICES)[number] | null
  now: number
}

/** How a person proves that it is they. */
export function securityPage(context: PageContext, model: SecurityModel): string {
  const { security: texts } = textsOf(context.lang)
  const content = html`<div class="g-head"><div><h1>${texts.title}</h1><p>${texts.lead} ${requirement(context, model.visitor)}</p></div></div>
${model.notice && html`<div class="mb-6">${notice('info', texts.notices[model.notice])}</div>`}
<div class="space-y-6">${passkeysCard(context, model)}<section class="g-card"><div class="g-card-head"><h2>${texts.passwordCard}</h2></div><ul class="g-rows">${passwordRow(context, model)}${codesRow(context, model)}${recoveryRow(context, model)}</ul></section>
<section class="g-card"><div class="g-card-head"><h2>${texts.sessions.title}</h2></div><ul class="g-rows">${row(
    {
      sign: 'monitor-smartphone',
      title: texts.sessions.count(model.sessionCount),
      facts: texts.sessions.countHint,
      action: html`<a class="btn btn-sm" href="/account/sessions">${texts.sessions.look}</a>`,
    },
  )}</ul></section></div>`
  return portalPage(context, {
    title: texts.title,
    frame: plainFrame(model.visitor.timeZone),
    body: besideAccountMenu(context.lang, 'security', content),
  })
}

function passkeysCard({ lang }: PageContext, { passkeys, visitor, now }: SecurityModel): Html {
  const { passkeys: texts } = textsOf(lang).security
  const rows = passkeys.map(({ id, name, transports, createdAt, lastUsedAt }) => {
    const added = texts.added(dateElement(createdAt, { lang, timeZone: visitor.timeZone }))
    const used = lastUsedAt === null ? texts.neverUsed : texts.used(agoElement(lastUsedAt, now, lang))
    const path = `/account/security/passkeys/${id}`
    // What is only plugged in or held near is a key one carries.
    const isKey = transports.length > 0 && transports.every(each => each === 'usb' || each === 'nfc')
    return row({
      sign: isKey ? 'usb' : 'fingerprint',
      title: name,
      facts: html`${added} · ${used}`,
      action: html`<span class="flex shrink-0 gap-1 max-sm:flex-col max-sm:items-end"><a class="btn btn-sm btn-square btn-ghost" href="${path}/rename" aria-label="${texts.renameOf(name)}">${icon('pencil')}</a><a class="btn btn-sm text-error" href="${path}/remove" aria-label="${texts.removeOf(name)}">${texts.removeAsk}</a></span>`,
    })
  })
  return html`<section class="g-card"><div class="g-card-head"><h2 class="flex-1">${texts.title}</h2><a class="btn btn-sm" href="/account/security/passkeys/new">${icon('plus')}${texts.add}</a></div>${
    rows.length > 0
      ? html`<ul class="g-rows">${rows}</ul>`
      : html`<p class="px-5 py-4 text-muted sm:px-6">${texts.none}</p>`
  }</section>`
}

function passwordRow({ lang }: PageContext, { passwordChangedAt, now }: SecurityModel): Html {
  const { security: texts, identity } = textsOf(lang)
  const facts =
    passwordChangedAt === null
      ? texts.password.none
      : texts.password.changed(agoElement(passwordChangedAt, now, lang))
  const label = passwordChangedAt === null ? texts.password.set : texts.password.change
  return row({
    sign: 'rectangle-ellipsis',
    title: identity.password,
    facts,
    action: html`<a class="btn btn-sm" href="/account/security/password">${label}</a>`,
  })
}

/** Which organizations ask for a second factor. */
function requirement({ lang }: PageContext, { organizations }: Visitor): string {
  const names = organizations.filter(({ requiresTwoFactor }) => requiresTwoFactor).map(({ name }) => name)
  return names.length === 0
    ? ''
    : textsOf(lang).security.requiredBy(listOfNames(lang, names, 'and'), names.length)
}

function codesRow({ lang }: PageContext, { factors }: SecurityModel): Html {
  const { codes } = textsOf(lang).security
  const badge =
    factors.hasCodes && html`<span class="badge badge-sm badge-soft badge-success">${codes.on}</span>`
  return row({
    sign: 'smartphone',
    title: html`${codes.name}${badge}`,
    facts: factors.hasCodes ? codes.fromApp : codes.notYet,
    action: factors.hasCodes
      ? html`<a class="btn btn-sm" href="/account/security/codes/off">${codes.turnOff}</a>`
      : html`<a class="btn btn-sm" href="/account/security/codes/new">${codes.turnOn}</a>`,
  })
}

function recoveryRow({ lang }: PageContext, { factors }: SecurityModel): Fragment {
  const { recovery } = textsOf(lang).security
  if (!factors.hasCodes && factors.passkeys === 0) return false
  return row({
    sign: 'life-buoy',
    title: recovery.title,
    facts: recovery.left(factors.recoveryCodes, RECOVERY_CODES),
    action: html`<a class="btn btn-sm" href="/account/security/recovery-codes">${recovery.makeNew}</a>`,
  })
}

type Row = { sign: IconName; title: Fragment; facts: Fragment; action: Fragment }

function row({ sign, title, facts, action }: Row): Html {
  return html`<li>${icon(sign, 'size-5 shrink-0 text-muted')}<div class="g-main"><p class="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium wrap-anywhere">${title}</p><p class="g-sub">${facts}</p></div>${action}</li>`
}
