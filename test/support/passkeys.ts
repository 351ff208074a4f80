import assert from 'node:assert/strict'
import type { Asked, Lie, SoftwareAuthenticator } from './software-authenticator.ts'
import { type Answer, decodeHtml, type TestBrowser } from './test-browser.ts'

export const ADD_PASSKEY = '/account/security/passkeys/new'

/** What a page asks the browser for. */
export function askedOn(page: Answer): Asked {
  const [, options] = /data-options="([^"]*)"/.exec(page.text) ?? []
  assert.ok(options, 'the page asks for a passkey')
  return JSON.parse(decodeHtml(options))
}

export const isAddPasskey = ({ action }: { action: string }) => action === ADD_PASSKEY
export const isPasskeySignIn = ({ action }: { action: string }) => action.startsWith('/signin/passkey')

/** Adds a passkey through the page. */
export async function addPasskey(
  browser: TestBrowser,
  key: SoftwareAuthenticator,
  lie: Lie = {},
  name = 'Blue key',
): Promise<Answer> {
  const page = await browser.get(ADD_PASSKEY)
  assert.equal(page.status, 200, page.location ?? '')
  return browser.submit(page, { name, answer: key.create(askedOn(page), lie) }, isAddPasskey)
}

/** Signs in by passkey through the page at `path`. */
export async function signInBy(
  browser: TestBrowser,
  key: SoftwareAuthenticator,
  lie: Lie = {},
  path = '/signin',
): Promise<Answer> {
  const page = await browser.get(path)
  return browser.submit(page, { answer: key.get(askedOn(page), lie) }, isPasskeySignIn)
}
