import assert from 'node:assert/strict'
import type { TestApp } from './test-app.ts'
import { type Answer, TestBrowser } from './test-browser.ts'

/** What a new person types into the registration form. */
export const NEW_PERSON = {
  first_name: 'Mira',
  name: 'Okafor',
  email: 'mira@example.org',
  password: 'four green bottles',
  country_code: 'DE',
}

/** A browser of its own at an address of its own; the app must trust 127.0.0.1 as a proxy. */
export function browserAt(app: TestApp, address: string): TestBrowser {
  return new TestBrowser(app.app.server, { 'x-forwarded-for': address })
}

/** Fills in the form of the page at `path`. */
export async function fillIn(
  browser: TestBrowser,
  path: string,
  fields: Record<string, string>,
): Promise<Answer> {
  const [pathname = path] = path.split('?', 1)
  return browser.submit(await browser.get(path), fields, form => form.action.startsWith(pathname))
}

/** Registers a new person and gives the browser they are signed in with. */
export async function signUp(app: TestApp, fields: Partial<typeof NEW_PERSON> = {}): Promise<TestBrowser> {
  const browser = app.anonymous()
  const answer = await fillIn(browser, '/signup', { ...NEW_PERSON, ...fields })
  assert.equal(answer.status, 303, answer.text)
  return browser
}

/** The link in the latest mail to this address, as a path; fails when it leads anywhere but to the configured origin. */
export async function linkInMail(app: TestApp, recipient: string): Promise<string> {
  const mail = (await app.mails(recipient)).at(-1)
  const link = /https?:\/\/\S+/.exec(mail?.text ?? '')?.[0]
  assert.ok(link, `no mail with a link to ${recipient}`)
  assert.ok(link.startsWith(`${app.publicUrl}/`), link)
  return link.slice(app.publicUrl.length)
}

/** Who the start page says is signed in; null when nobody is. */
export async function signedInAs(browser: TestBrowser): Promise<string | null> {
  const { text } = await browser.get('/signout')
  return /[\w.+-]+@[\w.-]+\.\w+/.exec(text)?.[0] ?? null
}
