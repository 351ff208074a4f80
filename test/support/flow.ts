import assert from 'node:assert/strict'
import sql from 'sql-template-tag'
import type { TestApp } from './test-app.ts'
import { type Answer, decodeHtml, type Form, formsOf, type TestBrowser } from './test-browser.ts'
import type { TestClient } from './test-client.ts'

/** Begins the redirect flow and gives the first page it asks something on, or the answer at the app. */
export async function begin(
  browser: TestBrowser,
  client: TestClient,
  parameters: Record<string, string>,
): Promise<Answer> {
  return browser.follow(await browser.get(client.authorizeUrl(parameters)))
}

/** Presses Allow (or Continue) on a page of consent. */
export function allow(browser: TestBrowser, page: Answer): Promise<Answer> {
  return decide(browser, page, 'allow')
}

/** Presses Cancel on whatever page of the flow. */
export function cancel(browser: TestBrowser, page: Answer): Promise<Answer> {
  return decide(browser, page, 'cancel')
}

/** Presses the button of an organization and gives the next page. */
export async function choose(browser: TestBrowser, page: Answer, organization: string): Promise<Answer> {
  assert.ok(choicesOn(page).includes(organization), `${organization} can be chosen`)
  return browser.follow(await browser.submit(page, { organization }, ({ action }) => isOfFlow(action)))
}

/** The organizations that a page lets one choose. */
export function choicesOn(page: Answer): string[] {
  return [...page.text.matchAll(/name="organization" value="([^"]+)"/g)].map(([, id = '']) => id)
}

/** The address of the first link of a page that begins so. */
export function linkOn(page: Answer, beginning: string): string {
  const links = [...page.text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => decodeHtml(href))
  const link = links.find(href => href.startsWith(beginning))
  assert.ok(link, `no link to ${beginning} among ${links.join(' ')}`)
  return link
}

/** What the field of this name holds. */
export function fieldOn(page: Answer, name: string): string | null {
  const [input = ''] = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(page.text) ?? []
  const [, value] = /\bvalue="([^"]*)"/.exec(input) ?? []
  return value === undefined ? null : decodeHtml(value)
}

/** The request that a page belongs to. */
export function interactionOn(page: Answer): string {
  const [, id] = /interaction=([0-9a-f-]{36})/.exec(page.text) ?? []
  assert.ok(id, 'the page belongs to a request')
  return id
}

/** The text of a page as a reader sees it. */
export function readingOf(page: Answer): string {
  const body = page.text.replace(/^.*?<main/s, '<main')
  return decodeHtml(body.replaceAll('<wbr>', '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
}

/** How much was given out: codes, and connections of the asking app. */
export async function givenOut(app: TestApp): Promise<{ codes: number; connections: number }> {
  const count = async (query: ReturnType<typeof sql>) => {
    const [row] = await app.db.read<{ count: number }>(query)
    return row?.count ?? 0
  }
  return {
    codes: await count(sql`select count(*) as count from authorization_code`),
    connections: await count(sql`
      select count(*) as count from connection c join app on app.id = c.app_id where app.name = 'stock_keeper'`),
  }
}

/** The page must refuse, say why in these words, and have given nothing out. */
export async function assertGone(app: TestApp, page: Answer, status: number, reason: RegExp): Promise<void> {
  assert.deepEqual([page.status, page.location], [status, null], page.text.slice(0, 300))
  assert.match(readingOf(page), reason)
  assert.deepEqual(await givenOut(app), { codes: 0, connections: 0 })
}

/** The form of a page that is answered with Allow or Cancel. */
export function decisionFormOn(page: Answer): Form {
  const form = formsOf(page.text).find(({ action }) => action.startsWith('/oauth/authorize/decision'))
  assert.ok(form)
  return form
}

function decide(browser: TestBrowser, page: Answer, decision: string): Promise<Answer> {
  return browser.submit(page, { decision }, ({ action }) => isOfFlow(action))
}

function isOfFlow(action: string): boolean {
  return action.startsWith('/oauth/authorize/')
}
