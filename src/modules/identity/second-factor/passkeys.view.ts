import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { passkeyScript } from '../../../platform/web/assets.ts'
import { field } from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { plainFrame, portalPage, type Visitor } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { accountForm } from '../account/account-form.ts'
import { lastFactorConsequences } from './codes.view.ts'
import { passkeyFields } from './passkey-form.view.ts'

/** Why a passkey was not added. */
export type AddPasskeyFault = 'name_missing' | 'refused' | 'known' | 'too_many'

export type AddPasskeyModel = {
  timeZone: string
  name: string
  nameLengthMax: number
  /** What the browser is asked for, as JSON. */
  options: string
  fault: AddPasskeyFault | null
}

/** Adds a passkey. Posts `name` and `answer`, which the browser gives. */
export function addPasskeyPage(context: PageContext, model: AddPasskeyModel): string {
  const { passkeys } = textsOf(context.lang).security
  return accountForm(context, {
    page: 'security',
    title: passkeys.addTitle,
    lead: passkeys.addLead,
    isFault: model.fault !== null,
    timeZone: model.timeZone,
    action: '/account/security/passkeys/new',
    cancelUrl: '/account/security',
    submit: passkeys.addSubmit,
    passkey: { kind: 'create', options: model.options },
    scripts: [passkeyScript],
    fields: html`${field({
      name: 'name',
      label: passkeys.name,
      autocomplete: 'off',
      value: model.name,
      isRequired: true,
      hasFocus: true,
      lengthMax: model.nameLengthMax,
      fault: model.fault && passkeys.faults[model.fault],
      hint: passkeys.nameHint,
    })}${passkeyFields(passkeys.notAdded)}`,
  })
}

export type RenamePasskeyModel = {
  timeZone: string
  id: string
  name: string
  nameLengthMax: number
  isFault: boolean
}

/** Another name for a passkey. Posts `name`. */
export function renamePasskeyPage(context: PageContext, model: RenamePasskeyModel): string {
  const { passkeys } = textsOf(context.lang).security
  return accountForm(context, {
    page: 'security',
    title: passkeys.renameTitle,
    lead: passkeys.renameLead,
    isFault: model.isFault,
    timeZone: model.timeZone,
    action: `/account/security/passkeys/${model.id}/rename`,
    cancelUrl: '/account/security',
    submit: passkeys.renameSubmit,
    fields: html`${field({
      name: 'name',
      label: passkeys.name,
      autocomplete: 'off',
      value: model.name,
      isRequired: true,
      hasFocus: true,
      lengthMax: model.nameLengthMax,
      fault: model.isFault ? passkeys.faults.name_missing : null,
    })}`,
  })
}

export type RemovePasskeyModel = { visitor: Visitor; passkey: { id: string; name: string }; isLast: boolean }

/** Asks before a passkey is removed. */
export function removePasskeyPage(
  context: PageContext,
  { visitor, passkey, isLast }: RemovePasskeyModel,
): string {
  const { passkeys } = textsOf(context.lang).security
  const card = confirmCard(context, {
    title: passkeys.removeTitle(passkey.name),
    consequences: [
      { icon: 'fingerprint', text: passkeys.removeMeans },
      { icon: 'smartphone', text: passkeys.removeStays },
      ...(isLast ? lastFactorConsequences(context, visitor) : []),
    ],
    subject: visitor.email,
    action: `/account/security/passkeys/${passkey.id}/remove`,
    keep: { label: passkeys.keep, href: '/account/security' },
    confirm: passkeys.remove,
  })
  return portalPage(context, {
    title: passkeys.removeTitle(passkey.name),
    frame: plainFrame(visitor.timeZone),
    body: besideAccountMenu(context.lang, 'security', card),
  })
}
