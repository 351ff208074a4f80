import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import {
  createApp,
  createCredentials,
  credentialsOf,
  deleteApp,
  deleteAppsOfOrganization,
  deleteCredentials,
  desiredScopesOf,
  ensurePlatformApp,
  findApp,
  findAppByName,
  findClient,
  findCredentials,
  findPlatformApp,
  manifestOf,
  type NewApp,
  providedScopesOf,
  redirectUrlsOf,
  rotateSecret,
  secretMatches,
  showSecret,
  switchCredentials,
} from '../../src/modules/apps/index.ts'
import { createOrganization, createPerson, parseEmail } from '../../src/modules/directory/index.ts'
import { sha256Hex } from '../../src/platform/crypto/digest.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { applied, appsDeps, recordingHooks } from '../support/apps.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const PLATFORM = { platformAppName: 'directory', platformAppAliases: ['zaikio'], brandName: 'Grantory' }
const TITLE = [{ locale: 'en' as const, title: 'Stock Keeper', summary: null, description: null }]
const deps = appsDeps()

/** A database with a vendor and the platform app. */
async function vendor(db: Db): Promise<string> {
  const email = parseEmail('vendor@stockworks.example')
  assert(email)
  const organization = await db.transaction(async tx => {
    await ensurePlatformApp(tx, PLATFORM, NOW)
    const details = { firstName: null, name: 'Ruth', locale: 'en' as const, countryCode: null }
    const person = await createPerson(tx, { ...details, email }, NOW)
    assert(person)
    const wish = { name: 'Stockworks', countryCode: 'DE', kinds: ['software_developer'], sections: {} }
    return createOrganization(tx, { ...wish, creatorId: person.id }, NOW)
  })
  return organization.id
}

function newApp(organizationId: string, more: Partial<NewApp> = {}): NewApp {
  return {
    organizationId,
    name: 'stock_keeper',
    type: 'public',
    translations: TITLE,
    actor: 'operator',
    ...more,
  }
}

test('a new app has one confidential pair of credentials, and the client is found with its app in one statement (C-25)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const created = await db.transaction(tx => createApp(tx, newApp(organizationId), deps, NOW))
  assert('app' in created)
  const [pair] = created.credentials
  assert(pair)
  assert.match(pair.secret, /^[A-Za-z0-9]{32}$/)
  assert.deepEqual(await findApp(db, created.app.id), created.app)
  assert.deepEqual(await findAppByName(db, 'stock_keeper'), created.app)

  let statements = 0
  const counting: Pick<Db, 'read'> = {
    read: query => {
      statements += 1
      return db.read(query)
    },
  }
  assert.deepEqual(await findClient(counting, pair.credentials.id), {
    id: pair.credentials.id,
    appId: created.app.id,
    appName: 'stock_keeper',
    appType: 'public',
    appState: 'active',
    appIsDeleted: false,
    vendorOrganizationId: organizationId,
    parentAppId: null,
    name: null,
    isConfidential: true,
    secretHash: sha256Hex(pair.secret),
    secondSecretHash: null,
    secondSecretExpiresAt: null,
    signingAlgorithm: null,
    allowsPlainPkce: false,
    machineRefreshTokens: true,
    allowsPasswordGrant: false,
    allowsImplicitGrant: false,
    profile: 'compatible',
    isDeleted: false,
  })
  assert.equal(statements, 1)
  assert.equal(await findClient(db, '0190c8a4-0000-7000-8000-000000000000'), null)
})

test('in production a public app waits for the operator, a private one does not (platform.md §5)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const { hooks, called } = recordingHooks()
  const production = appsDeps({ environment: 'production', hooks })
  const open = await db.transaction(tx => createApp(tx, newApp(organizationId), production, NOW))
  const own = newApp(organizationId, { name: 'inhouse', type: 'private' })
  const closed = await db.transaction(tx => createApp(tx, own, production, NOW))
  assert('app' in open && 'app' in closed)
  assert.equal(open.app.state, 'draft')
  assert.equal(closed.app.state, 'active')
  assert.deepEqual(called, [{ privateAppCreated: { appId: closed.app.id, organizationId } }])
})

test('secrets are stored as hash and ciphertext, never in clear (G-24, attack C8)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const created = await db.transaction(tx => createApp(tx, newApp(organizationId), deps, NOW))
  assert('app' in created)
  const [pair] = created.credentials
  assert(pair)
  const rows = await db.read<Record<string, unknown>>(sql`select * from credentials`)
  assert.equal(JSON.stringify(rows).includes(pair.secret), false)
  const act = { clientId: pair.credentials.id, actor: 'operator' }
  assert.deepEqual(await db.transaction(tx => showSecret(tx, act, deps, NOW)), { secret: pair.secret })
  const shown = await db.read(sql`select subject from audit_entry where action = 'client_secret_shown'`)
  assert.deepEqual(shown, [{ subject: `Client/${pair.credentials.id}` }])
})

test('C8 two secrets live during a rotation; a third ends the first', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const created = await db.transaction(tx => createApp(tx, newApp(organizationId), deps, NOW))
  assert('app' in created)
  const [pair] = created.credentials
  assert(pair)
  const clientId = pair.credentials.id
  const act = { clientId, actor: 'operator', formerLifetimeMs: 1000 }
  const second = await db.transaction(tx => rotateSecret(tx, act, deps, NOW))
  assert(second !== 'not_found')
  const client = await findClient(db, clientId)
  assert(client)
  assert.equal(secretMatches(client, pair.secret, NOW), true)
  assert.equal(secretMatches(client, second.secret, NOW), true)
  assert.equal(secretMatches(client, pair.secret, NOW + 1000), false)

  const third = await db.transaction(tx => rotateSecret(tx, act, deps, NOW))
  assert(third !== 'not_found')
  const later = await findClient(db, clientId)
  assert(later)
  assert.equal(secretMatches(later, pair.secret, NOW), false)
  assert.equal(secretMatches(later, second.secret, NOW), true)
  assert.equal(secretMatches(later, third.secret, NOW), true)
})

test('T7 a name is given out once: taken, looking alike, or of a deleted app, it is refused', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const create = (name: string) =>
    db.transaction(tx => createApp(tx, newApp(organizationId, { name }), deps, NOW))
  const created = await create('stock_keeper')
  assert('app' in created)
  for (const name of ['stock_keeper', 'st0ck_keeper', 'stockkeeper', 'directory', 'zaikio']) {
    assert('fault' in (await create(name)), name)
  }
  const act = { appId: created.app.id, actor: 'operator' }
  assert.equal(await db.transaction(tx => deleteApp(tx, act, deps, NOW)), 'deleted')
  assert.equal(await db.transaction(tx => deleteApp(tx, act, deps, NOW)), 'not_found')
  assert.equal(await findAppByName(db, 'stock_keeper'), null)
  assert('fault' in (await create('stock_keeper')))
  assert('app' in (await create('stock_keepers')))
})

test('of 20 who want one name at once, one gets it', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const names = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'stock_keeper' : 'stockkeeper'))
  const outcomes = await Promise.all(
    names.map(name => db.transaction(tx => createApp(tx, newApp(organizationId, { name }), deps, NOW))),
  )
  assert.equal(outcomes.filter(outcome => 'app' in outcome).length, 1)
})

test('names of credentials are unique within their app until they are deleted', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const created = await db.transaction(tx => createApp(tx, newApp(organizationId), deps, NOW))
  assert('app' in created)
  const wish = {
    appId: created.app.id,
    name: 'web',
    description: null,
    isConfidential: false,
    actor: 'operator',
  }
  const create = () => db.transaction(tx => createCredentials(tx, wish, deps, NOW + 1))
  const first = await create()
  assert(first !== 'name_taken')
  assert.equal(await create(), 'name_taken')
  assert.deepEqual(
    (await credentialsOf(db, created.app.id)).map(({ name }) => name),
    [null, 'web'],
  )
  const act = { clientId: first.credentials.id, actor: 'operator' }
  const { hooks, called } = recordingHooks()
  assert.equal(await db.transaction(tx => deleteCredentials(tx, act, { hooks }, NOW)), 'deleted')
  assert.equal(await db.transaction(tx => deleteCredentials(tx, act, { hooks }, NOW)), 'not_found')
  assert.deepEqual(called, [{ credentialsDeleted: first.credentials.id }])
  assert.equal((await findClient(db, first.credentials.id))?.isDeleted, true)
  assert.equal(await findCredentials(db, first.credentials.id), null)
  assert((await create()) !== 'name_taken')
})

test('switches of credentials change one by one (G-32)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const created = await db.transaction(tx => createApp(tx, newApp(organizationId), deps, NOW))
  assert('app' in created)
  const clientId = created.credentials[0]?.credentials.id ?? ''
  const set = (switches: Parameters<typeof switchCredentials>[1]['switches']) =>
    db.transaction(tx => switchCredentials(tx, { clientId, actor: 'operator', switches }, NOW))
  await set({ signingAlgorithm: 'ES256' })
  await set({ isConfidential: false, allowsPlainPkce: true })
  const client = await findClient(db, clientId)
  assert(client)
  assert.deepEqual(
    [client.signingAlgorithm, client.isConfidential, client.allowsPlainPkce, client.profile],
    ['ES256', false, true, 'compatible'],
  )
  await set({ signingAlgorithm: null })
  assert.equal((await findClient(db, clientId))?.signingAlgorithm, null)
})

test('what an app desires comes with all kinds its provider offers, in the vendor’s order, in one statement (G-23)', async () => {
  await using database = await testDatabase()
  const { db } = database
  await vendor(db)
  await applied(
    db,
    deps,
    { ...manifest('warehouse'), oauth_scopes: [items('read_only'), items('read_write')] },
    NOW,
  )
  const app = await applied(
    db,
    deps,
    {
      ...manifest('stock_keeper'),
      oauth_redirect_urls: ['https://b.example.com/cb', 'https://a.example.com/cb'],
      desired_oauth_scopes: ['zaikio.person.r', 'warehouse.items.rw', 'user:read'],
    },
    NOW,
  )
  let statements = 0
  const counting: Pick<Db, 'read'> = {
    read: query => {
      statements += 1
      return db.read(query)
    },
  }
  const { desired, provided } = await desiredScopesOf(counting, app.app.id)
  assert.equal(statements, 1)
  assert.deepEqual(
    desired.map(({ name, bearerKind, provided: scope }) => [
      name.text,
      bearerKind,
      scope.scope.text,
      scope.isOfPlatformApp,
    ]),
    [
      ['zaikio.person.r', 'Person', 'directory.person.r', true],
      ['warehouse.items.rw', 'all', 'warehouse.items.rw', false],
      ['user:read', 'Person', 'user:read', true],
    ],
  )
  assert.deepEqual(provided.map(({ scope }) => scope.text).sort(), [
    'directory.person.r',
    'directory.person.rw',
    'directory.person.w',
    'user:read',
    'warehouse.items.r',
    'warehouse.items.rw',
  ])
  assert.deepEqual(await redirectUrlsOf(db, app.app.id), [
    'https://b.example.com/cb',
    'https://a.example.com/cb',
  ])
  assert.deepEqual(await desiredScopesOf(db, 'nobody'), { desired: [], provided: [] })

  const warehouse = await findAppByName(db, 'warehouse')
  assert(warehouse)
  await db.transaction(tx => deleteApp(tx, { appId: warehouse.id, actor: 'operator' }, deps, NOW))
  const after = await desiredScopesOf(db, app.app.id)
  assert.deepEqual(
    after.desired.filter(({ provided: { isWithdrawn } }) => isWithdrawn).map(({ name }) => name.text),
    ['warehouse.items.rw'],
  )
})

test('the platform app and its catalogue are made once, renamed by configuration, and read once when nothing changes', async () => {
  await using database = await testDatabase()
  const { db } = database
  const ensure = (config = PLATFORM, now = NOW) => db.transaction(tx => ensurePlatformApp(tx, config, now))
  const [app, again] = await Promise.all([ensure(), ensure()])
  assert.equal(app.id, again.id)
  const scopes = await providedScopesOf(db, app.id)
  for (const text of [
    'directory.person.r',
    'directory.organization.rw',
    'directory.delegations.rw',
    'user:read',
    'user:write',
  ]) {
    const scope = scopes.find(({ scope: name }) => name.text === text)
    assert.deepEqual(
      scope?.translations.map(({ locale }) => locale),
      ['en', 'de'],
      text,
    )
  }
  const rows = () => db.read(sql`select * from provided_scope order by id`)
  const before = await rows()
  await ensure(PLATFORM, NOW + 1)
  assert.deepEqual(await rows(), before)

  await ensure(
    { platformAppName: 'press_hub', platformAppAliases: ['directory'], brandName: 'Press Hub' },
    NOW + 2,
  )
  const renamed = await findPlatformApp(db)
  assert.equal(renamed?.id, app.id)
  assert.equal(renamed?.name, 'press_hub')
  assert.equal(renamed?.translations[0]?.title, 'Press Hub')
  assert.deepEqual(await rows(), before)
})

test('T7 the platform app cannot take the name of an app that exists or once existed', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  const created = await db.transaction(tx => createApp(tx, newApp(organizationId), deps, NOW))
  assert('app' in created)
  await db.transaction(tx => deleteApp(tx, { appId: created.app.id, actor: 'operator' }, deps, NOW))
  const config = { ...PLATFORM, platformAppAliases: ['stock_keeper'] }
  await assert.rejects(
    db.transaction(tx => ensurePlatformApp(tx, config, NOW)),
    /stock_keeper/,
  )
})

test('the apps of a vendor that is deleted are deleted with it', async () => {
  await using database = await testDatabase()
  const { db } = database
  const organizationId = await vendor(db)
  for (const name of ['one_app', 'two_app']) {
    await db.transaction(tx => createApp(tx, newApp(organizationId, { name }), deps, NOW))
  }
  const { hooks, called } = recordingHooks()
  await db.transaction(tx =>
    deleteAppsOfOrganization(tx, { organizationId, actor: 'operator' }, { hooks }, NOW),
  )
  assert.equal(called.length, 2)
  assert.equal(await findAppByName(db, 'one_app'), null)
  assert((await findPlatformApp(db)) !== null)
})

test('a manifest that was read from an app describes it: applied elsewhere it makes the same app', async () => {
  const document = {
    ...manifest('stock_keeper'),
    type: 'private',
    category: 'warehouse',
    entry_point_url: 'https://stock.example.com/app?x=1',
    demo_url: 'https://stock.example.com/demo',
    logo_url: null,
    webhook_url: 'https://u:p@stock.example.com/events',
    oauth_redirect_urls: ['https://stock.example.com/cb', 'myapp://done'],
    credentials: [
      { name: null, description: null, confidential: true },
      { name: 'web', description: 'browser', confidential: false },
    ],
    desired_oauth_scopes: ['zaikio.person.r', 'stock_keeper.items.rw'],
    oauth_scopes: [items('read_write')],
    subscribed_events: ['zaikio.member_joined', 'stock_keeper.item_reserved'],
    events: [
      {
        name: 'item_reserved',
        bearer_kind: 'Organization',
        example: '{}',
        translations: items('read_only').translations,
      },
    ],
  }
  await using database = await testDatabase()
  const { db } = database
  await vendor(db)
  const { app } = await applied(db, deps, document, NOW)
  const { title: _, ...expected } = { ...document, translations: TITLE }
  assert.deepEqual(await manifestOf(db, app), expected)
})

function manifest(name: string) {
  return { name, title: 'Stock Keeper', organization: 'stockworks' }
}

function items(kind: string) {
  return {
    name: 'items',
    kind,
    bearer_kind: 'all',
    translations: [{ locale: 'en', title: 'Items', description: null }],
  }
}
