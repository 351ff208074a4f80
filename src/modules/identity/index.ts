/**
 * Identity: how a person proves who they are. Accounts and their passwords, browser sessions, links in mails.
 *
 * Owns the tables password, browser_session, email_link, one_time_code, recovery_code, passkey, used_challenge,
 * pending_sign_in, failed_attempt and attempt_gate, and the pages /signin, /signup, /signout, /password/…, /email/…, /account/security,
 * /account/sessions and /account/email. It does not own who the person is (directory) nor what an app may do. Of an app's request it
 * knows what it is told (`DescribeInteraction`), and gives back by leading to its continuation.
 *
 * Signing in (sign-in.ts):
 *   1. the attempt is permitted and counted as failed (limit-attempts.ts, G-25)
 *   2. the password is checked, with the same work for unknown accounts
 *   3. the failures are forgotten and a new session begins; the browser's former one ends. Who has a second factor is
 *      asked for it first (second-factor/second-step.ts): a right password alone is only a wait, of ten minutes
 *
 * Signing in by passkey (second-factor/sign-in-by-passkey.ts) asks for nothing else: its device has asked for a PIN, a
 * finger or a face.
 *
 * Signing up (sign-up.ts):
 *   1. the form is checked (sign-up-form.ts) and the attempt counted; taken addresses stay counted (G-26)
 *   2. person, password, session and the mail that confirms the address are stored together
 *
 * Confirming an address (confirm-email.ts) and resetting a password (reset-password.ts):
 *   1. a mail leads to a page; opening it changes nothing
 *   2. its form uses the link up, once
 *   3. the first confirmation ends what was made before (G-26); a reset ends all sessions
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createSessionCookie, createSignInCookie } from '../../platform/http/browser.ts'
import type { Reader } from '../../platform/http/page-context.ts'
import type { Portal } from '../../platform/http/portal.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { changeEmailPages, confirmNewEmailPages } from './account/change-email.page.ts'
import { changePasswordPages } from './account/change-password.page.ts'
import { securityPages } from './account/security.page.ts'
import { sessionPages } from './account/sessions.page.ts'
import { identityJobs } from './clean-up.ts'
import type { IdentityDeps, IdentityParts } from './deps.ts'
import { confirmationPendingPages, confirmEmailPages } from './email.page.ts'
import { mailboxPages } from './mailbox.page.ts'
import { forgotPasswordPages, resetPasswordPages } from './password.page.ts'
import { createPortal } from './portal/open-portal.page.ts'
import { switchPage } from './portal/switch.page.ts'
import { createReaderOf } from './reader-of.page.ts'
import { createRequireSession, type RequireSession } from './require-session.page.ts'
import { codePages } from './second-factor/codes.page.ts'
import { passkeySignInPages } from './second-factor/passkey-sign-in.page.ts'
import { passkeyPages } from './second-factor/passkeys.page.ts'
import { recoveryCodePages } from './second-factor/recovery-codes.page.ts'
import { secondStepPages } from './second-factor/second-step.page.ts'
import { SECOND_STEP_MS } from './second-factor/second-step.ts'
import { SESSION_LIFETIME_MS } from './session.ts'
import { createSessionOf, type SessionOf } from './sessions.ts'
import { signInPages } from './sign-in.page.ts'
import { signUpPages } from './sign-up.page.ts'

export { deleteFailedAttempt, deleteFailedAttemptsOf } from './attempt.repository.ts'
export type { AttemptPurpose } from './attempts.ts'
export type { IdentityHooks } from './confirm-email.ts'
export type { DescribeInteraction, IdentityDeps, InteractionForSignIn } from './deps.ts'
export { forgetPerson } from './forget-person.ts'
export { type Attempt, type AttemptPermission, permitAttempt } from './limit-attempts.ts'
export { storePassword } from './password.repository.ts'
export { type PasswordFault, passwordFault } from './password.ts'
export {
  createPasswordHasher,
  INSECURE_PASSWORD_COST_FOR_TESTS,
  PASSWORD_COST,
  type PasswordCost,
  type PasswordHasher,
} from './password-hasher.ts'
export {
  claimProof,
  type PasswordClaim,
  type PasswordProof,
  type ProvenPassword,
  provePassword,
} from './prove-password.ts'
export type { RequireSession } from './require-session.page.ts'
export { resealCodes } from './second-factor/reseal-codes.ts'
export { resetSecondFactor } from './second-factor/reset-second-factor.ts'
export { isSessionAlive } from './session.repository.ts'
export { type Session, signedInAs } from './session.ts'
export type { RequestWithSession, SessionOf } from './sessions.ts'

/** What the rest of the system gets: who is signed in, the pages, the clean-up. */
export type Identity = {
  session: SessionOf
  /** For pages only for somebody who is signed in. */
  require: RequireSession
  /** Opens pages of the portal, wherever they stand. */
  portal: Portal
  /** Who reads a page that could not be opened: nobody while the database is away. */
  readerOf(request: FastifyRequest): Promise<Reader>
  /** The pages; their scope has cookies (`useBrowser`) and answers as pages do (`usePageSurface`). */
  pages(scope: FastifyInstance): Promise<void>
  jobs: Job[]
}

/** Puts the module together. */
export function createIdentity(deps: IdentityDeps): Identity {
  const { db, clock, settings, addresses } = deps
  const session = createSessionOf({ db, clock })
  const parts: IdentityParts = {
    ...deps,
    session,
    sessionCookie: createSessionCookie(settings.publicUrl, SESSION_LIFETIME_MS / 1000),
    signInCookie: createSignInCookie(settings.publicUrl, SECOND_STEP_MS / 1000),
  }
  const require = createRequireSession({ clock, session })
  const portal = createPortal({ db, settings, addresses, require, session })
  return {
    session,
    require,
    portal,
    readerOf: createReaderOf(session),
    jobs: identityJobs({ db }),
    async pages(scope) {
      signInPages(scope, parts)
      secondStepPages(scope, parts)
      passkeySignInPages(scope, parts)
      signUpPages(scope, parts)
      forgotPasswordPages(scope, parts)
      resetPasswordPages(scope, parts)
      confirmEmailPages(scope, parts)
      confirmationPendingPages(scope, parts)
      switchPage(scope, { db, portal })
      const account = { ...parts, portal }
      securityPages(scope, account)
      changePasswordPages(scope, account)
      changeEmailPages(scope, account)
      confirmNewEmailPages(scope, parts)
      sessionPages(scope, account)
      passkeyPages(scope, account)
      codePages(scope, account)
      recoveryCodePages(scope, account)
      if (settings.hasMailbox) mailboxPages(scope, parts)
    },
  }
}
