import assert from 'node:assert/strict'
import { type Answer, decodeHtml, formsOf, type TestBrowser } from './test-browser.ts'
import { claimsOf } from './test-client.ts'

/** The pages of a person's own tokens. */
export const OWN = '/account/tokens'

export type TokenWish = { path?: string; note?: string; scopes?: string[] }

/** Fills in the form for a new token and sends it. */
export async function sendTokenForm(
  browser: TestBrowser,
  { path = OWN, note = 'nightly export', scopes = ['directory.person.r'] }: TokenWish = {},
): Promise<Answer> {
  return browser.post(...filledIn(await browser.get(`${path}/new`), { note, scopes }))
}

/** What a browser would send for this page. */
export function filledIn(
  page: Answer,
  { note = 'nightly export', scopes = ['directory.person.r'] }: TokenWish = {},
): [string, [string, string][]] {
  const form = formsOf(page.text).find(({ action }) => action.endsWith('/new'))
  assert.ok(form, `no form for a token (status ${page.status}): ${page.location} ${page.text.slice(0, 300)}`)
  const chosen = scopes.map((scope): [string, string] => ['scopes[]', scope])
  return [form.action, [...Object.entries(form.hidden), ['note', note], ...chosen]]
}

/** Makes a private token by its page, and gives it as the page shows it. */
export async function newPrivateToken(
  browser: TestBrowser,
  wish: TokenWish = {},
): Promise<{ token: string; jti: string; page: Answer }> {
  const page = await sendTokenForm(browser, wish)
  assert.equal(page.status, 200, page.text.slice(0, 2000))
  const token = tokenIn(page)
  assert.ok(token, 'the page shows a token')
  return { token, jti: claimsOf(token).jti, page }
}

/** The token a page shows. */
export function tokenIn({ text }: Answer): string | null {
  return /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text)?.[0] ?? null
}

/** The main part of a page as its reader sees it. */
export function readableText({ text }: Answer): string {
  const main = /<main.*<\/main>/s.exec(text)?.[0] ?? ''
  return decodeHtml(main.replaceAll('<wbr>', '').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ')
}
