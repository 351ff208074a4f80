import { reviewMail } from '../../src/modules/apps/review-mail.view.ts'
import { offeredMail } from '../../src/modules/connections/offered-mail.view.ts'
import { waitingMail } from '../../src/modules/connections/waiting-mail.view.ts'
import { accountMail } from '../../src/modules/directory/account-mail.view.ts'
import { deletionMail } from '../../src/modules/directory/deletion-mail.view.ts'
import { invitationMail } from '../../src/modules/directory/invitation-mail.view.ts'
import { joinedMail, joinRequestMail } from '../../src/modules/directory/join-mail.view.ts'
import {
  confirmationMail,
  passwordChangedMail,
  passwordResetMail,
  type SecurityMailKind,
  securityMail,
} from '../../src/modules/identity/mails.view.ts'
import type { Lang } from '../../src/platform/web/language.ts'
import type { MailText } from '../../src/platform/web/mail-layout.ts'
import { textsOf } from '../../src/platform/web/texts.ts'
import { type GalleryNames, NAMES } from './gallery-room.ts'

/** Every mail of the hub, in one language. */
export function mailExhibits(
  lang: Lang,
  names: GalleryNames = NAMES,
): { name: string; mail: Pick<MailText, 'subject' | 'text' | 'html'> }[] {
  const context = { lang, brandName: 'Grantory', publicUrl: 'https://hub.example' }
  const url = 'https://hub.example/email/confirm?token=4f9GkPq2XbVn81TzWmYc0LhJ'
  const model = { recipientName: names.person, url }
  const organizationName = names.organization
  const about = { ...model, organizationName, appTitle: names.app }
  const reason = 'Please say in the description what you need the members for.'
  return [
    { name: 'mail-confirmation', mail: confirmationMail(context, model) },
    { name: 'mail-password-reset', mail: passwordResetMail(context, model) },
    { name: 'mail-password-changed', mail: passwordChangedMail(context, model) },
    {
      name: 'mail-review-approved',
      mail: reviewMail(context, { ...about, decision: 'approved', reason: null }),
    },
    { name: 'mail-review-returned', mail: reviewMail(context, { ...about, decision: 'returned', reason }) },
    { name: 'mail-invitation', mail: invitationMail(context, { ...about, inviterName: 'Tom Brandt' }) },
    {
      name: 'mail-join-request',
      mail: joinRequestMail(context, {
        ...about,
        personName: 'Aylin Demir',
        email: 'aylin@lindenpress.example',
      }),
    },
    { name: 'mail-joined', mail: joinedMail(context, about) },
    { name: 'mail-offered', mail: offeredMail(context, { ...about, vendorName: names.vendor }) },
    {
      name: 'mail-waiting',
      mail: waitingMail(context, {
        ...about,
        permissions: lang === 'de' ? ['Lagerbewegungen sehen'] : ['See stock movements'],
      }),
    },
    { name: 'mail-organization-deleted', mail: deletionMail(context, { ...about, actorName: 'Tom Brandt' }) },
    { name: 'mail-account-deleted', mail: accountMail(context, model) },
    ...(Object.keys(textsOf(lang).mail.security) as SecurityMailKind[]).map(kind => ({
      name: `mail-${kind.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`,
      mail: securityMail(context, { ...model, about: subjectOf(kind, names) }, kind),
    })),
  ]
}

function subjectOf(kind: SecurityMailKind, names: GalleryNames): string {
  if (kind.startsWith('passkey')) return `MacBook · ${names.person}`
  return kind === 'newPlace' ? 'Firefox, macOS, 203.0.113.0' : 'mara.lindqvist@example.org'
}
