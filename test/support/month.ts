import assert from 'node:assert/strict'
import sql, { raw } from 'sql-template-tag'
import { rotateKey } from '../../src/modules/oauth/index.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { browserAt, fillIn, linkInMail } from './accounts.ts'
import { DEMO } from './demo.ts'
import { buildDevice, letIn } from './devices.ts'
import { begin, cancel } from './flow.ts'
import { addPasskey, signInBy } from './passkeys.ts'
import { newPrivateToken } from './private-tokens.ts'
import type { buildScene } from './scene.ts'
import { toSecondStep, turnOn } from './second-factor.ts'
import { softwareAuthenticator } from './software-authenticator.ts'
import type { TestApp } from './test-app.ts'
import { assertRefused, tokensIn } from './tokens.ts'

/** Who and what there is in the simulated world. */
export type World = { app: TestApp; scene: Awaited<ReturnType<typeof buildScene>>; day: number }

/** What people and apps do every day. A new way to get tokens, or anything else that leaves rows, is one line more. */
export const EVERY_DAY: Record<string, (world: World) => Promise<unknown>> = {
  async 'code and refresh'({ scene: { client, tokens } }) {
    for (const kind of ['Person', 'Organization', 'on behalf'] as const) {
      const { refresh_token } = await tokens(kind)
      tokensIn(await client.refresh(refresh_token))
    }
  },
  async 'a machine'({ scene: { client, organization } }) {
    const scope = `Org/${organization.id}.directory.organization.r`
    tokensIn(await client.token({ grant_type: 'client_credentials', scope }))
  },
  async 'devices that are let in, and left waiting'({ app, scene: { publicClient, admin } }) {
    const device = await buildDevice(app, { client: publicClient })
    await letIn(await app.signedIn(admin.email), device)
    tokensIn(await device.poll())
    await buildDevice(app, { client: publicClient })
  },
  async 'a private token is made, and one is revoked'({ app, scene: { client, admin } }) {
    const browser = await app.signedIn(admin.email)
    await newPrivateToken(browser)
    const { token } = await newPrivateToken(browser)
    await client.api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  },
  async 'a token is revoked by its holder'({ scene: { client, tokens } }) {
    const { access_token } = await tokens('Person')
    await client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  },
  async refusals({ app, scene: { client } }) {
    assertRefused(await client.refresh('grt_none'), 'invalid_grant')
    const wrong = app.client({ id: client.id, secret: 'a wrong secret' })
    assertRefused(await wrong.token({ code: 'none' }), 'invalid_client')
  },
  async 'a code that nobody redeems'({ scene: { code } }) {
    await code('Person')
  },
  async 'requests that are left open, and denied'({ app, scene: { client, admin } }) {
    const ask = { scope: 'directory.person.r', redirect_uri: DEMO.redirectUrl, prompt: 'consent' }
    const browser = await app.signedIn(admin.email)
    await begin(browser, client, ask)
    await cancel(browser, await begin(browser, client, ask))
  },
  async 'failed sign-ins'({ app, scene: { admin } }) {
    const answer = await fillIn(browserAt(app, '192.0.2.1'), '/signin', {
      email: admin.email,
      password: 'no',
    })
    assert.equal(answer.status, 422)
  },
  async 'somebody adds a passkey, signs in by it and removes it'({ app }) {
    const browser = await app.signedIn(DEMO.member)
    const key = softwareAuthenticator(app.publicUrl)
    await addPasskey(browser, key)
    await signInBy(app.anonymous(), key)
    const overview = await browser.get('/account/security')
    const path = /href="([^"]*\/remove)"/.exec(overview.text)?.[1] ?? ''
    await browser.submit(await browser.get(path), {}, ({ action }) => action === path)
  },
  async 'somebody turns codes on, stops at the code, and turns them off'({ app }) {
    const browser = await app.signedIn(DEMO.member)
    await turnOn(app, browser)
    await toSecondStep(app.anonymous(), DEMO.member)
    const path = '/account/security/codes/off'
    await browser.submit(await browser.get(path), {}, ({ action }) => action === path)
  },
  async 'a forgotten password'({ app, scene: { owner } }) {
    await fillIn(app.anonymous(), '/password/forgot', { email: owner.email })
    await fillIn(app.anonymous(), await linkInMail(app, owner.email), { password: 'five blue bottles' })
    await fillIn(app.anonymous(), '/password/forgot', { email: owner.email })
  },
  async 'somebody is invited and does not come'({ scene: { organization, admin }, day }) {
    const path = `/organizations/${organization.slug}`
    const page = await admin.browser.get(`${path}/members`)
    const email = `nobody-${day}@example.com`
    const answer = await admin.browser.submit(page, { email, 'roles[]': 'member' }, ({ action }) =>
      action.endsWith('/invitations'),
    )
    assert.equal(answer.status, 303, answer.text)
  },
  async 'an app is switched off and on'({ scene: { acts } }) {
    await acts.deactivateApp()
    await acts.activateApp()
  },
  async 'connections end'({ scene: { acts } }) {
    await acts.disconnectOrganization()
    await acts.disconnectPerson()
  },
  async 'a test account is described, and not finished'({ app }) {
    const path = '/organizations/stockworks/developer/test-accounts/new'
    const browser = await app.signedIn(DEMO.developer)
    const page = await browser.get(path)
    await browser.submit(page, { name: 'Unfinished', go: 'next' }, ({ action }) => action === path)
  },
  async 'keys are rotated'({ app, day }) {
    if (day % 5 !== 0) return
    const { db, apps } = app.app
    await rotateKey(db, { algorithm: 'ES256', secretBox: apps.secretBox, now: app.clock.now() })
  },
}

/** The names of all tables. */
export async function tableNames(db: Db): Promise<string[]> {
  const rows =
    db.dialect === 'sqlite'
      ? await db.read<{ name: string }>(sql`
          select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`)
      : await db.read<{ name: string }>(sql`
          select table_name as name from information_schema.tables where table_schema = 'public'`)
  return rows.map(({ name }) => name).toSorted()
}

/** How many rows each of these tables has. */
export async function rowCounts(db: Db, tables: readonly string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const table of tables) {
    const [row] = await db.read<{ count: number }>(sql`select count(*) as count from ${raw(table)}`)
    counts.set(table, row?.count ?? 0)
  }
  return counts
}
