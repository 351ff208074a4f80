import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLParser } from 'fast-xml-parser'
import sql from 'sql-template-tag'
import { deactivateApp } from '../../../src/modules/apps/index.ts'
import { actOn, buildApp } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { buildDevice, START, start, typeCode } from '../../support/devices.ts'
import { fieldOn, linkOn } from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { assertRefused } from '../../support/tokens.ts'

const URI = 'http://localhost:4000/oauth/device_authorizations/verify'

test('a device gets its codes in the names and units of RFC 8628 §3.2 (oauth.md §7.1, C-20, C-21)', async () => {
  await using app = await testApp()
  for (const client of [app.client(DEMO.stockKeeperPublic), app.client(DEMO.stockKeeper)]) {
    const { status, body, headers } = await start(client, { scope: 'directory.person.r' })
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/json; charset=utf-8')
    assert.deepEqual([headers['cache-control'], headers['pragma']], ['no-store', 'no-cache'])
    assert.match(body.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    assert.match(body.device_code, /^gdc_[A-Za-z0-9]{43}$/)
    assert.deepEqual(
      { ...body, device_code: '', user_code: '' },
      {
        device_code: '',
        user_code: '',
        verification_uri: URI,
        verification_uri_complete: `${URI}?code=${body.user_code}`,
        expires_in: 900,
        interval: 5,
      },
    )
  }
})

test('parameters come from query, form and JSON alike, with and without a format in the path (oauth.md §2.1, §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = { 'content-type': 'application/json' }
  for (const [path, payload, headers] of [
    [`${START}?client_id=${client.id}&scope=directory.person.r`, '', {}],
    [START, `client_id=${client.id}`, form],
    [`${START}.json`, JSON.stringify({ client_id: client.id, scope: 'directory.person.r' }), json],
    [`${START}/`, JSON.stringify({ client_id: client.id.toUpperCase(), unknown: [1] }), json],
  ] as const) {
    const { status, body, text } = await client.send(path, payload, { ...headers })
    assert.equal(status, 200, text)
    assert.ok(body.device_code)
  }
})

test('the answer is XML or text where that is asked for, values not encoded (oauth.md §7.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const text = await start(client, {}, { accept: 'text/plain' })
  assert.match(
    text.text,
    /^device_code=gdc_\w+&user_code=([A-Z]{4}-[A-Z]{4})&verification_uri=http:\/\/localhost:4000\/oauth\/device_authorizations\/verify&verification_uri_complete=http:\/\/localhost:4000\/oauth\/device_authorizations\/verify\?code=\1&expires_in=900&interval=5$/,
  )
  for (const [path, accept] of [
    [`${START}.xml`, '*/*'],
    [START, 'text/xml'],
  ] as const) {
    const xml = await client.send(path, `client_id=${client.id}`, { ...form, accept })
    const { OAuth } = new XMLParser().parse(xml.text)
    assert.deepEqual(Object.keys(OAuth).length, 6)
    assert.deepEqual([OAuth.expires_in, OAuth.interval, OAuth.verification_uri], [900, 5, URI])
  }
})

test('a missing or unknown client is told in one line of text (oauth.md §4.4, §7.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const payload of ['', 'client_id=', 'scope=directory.person.r']) {
    const { status, text } = await client.send(START, payload, form)
    assert.deepEqual([status, text], [422, 'error: The client ID parameter is missing'])
  }
  for (const id of ['nobody', '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff', 'x\0y', "' or '1'='1"]) {
    const { status, text } = await client.send(START, new URLSearchParams({ client_id: id }).toString(), form)
    assert.deepEqual([status, text], [403, 'error: This client is not known'])
  }
})

test('no authentication is needed, but what is sent must be right (oauth.md §7.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const wrong = app.client({ ...DEMO.stockKeeper, secret: 'wrong' })
  assert.equal((await start(client)).status, 200)
  assert.equal((await start(client, {}, { authorization: client.basic })).status, 200)
  assert.equal((await start(client, { client_secret: client.secret ?? '' })).status, 200)
  assertRefused(await start(wrong, {}, { authorization: wrong.basic }), 'invalid_client')
  assertRefused(await start(wrong, { client_secret: 'wrong' }), 'invalid_client')
})

test('what does not depend on the person is refused at once (P-05, oauth.md §3.6)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  for (const [scope, identifier] of [
    ['directory.person', 'malformed_scope'],
    ['directory.person.r,Org.directory.organization.r', 'different_bearer_types'],
    [`Per/${DEMO.linden}.directory.person.r`, 'unpermitted_bearer_id'],
    [
      `Org/${DEMO.linden}.directory.organization.r,Org/${DEMO.harbor}.directory.sites.rw`,
      'different_bearer_ids',
    ],
    ['directory.specialists.r', 'scope_is_not_included_in_desired_scopes'],
    [`directory.${'x'.repeat(20_000)}.r`, 'malformed_scope'],
  ] as const) {
    const answer = await start(client, { scope })
    assertRefused(answer, 'invalid_scope', identifier)
    assert.deepEqual(answer.body.errors, { scopes: [identifier] })
  }
  const [row] = await app.db.read<{ count: number }>(sql`select count(*) as count from device_authorization`)
  assert.equal(row?.count, 0)
})

test('a repeated parameter is refused (G-04)', async () => {
  await using app = await testApp()
  const { id } = DEMO.stockKeeperPublic
  const answer = await app
    .client({ id })
    .send(`${START}?client_id=${id}&scope=user%3Aread&scope=directory.person.r`, '', {})
  assertRefused(answer, 'invalid_request', 'The parameter scope is repeated.')
})

test('an app that was switched off starts nothing (C9)', async () => {
  await using app = await testApp()
  const built = await buildApp(app)
  await app.db.transaction(tx => deactivateApp(tx, actOn(built.id), app.app.apps, app.clock.now()))
  assertRefused(await start(built.publicClient), 'unauthorized_client')
})

test('any origin may ask, also with a preflight, and reads the errors (oauth.md §2.6)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  const origin = { origin: 'https://device.example' }
  const preflight = await app.app.server.inject({
    method: 'OPTIONS',
    url: `${START}.json`,
    headers: { ...origin, 'access-control-request-method': 'POST' },
  })
  assert.equal(preflight.headers['access-control-allow-origin'], '*')
  for (const answer of [await start(client, {}, origin), await start(client, { scope: 'x' }, origin)])
    assert.equal(answer.headers['access-control-allow-origin'], '*')
})

test('codes are not in the database in clear, and are different each time (D1)', async () => {
  await using app = await testApp()
  const devices = await Promise.all(Array.from({ length: 30 }, () => buildDevice(app)))
  assert.equal(new Set(devices.map(({ userCode }) => userCode)).size, 30)
  const rows = JSON.stringify(await app.db.read(sql`select * from device_authorization`))
  for (const { deviceCode, userCode } of devices) {
    assert.ok(!rows.includes(deviceCode))
    assert.ok(!rows.includes(userCode) && !rows.includes(userCode.replace('-', '')))
  }
})

test('devices that wait are limited per address block, and the limit ends (G-18, DoS)', async () => {
  await using app = await testApp({ environment: { RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '5' } })
  const client = app.client(DEMO.stockKeeperPublic)
  for (let count = 0; count < 5; count += 1) assert.equal((await start(client)).status, 200)
  const limited = await start(client)
  assert.deepEqual([limited.status, limited.text], [429, 'Retry later'])
  app.clock.advance(1000)
  assert.equal((await start(client)).status, 200)
})

test('organization[…] fills in the form that creates an organization (oauth.md §7.1)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app, {
    scope: 'Org.directory.organization.r',
    more: {
      'organization[name]': 'Ink Works',
      'organization[country_code]': 'nl',
      'organization[kinds][]': 'publisher',
    },
  })
  const browser = await app.signedIn(DEMO.operator)
  const page = await typeCode(browser, device.userCode)
  const form = await browser.get(linkOn(page, '/oauth/authorize/organizations/new'))
  assert.equal(fieldOn(form, 'name'), 'Ink Works')
  assert.match(form.text, /<option value="NL" selected>/)
  assert.match(form.text, /value="publisher" checked/)
})

test('the metadata names the endpoint and the grant (RFC 8628 §4)', async () => {
  await using app = await testApp()
  const { body } = await app.client(DEMO.stockKeeper).api(null, '/.well-known/oauth-authorization-server')
  assert.equal(body.device_authorization_endpoint, `${app.publicUrl}${START}`)
  assert.ok(body.grant_types_supported.includes('urn:ietf:params:oauth:grant-type:device_code'))
})
