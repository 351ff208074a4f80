import { changeEmailPage, confirmNewEmailPage } from '../../src/modules/identity/account/change-email.view.ts'
import { changePasswordPage } from '../../src/modules/identity/account/change-password.view.ts'
import { securityPage } from '../../src/modules/identity/account/security.view.ts'
import { type SessionRow, sessionsPage } from '../../src/modules/identity/account/sessions.view.ts'
import { setUpCodesPage, turnCodesOffPage } from '../../src/modules/identity/second-factor/codes.view.ts'
import {
  addPasskeyPage,
  removePasskeyPage,
  renamePasskeyPage,
} from '../../src/modules/identity/second-factor/passkeys.view.ts'
import {
  newRecoveryCodesPage,
  recoveryCodesPage,
} from '../../src/modules/identity/second-factor/recovery-codes.view.ts'
import { secondStepPage } from '../../src/modules/identity/second-factor/second-step.view.ts'
import { CANCEL, type Exhibit, FLOW, type Room } from './gallery-room.ts'

const NOW = 1772613780000
const HOUR = 3_600_000

/** How people prove who they are, and where they are signed in. */
export function securityExhibits({ context, names, visitor, app, person }: Room): Exhibit[] {
  const { timeZone } = visitor
  const [home, ...others] = visitor.organizations
  const required = {
    ...visitor,
    organizations: home ? [{ ...home, requiresTwoFactor: true }, ...others] : [],
  }
  const security = {
    visitor: required,
    passwordChangedAt: NOW - 240 * 24 * HOUR,
    factors: { hasCodes: true, passkeys: 2, recoveryCodes: 2 },
    passkeys: PASSKEYS,
    sessionCount: 3,
    notice: null,
    now: NOW,
  }
  const sessions = { timeZone, rows: ROWS, from: 0, matching: 3, pageSize: 20, notice: null, now: NOW }
  const password = { timeZone, email: names.email, fault: null, passwordLengthMin: 8 }
  const setUp = {
    ...{ timeZone, fault: null, setUp: { secret: 'TMHAFQ3NH3VL57QMO2GX5G4C7VSJVILB', sealed: 'x' } },
    uri: 'otpauth://totp/Grantory:mara%40lindenpress.example?secret=TMHAFQ3NH3VL57QMO2GX5G4C7VSJVILB&issuer=Grantory',
  }
  const recovery = { timeZone, codes: CODES, reason: 'codes_on' as const }
  const changeEmail = {
    ...{ timeZone, email: names.email, typed: '', waitingFor: null, fault: null },
    ...{ isWithdrawn: false, mailboxUrl: '/sandbox/mailbox' },
  }
  const addPasskey = { timeZone, name: 'Chrome on Linux', nameLengthMax: 60, options: '{}', fault: null }
  const renamePasskey = { timeZone, id: 'p1', name: 'MacBook of Mara', nameLengthMax: 60, isFault: false }
  const step = {
    flow: FLOW,
    app,
    person,
    hasCodes: true,
    fault: null,
    passkeyOptions: '{}',
    hasPasskeyFailed: false,
    cancelUrl: CANCEL,
  }
  return [
    { name: 'security', page: securityPage(context, security) },
    {
      name: 'security-none',
      page: securityPage(context, {
        ...security,
        passwordChangedAt: null,
        passkeys: [],
        sessionCount: 1,
        factors: { hasCodes: false, passkeys: 0, recoveryCodes: 0 },
        notice: 'password_changed',
      }),
    },
    { name: 'sessions', page: sessionsPage(context, sessions) },
    {
      name: 'sessions-many',
      page: sessionsPage(context, { ...sessions, from: 20, matching: 47, notice: 'ended' }),
    },
    {
      name: 'sessions-one',
      page: sessionsPage(context, { ...sessions, rows: ROWS.slice(0, 1), matching: 1 }),
    },
    { name: 'set-up-codes', page: setUpCodesPage(context, setUp) },
    { name: 'set-up-codes-fault', page: setUpCodesPage(context, { ...setUp, fault: 'mismatch' }) },
    { name: 'turn-codes-off', page: turnCodesOffPage(context, { visitor: required, isLast: true }) },
    { name: 'turn-codes-off-passkeys', page: turnCodesOffPage(context, { visitor, isLast: false }) },
    { name: 'recovery-codes', page: recoveryCodesPage(context, recovery) },
    { name: 'recovery-codes-new', page: newRecoveryCodesPage(context, { visitor, left: 1 }) },
    { name: 'add-passkey', page: addPasskeyPage(context, addPasskey) },
    { name: 'add-passkey-fault', page: addPasskeyPage(context, { ...addPasskey, fault: 'refused' }) },
    { name: 'rename-passkey', page: renamePasskeyPage(context, renamePasskey) },
    {
      name: 'remove-passkey',
      page: removePasskeyPage(context, { visitor: required, passkey: renamePasskey, isLast: true }),
    },
    { name: 'second-step', page: secondStepPage(context, step) },
    {
      name: 'second-step-mismatch',
      page: secondStepPage(context, { ...step, app: null, cancelUrl: null, fault: { code: 'mismatch' } }),
    },
    {
      name: 'second-step-recovery',
      page: secondStepPage(context, {
        ...step,
        hasCodes: false,
        fault: { code: 'missing' },
        hasPasskeyFailed: true,
      }),
    },
    {
      name: 'second-step-too-many',
      page: secondStepPage(context, { ...step, fault: { code: 'too_many_attempts', waitSeconds: 80 } }),
    },
    { name: 'change-email', page: changeEmailPage(context, changeEmail) },
    {
      name: 'change-email-waiting',
      page: changeEmailPage(context, { ...changeEmail, waitingFor: 'mara.lindqvist@example.org' }),
    },
    {
      name: 'change-email-fault',
      page: changeEmailPage(context, {
        ...changeEmail,
        typed: names.email,
        fault: { code: 'same' },
      }),
    },
    {
      name: 'confirm-new-email',
      page: confirmNewEmailPage(context, { state: 'ask', email: 'mara.lindqvist@example.org', token: 'x' }),
    },
    {
      name: 'confirm-new-email-done',
      page: confirmNewEmailPage(context, {
        state: 'done',
        email: 'mara.lindqvist@example.org',
        continueUrl: '/account/profile',
      }),
    },
    { name: 'confirm-new-email-dead', page: confirmNewEmailPage(context, { state: 'dead' }) },
    { name: 'change-password', page: changePasswordPage(context, password) },
    { name: 'change-password-fault', page: changePasswordPage(context, { ...password, fault: 'too_short' }) },
  ]
}

const PASSKEYS = [
  {
    id: 'p1',
    name: 'MacBook of Mara',
    transports: ['internal', 'hybrid'],
    createdAt: NOW - 300 * HOUR,
    lastUsedAt: NOW - 2 * HOUR,
  },
  {
    id: 'p2',
    name: 'Security key, blue',
    transports: ['usb'],
    createdAt: NOW - 2000 * HOUR,
    lastUsedAt: null,
  },
]

const CODES = Array.from({ length: 10 }, (_, index) => `K7QF-2M9X-HW${index}4-PRTZ`.replace(/[01]/, '8'))

const ROWS: SessionRow[] = [
  {
    id: 1,
    device: { kind: 'laptop', browser: 'Firefox', system: 'macOS' },
    addressBlock: '203.0.113.24',
    place: { countryCode: 'DE', towns: { en: 'Hamburg' } },
    createdAt: NOW - 30 * HOUR,
    lastSeenAt: NOW,
    isThisOne: true,
  },
  {
    id: 2,
    device: { kind: 'phone', browser: 'Safari', system: 'iPhone' },
    addressBlock: '2001:db8:1:2::/64',
    place: { countryCode: 'DK', towns: {} },
    createdAt: NOW - 200 * HOUR,
    lastSeenAt: NOW - 2 * HOUR,
    isThisOne: false,
  },
  {
    id: 3,
    device: { kind: 'unknown', browser: null, system: null },
    addressBlock: null,
    place: null,
    createdAt: NOW - 300 * HOUR,
    lastSeenAt: NOW - 150 * HOUR,
    isThisOne: false,
  },
]
