import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import type { SecretBox } from '../../platform/crypto/secret-box.ts'
import type { Db } from '../../platform/database/database.ts'
import type { Addresses } from '../../platform/http/address.ts'
import type { SecretCookie } from '../../platform/http/browser.ts'
import type { PageSettings } from '../../platform/http/page-context.ts'
import type { Portal } from '../../platform/http/portal.ts'
import type { PlaceOf } from '../../platform/places.ts'
import type { Lang } from '../../platform/web/language.ts'
import type { IdentityHooks, MailSettings } from './confirm-email.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { SessionOf } from './sessions.ts'

/** The request of an app, as far as sign-in and sign-up pages are concerned. All addresses are paths of our own. */
export type InteractionForSignIn = {
  /** Where the person goes once signed in. */
  continueUrl: string
  /** Leaves the flow: the app gets `access_denied`. */
  cancelUrl: string
  appTitle: string
  appName: string
  appLogoUrl: string | null
  vendorName: string | null
  /** The suggested address (`login`). */
  email: string | null
  signUpAllowed: boolean
  /** A live session is not enough (`force_login`, `prompt=login`). */
  mustReauthenticate: boolean
  /** The address must be confirmed before the person goes on (`prompt_email_confirmation`). */
  mustConfirmEmail: boolean
  lang: Lang | null
  prefill: { firstName: string | null; name: string | null; email: string | null }
  /** Where the app's redirect leads: forms of this flow may end there. */
  formTargets: string[]
}

/** Tells what an interaction asks of this browser; null when it is not (or no longer) this browser's. */
export type DescribeInteraction = (
  request: FastifyRequest,
  id: string,
) => Promise<InteractionForSignIn | null>

/** What this module is given. */
export type IdentityDeps = {
  db: Db
  clock: Clock
  addresses: Addresses
  /** `hasMailbox`: mails are kept to be read at /sandbox/mailbox instead of being sent. */
  settings: PageSettings & MailSettings & { hasMailbox: boolean }
  hooks: IdentityHooks
  describeInteraction: DescribeInteraction
  /** The page that tells why an interaction cannot go on (G-19). */
  goneInteractionUrl(id: string): string
  hasher: PasswordHasher
  /** Keeps the secrets of authenticator apps. */
  secretBox: SecretBox
  /** Where the address of a session is. */
  placeOf: PlaceOf
}

/** The same, with what is made of it once. */
export type IdentityParts = IdentityDeps & {
  sessionCookie: SecretCookie
  /** Of those whose password was right and who are asked for the second proof. */
  signInCookie: SecretCookie
  session: SessionOf
}

/** What the pages of one's own account are made with. */
export type AccountParts = IdentityParts & { portal: Portal }
