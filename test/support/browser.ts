import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { DEMO_PASSWORD } from './test-app.ts'

const ACTION_TIMEOUT_MS = 30_000
const TABS_MAX = 60
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Chromium (`CHROMIUM`, else the one of Debian), without anything it does on its own. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: QUIET })
}

/** A visitor: a browser profile of its own with one page, and what the browser complained about. */
export type Visitor = AsyncDisposable & {
  page: Page
  /** Blocked content, failed requests, scripts that threw. Pages that refuse something answer 4xx: that is none. */
  complaints: string[]
}

/** Somebody who has never been here before. Reads English unless `options` say otherwise. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-US', ...options })
  context.setDefaultTimeout(ACTION_TIMEOUT_MS)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    const isRefusal = message.text().startsWith('Failed to load resource: the server responded')
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text())
  })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** Fills in the hub's sign-in form and sends it. */
export async function signInWith(page: Page, email: string, password = DEMO_PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Goes to an element with the tabulator key alone, as people without a mouse do. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses <= TABS_MAX; presses += 1) {
    if (await target.evaluate(element => element.matches(':focus'))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${target}`)
}
