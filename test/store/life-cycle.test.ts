import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { deactivateApp } from '../../src/modules/apps/index.ts'
import {
  actOn,
  type BuiltApp,
  type BuiltPerson,
  buildApp,
  buildConnection,
  buildOrganization,
  buildPerson,
  CALLBACK,
} from '../support/builders.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const PRODUCTION = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://hub.example',
  MAIL_URL: 'smtp://localhost',
}

/** Whose organization it is: the vendor's, one that is invited, one that is connected to the main app, any other. */
const WHO = ['vendor', 'invited', 'connectedToMain', 'outsider'] as const
type Who = (typeof WHO)[number]

/** What somebody can do with an app: connect it to their organization, see its page, find it in the catalogue. */
type Possible = { connects: Who[]; sees: Who[]; isListed: boolean }

type Case = {
  app: 'private' | 'public' | 'addon'
  state: 'draft' | 'in_review' | 'active' | 'inactive'
} & Possible

const ALL = [...WHO]
const TIED: Who[] = ['vendor', 'invited']

/** The table of platform.md §5, a row for each app and state. */
const IN_PRODUCTION: Case[] = [
  { app: 'private', state: 'active', connects: TIED, sees: TIED, isListed: false },
  { app: 'private', state: 'inactive', connects: [], sees: ['vendor'], isListed: false },
  { app: 'public', state: 'draft', connects: TIED, sees: TIED, isListed: false },
  { app: 'public', state: 'in_review', connects: TIED, sees: TIED, isListed: false },
  { app: 'public', state: 'active', connects: ALL, sees: ALL, isListed: true },
  { app: 'public', state: 'inactive', connects: [], sees: ['vendor'], isListed: false },
  { app: 'addon', state: 'draft', connects: TIED, sees: TIED, isListed: false },
  { app: 'addon', state: 'in_review', connects: TIED, sees: TIED, isListed: false },
  { app: 'addon', state: 'active', connects: [...TIED, 'connectedToMain'], sees: ALL, isListed: false },
  { app: 'addon', state: 'inactive', connects: [], sees: ['vendor'], isListed: false },
]

/** In the sandbox there is no review, and every app has a preview by its link. */
const IN_SANDBOX: Case[] = [
  { app: 'private', state: 'active', connects: ALL, sees: ALL, isListed: false },
  { app: 'public', state: 'active', connects: ALL, sees: ALL, isListed: true },
  { app: 'addon', state: 'active', connects: ALL, sees: ALL, isListed: false },
  { app: 'public', state: 'inactive', connects: [], sees: ALL, isListed: false },
]

for (const [where, environment, cases] of [
  ['production', PRODUCTION, IN_PRODUCTION],
  ['the sandbox', {}, IN_SANDBOX],
] as const) {
  for (const { app: kind, state, ...expected } of cases) {
    test(`in ${where} ${kind === 'addon' ? 'an add-on' : `a ${kind} app`} that is ${state} is connected, seen and listed as the table says (platform.md §4.2, §5)`, async () => {
      await using hub = await testApp({ isEmpty: true, environment })
      const scene = await buildScene(hub, kind)
      await putInState(hub, scene.app, state)
      const found: Possible = { connects: [], sees: [], isListed: await isListed(hub, scene.app) }
      for (const who of WHO) {
        const visitor = scene.visitors[who]
        if (await sees(visitor, scene.app)) found.sees.push(who)
        const doors = [await offersConnecting(visitor, scene.app), await letsIn(visitor, scene.app)]
        assert.equal(doors[0], doors[1], `the store and the app's own request disagree about ${who}`)
        if (doors[0]) found.connects.push(who)
      }
      assert.deepEqual(found, expected)
    })
  }
}

test('a new app is a draft in production and active in the sandbox; a private one is active and installed in both (platform.md §4.1, §4.2)', async () => {
  for (const [environment, states] of [
    [PRODUCTION, { public: 'draft', addon: 'draft', private: 'active' }],
    [{}, { public: 'active', addon: 'active', private: 'active' }],
  ] as const) {
    await using hub = await testApp({ isEmpty: true, environment })
    for (const kind of ['public', 'addon', 'private'] as const) {
      const { app, visitors } = await buildScene(hub, kind, { isActive: false })
      const [row] = await hub.db.read<{ state: string }>(sql`select state from app where id = ${app.id}`)
      assert.equal(row?.state, states[kind], kind)
      const installed = await hub.db.read(sql`
        select 1 from connection where app_id = ${app.id} and bearer_id = ${visitors.vendor.organization.id}`)
      assert.equal(installed.length, kind === 'private' ? 1 : 0, kind)
    }
  }
})

test('an app that is switched off and on again is as it was, but nothing issued before lives (spec oauth.md §12.2, attack C9)', async () => {
  await using hub = await testApp({ isEmpty: true, environment: PRODUCTION })
  const { app, visitors } = await buildScene(hub, 'public')
  const operator = await buildPerson(hub)
  await hub.db.transaction(tx => tx.write(sql`update person set is_operator = 1 where id = ${operator.id}`))
  const { outsider } = visitors
  const { body } = await app.client.tokensFor(outsider.browser, 'directory.person.r', {
    redirect_uri: CALLBACK,
  })
  const path = `/operator/reviews/${app.name}`
  const press = async (at: string) => {
    const page = await operator.browser.get(at === 'off' ? `${path}/off` : path)
    return operator.browser.submit(page, {}, ({ action }) => action === `${path}/${at}`)
  }
  assert.equal((await press('off')).location, `${path}?notice=deactivated`)
  assert.deepEqual([await isListed(hub, app), await letsIn(outsider, app)], [false, false])
  assert.equal((await press('on')).location, `${path}?notice=activated`)
  assert.deepEqual([await isListed(hub, app), await letsIn(outsider, app)], [true, true])
  assert.equal((await app.client.api(body.access_token, '/api/v1/person')).status, 403)
  assert.equal((await app.client.refresh(body.refresh_token)).body.error, 'invalid_grant')
})

type Visitor = BuiltPerson & { organization: { id: string; slug: string } }

/** An app with its vendor, and an owner of an organization for each way to stand to it. */
async function buildScene(
  hub: TestApp,
  kind: Case['app'],
  { isActive = true }: { isActive?: boolean } = {},
): Promise<{ app: BuiltApp; visitors: Record<Who, Visitor> }> {
  const visitor = async (): Promise<Visitor> => {
    const owner = await buildPerson(hub)
    return { ...owner, organization: await buildOrganization(hub, { owner }) }
  }
  const visitors = {
    vendor: await visitor(),
    invited: await visitor(),
    connectedToMain: await visitor(),
    outsider: await visitor(),
  }
  const vendorId = visitors.vendor.organization.id
  const main = await buildApp(hub, { vendorId })
  const bearer = { type: 'Organization', id: visitors.connectedToMain.organization.id } as const
  await buildConnection(hub, { appId: main.id, bearer })
  const type = kind === 'addon' ? { mainApp: main.name } : { type: kind }
  const app = await buildApp(hub, { vendorId, isActive, ...type })
  await hub.db.transaction(tx =>
    tx.write(sql`insert into participation (app_id, organization_id, created_at)
      values (${app.id}, ${visitors.invited.organization.id}, ${hub.clock.now()})`),
  )
  return { app, visitors }
}

async function putInState(hub: TestApp, { id }: BuiltApp, state: Case['state']): Promise<void> {
  if (state === 'active') return
  await hub.db.transaction(async tx => {
    if (state === 'inactive') await deactivateApp(tx, actOn(id), hub.app.apps, hub.clock.now())
    else await tx.write(sql`update app set state = ${state} where id = ${id}`)
  })
}

function pathOf({ name }: BuiltApp): string {
  return `/store/other/${name.replaceAll('_', '-')}`
}

async function isListed(hub: TestApp, app: BuiltApp): Promise<boolean> {
  return (await hub.anonymous().get('/store')).text.includes(`href="${pathOf(app)}"`)
}

async function sees({ browser }: Visitor, app: BuiltApp): Promise<boolean> {
  return (await browser.get(pathOf(app))).status === 200
}

/** The door of the store. */
async function offersConnecting({ browser, organization }: Visitor, app: BuiltApp): Promise<boolean> {
  const { status, location } = await browser.get(`${pathOf(app)}/connect?organization=${organization.slug}`)
  // Where it is connected already with all it asks for, the way leads on.
  return status === 200 || location !== null
}

/** The door of the app's own request. */
async function letsIn({ browser, organization }: Visitor, { client }: BuiltApp): Promise<boolean> {
  const scope = `Org/${organization.id}.directory.organization.r`
  const { location } = await client.authorize(browser, { scope, redirect_uri: CALLBACK })
  return location !== null && new URL(location).searchParams.has('code')
}
