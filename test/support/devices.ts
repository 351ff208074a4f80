import assert from 'node:assert/strict'
import { DEMO } from './demo.ts'
import { allow } from './flow.ts'
import type { TestApp } from './test-app.ts'
import type { Answer, TestBrowser } from './test-browser.ts'
import type { TestClient, TokenAnswer } from './test-client.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const START = '/oauth/device_authorizations/authorize'
export const VERIFY = '/oauth/device_authorizations/verify'

/** A device that shows a user code and waits. */
export type Device = {
  deviceCode: string
  userCode: string
  client: TestClient
  poll(client?: TestClient): Promise<TokenAnswer>
}

/** What the device endpoint answers to this form. */
export function start(
  client: TestClient,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const body = new URLSearchParams({ client_id: client.id, ...form }).toString()
  return client.send(START, body, { 'content-type': 'application/x-www-form-urlencoded', ...headers })
}

/** A device that asks for access. By default one of Stock Keeper that wants to know the person. */
export async function buildDevice(
  app: TestApp,
  {
    client = app.client(DEMO.stockKeeperPublic),
    scope = 'directory.person.r',
    more = {},
    headers = {},
  }: {
    client?: TestClient
    scope?: string
    more?: Record<string, string>
    headers?: Record<string, string>
  } = {},
): Promise<Device> {
  const { status, body, text } = await start(client, { scope, ...more }, headers)
  assert.equal(status, 200, text)
  return {
    deviceCode: body.device_code,
    userCode: body.user_code,
    client,
    poll: (by = client) => by.token({ grant_type: DEVICE_GRANT, device_code: body.device_code }),
  }
}

/** Types a code into the form and gives the next page. */
export async function typeCode(browser: TestBrowser, userCode: string): Promise<Answer> {
  const form = await browser.follow(await browser.get(VERIFY))
  return browser.follow(await browser.submit(form, { user_code: userCode }, isVerifyForm))
}

/** Types the code of the device and allows what it asks for; gives the last page. */
export async function letIn(browser: TestBrowser, { userCode }: Pick<Device, 'userCode'>): Promise<Answer> {
  return browser.follow(await allow(browser, await typeCode(browser, userCode)))
}

function isVerifyForm({ action }: { action: string }): boolean {
  return action.startsWith(VERIFY)
}
