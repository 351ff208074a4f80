import {
  confirmationMail,
  passwordChangedMail,
  passwordResetMail,
} from '../../src/modules/identity/mails.view.ts'
import type { Lang } from '../../src/platform/web/language.ts'
import { appExhibits } from './gallery-apps.ts'
import { oauthExhibits } from './gallery-authorize.ts'
import { consentExhibits } from './gallery-consent.ts'
import { developerExhibits } from './gallery-developer.ts'
import { developerListingExhibits, reviewMailExhibits } from './gallery-developer-listing.ts'
import { developerOAuthExhibits } from './gallery-developer-oauth.ts'
import { developerProvidesExhibits } from './gallery-developer-provides.ts'
import { deviceExhibits } from './gallery-device.ts'
import { flowExhibits } from './gallery-flows.ts'
import { identityExhibits, passwordExhibits } from './gallery-identity.ts'
import { invitationMailExhibit, memberExhibits } from './gallery-members.ts'
import { deletionMailExhibit, organizationExhibits } from './gallery-organization.ts'
import { otherExhibits } from './gallery-other.ts'
import { accountMailExhibit, profileExhibits } from './gallery-profile.ts'
import { requestLogExhibits } from './gallery-request-log.ts'
import { type Exhibit, furnish, type GalleryNames, NAMES } from './gallery-room.ts'
import { securityExhibits, securityMailExhibits } from './gallery-security.ts'
import { storeExhibits } from './gallery-store.ts'
import { connectionExhibits, tokenExhibits } from './gallery-tokens.ts'

/** Every screen of the hub, in one language. */
export function gallery(lang: Lang, names: GalleryNames = NAMES): Exhibit[] {
  const room = furnish(lang, names)
  return [
    ...identityExhibits(room),
    ...passwordExhibits(room),
    ...oauthExhibits(room),
    ...consentExhibits(room),
    ...deviceExhibits(room),
    ...otherExhibits(room),
    ...flowExhibits(room),
    ...tokenExhibits(room),
    ...connectionExhibits(room),
    ...developerExhibits(room),
    ...developerListingExhibits(room),
    ...developerOAuthExhibits(room),
    ...requestLogExhibits(room),
    ...developerProvidesExhibits(room),
    ...appExhibits(room),
    ...storeExhibits(room),
    ...profileExhibits(room),
    ...memberExhibits(room),
    ...organizationExhibits(room),
    ...securityExhibits(room),
  ]
}

/** The mails, in one language. */
export function mailExhibits(lang: Lang, names: GalleryNames = NAMES) {
  const context = { lang, brandName: 'Grantory', publicUrl: 'https://hub.example' }
  const url = 'https://hub.example/email/confirm?token=4f9GkPq2XbVn81TzWmYc0LhJ'
  const model = { recipientName: names.person, url }
  return [
    { name: 'mail-confirmation', mail: confirmationMail(context, model) },
    { name: 'mail-password-reset', mail: passwordResetMail(context, model) },
    { name: 'mail-password-changed', mail: passwordChangedMail(context, model) },
    ...reviewMailExhibits(lang, names, url),
    invitationMailExhibit(lang, names, url),
    deletionMailExhibit(lang, names, url),
    accountMailExhibit(lang, names, url),
    ...securityMailExhibits(lang, names, url),
  ]
}
