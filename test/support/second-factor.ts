import assert from 'node:assert/strict'
import { Secret, TOTP } from 'otpauth'
import sql from 'sql-template-tag'
import { fillIn } from './accounts.ts'
import { fieldOn } from './flow.ts'
import { DEMO_PASSWORD, type TestApp } from './test-app.ts'
import { type Answer, decodeHtml, type TestBrowser } from './test-browser.ts'

export const SET_UP = '/account/security/codes/new'
/** The time an authenticator app shows one code. */
export const STEP_MS = 30_000

/** An authenticator app and what was written down. */
export type Authenticator = { secret: string; recoveryCodes: string[] }

/** What an authenticator app shows at an instant. */
export function codeAt(secret: string, at: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at })
}

/** The secret a page shows to be typed. */
export function secretOn(page: Answer): string {
  const [, groups = ''] = /<code>((?:[A-Z2-7]{1,4} ?)+)<\/code>/.exec(page.text) ?? []
  assert.ok(groups, 'the page shows a secret')
  return groups.replaceAll(' ', '')
}

/** The recovery codes a page shows. */
export function recoveryCodesOn(page: Answer): string[] {
  return page.text.match(/[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}/g) ?? []
}

/** Turns one-time codes on through the pages; the next code works a step later. */
export async function turnOn(app: TestApp, browser: TestBrowser): Promise<Authenticator> {
  const page = await browser.get(SET_UP)
  assert.equal(page.status, 200, page.location ?? page.text)
  const secret = secretOn(page)
  const done = await browser.submit(page, { code: codeAt(secret, app.clock.now()) }, isSetUp)
  assert.equal(done.status, 200, done.text)
  app.clock.advance(STEP_MS)
  return { secret, recoveryCodes: recoveryCodesOn(done) }
}

export const isSetUp = ({ action }: { action: string }) => action === SET_UP

/** Signs in by the password and gives the page that asks for the second proof. */
export async function toSecondStep(
  browser: TestBrowser,
  email: string,
  { path = '/signin', password = DEMO_PASSWORD }: { path?: string; password?: string } = {},
): Promise<Answer> {
  const answer = await fillIn(browser, path, { email, password })
  assert.match(`${answer.status} ${answer.location}`, /^303 \/signin\/code/, answer.text.slice(0, 300))
  return browser.get(answer.location ?? '')
}

/** Sends a code on the page that asks for it. */
export function sendCode(browser: TestBrowser, page: Answer, code: string): Promise<Answer> {
  return browser.submit(page, { code }, ({ action }) => action.startsWith('/signin/code'))
}

/** Signs in with password and code; the next code works a step later. */
export async function signInWithCode(
  app: TestApp,
  browser: TestBrowser,
  email: string,
  secret: string,
): Promise<Answer> {
  const answer = await sendCode(browser, await toSecondStep(browser, email), codeAt(secret, app.clock.now()))
  app.clock.advance(STEP_MS)
  return answer
}

/** Since when the database says that a person has a second factor. */
export async function secondFactorSince(app: TestApp, email: string): Promise<number | null> {
  const [row] = await app.db.read<{ since: number | null }>(
    sql`select two_factor_since as since from person where email = ${email}`,
  )
  assert.ok(row, email)
  return row.since
}

/** What the QR code of a set-up page is described by. */
export function qrLabel(page: Answer): string {
  return decodeHtml(/role="img" aria-label="([^"]*)"/.exec(page.text)?.[1] ?? '')
}

/** What travels unseen in a set-up page. */
export function sealedOn(page: Answer): string {
  return fieldOn(page, 'set_up') ?? ''
}
