import { confirmationPendingPage, confirmEmailPage } from '../../src/modules/identity/email.view.ts'
import {
  deadResetLinkPage,
  forgotPasswordPage,
  resetMailSentPage,
  resetPasswordPage,
} from '../../src/modules/identity/password.view.ts'
import { reauthenticatePage, signedInPage, signInPage } from '../../src/modules/identity/sign-in.view.ts'
import { signOutPage } from '../../src/modules/identity/sign-out.view.ts'
import { signUpPage } from '../../src/modules/identity/sign-up.view.ts'
import { CANCEL, CHOOSE, type Exhibit, FLOW, type Room } from './gallery-room.ts'

/** Signing in and up, e-mail addresses. */
export function identityExhibits({ context, anonymous, app, person, names }: Room): Exhibit[] {
  const signIn = {
    flow: FLOW,
    app,
    email: names.email,
    fault: null,
    notice: null,
    passkeyOptions: '{}',
    isSignUpOffered: true,
    cancelUrl: CANCEL,
  }
  const plain = { ...signIn, flow: { ...FLOW, interaction: null }, app: null, email: '', cancelUrl: null }
  const signUp = {
    flow: FLOW,
    app,
    values: { firstName: '', name: '', email: '', countryCode: '' },
    faults: {},
    waitSeconds: null,
    passwordLengthMin: 10,
    cancelUrl: CANCEL,
  }
  const wait = { code: 'too_many_attempts', waitSeconds: 540 } as const
  return [
    { name: 'sign-in', page: signInPage(anonymous, signIn) },
    { name: 'sign-in-mismatch', page: signInPage(anonymous, { ...signIn, fault: { code: 'mismatch' } }) },
    { name: 'sign-in-too-many', page: signInPage(anonymous, { ...signIn, fault: wait }) },
    { name: 'sign-in-plain', page: signInPage(anonymous, { ...plain, notice: 'password_changed' }) },
    {
      name: 'sign-in-email-invalid',
      page: signInPage(anonymous, { ...plain, email: 'mara@', fault: { code: 'email_invalid' } }),
    },
    { name: 'signed-in', page: signedInPage(context, { ...signIn, person, continueUrl: CHOOSE }) },
    {
      name: 'reauthenticate',
      page: reauthenticatePage(context, { ...signIn, person, fault: { code: 'mismatch' } }),
    },
    { name: 'sign-up', page: signUpPage(anonymous, signUp) },
    {
      name: 'sign-up-faults',
      page: signUpPage(anonymous, {
        ...signUp,
        values: { firstName: 'Mara', name: '', email: names.email, countryCode: 'XX' },
        faults: { name: 'missing', email: 'taken', password: 'too_short', countryCode: 'unknown' },
        waitSeconds: 45,
      }),
    },
    { name: 'sign-out', page: signOutPage(context, { person, stayUrl: '/' }) },
    {
      name: 'email-ask',
      page: confirmEmailPage(anonymous, { state: 'ask', email: names.email, token: 'x' }),
    },
    {
      name: 'email-confirmed',
      page: confirmEmailPage(context, { state: 'confirmed', email: names.email, continueUrl: '/' }),
    },
    { name: 'email-dead', page: confirmEmailPage(anonymous, { state: 'dead', canResend: false }) },
    ...(['sent', 'resent', 'not_yet', { waitSeconds: 1 }] as const).map((state, index) => ({
      name: `email-pending-${index + 1}`,
      page: confirmationPendingPage(context, {
        flow: FLOW,
        app,
        email: names.email,
        state,
        cancelUrl: CANCEL,
        mailboxUrl: index === 0 ? '/sandbox/mailbox' : null,
      }),
    })),
  ]
}

/** Forgotten and new passwords. */
export function passwordExhibits({ anonymous, app, names }: Room): Exhibit[] {
  const forgot = { flow: FLOW, app, email: names.email, fault: null, waitSeconds: null }
  const reset = { token: 'x', email: names.email, passwordLengthMin: 10, fault: null }
  return [
    { name: 'forgot', page: forgotPasswordPage(anonymous, forgot) },
    {
      name: 'forgot-fault',
      page: forgotPasswordPage(anonymous, {
        ...forgot,
        app: null,
        fault: 'missing',
        email: '',
        waitSeconds: 90,
      }),
    },
    {
      name: 'forgot-sent',
      page: resetMailSentPage(anonymous, { flow: FLOW, email: names.email, mailboxUrl: '/sandbox/mailbox' }),
    },
    { name: 'reset', page: resetPasswordPage(anonymous, reset) },
    { name: 'reset-fault', page: resetPasswordPage(anonymous, { ...reset, fault: 'too_common' }) },
    { name: 'reset-dead', page: deadResetLinkPage(anonymous) },
  ]
}
