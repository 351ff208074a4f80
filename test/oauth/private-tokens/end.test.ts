import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkInMail } from '../../support/accounts.ts'
import { applied } from '../../support/apps.ts'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../../support/builders.ts'
import {
  filledIn,
  newPrivateToken,
  OWN,
  readableText,
  sendTokenForm,
  tokenIn,
} from '../../support/private-tokens.ts'
import { type Acts, buildScene } from '../../support/scene.ts'
import { auditEntries } from '../../support/stored.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { formsOf, type TestBrowser } from '../../support/test-browser.ts'
import {
  announcedRevocations,
  eventsNamed,
  revocationList,
  twoServers,
  withinASecond,
} from '../../support/tokens.ts'

const DAY_MS = 24 * 3_600_000
const YEAR_MS = 365 * DAY_MS

/** Whether the API accepts a token. */
async function works(app: TestApp, token: string): Promise<boolean> {
  const { status, body } = await app.client({ id: 'none' }).api(token, '/api/v1/access_token')
  if (status === 200) return true
  assert.deepEqual(body, { errors: ['invalid_jwt'] })
  return false
}

test('revoking in the settings names the consequence, asks once, and ends the token at once (oauth.md §12, §13)', async () => {
  await using app = await testApp({ isEmpty: true })
  const person = await buildPerson(app)
  const { browser } = person
  const kept = await newPrivateToken(browser, { note: 'kept' })
  const { token, jti } = await newPrivateToken(browser, { note: 'ended' })
  const page = await browser.get(`${OWN}/${jti}/revoke`)
  assert.match(
    readableText(page),
    /Revoke “ended”\? Everything that uses this token in your name stops working at once/,
  )
  assert.ok(await works(app, token))
  const isAnswer = ({ action }: { action: string }) => action.endsWith('/revoke')
  const list = await browser.follow(await browser.submit(page, {}, isAnswer))
  assert.match(readableText(list), /The token is revoked/)
  assert.equal(await works(app, token), false)
  assert.ok(await works(app, kept.token))
  assert.deepEqual(await revocationList(app), [jti])
  const events = await eventsNamed(app, 'revoked_access_token')
  assert.deepEqual(events, [
    { subject: `Per/${person.id}`, payload: JSON.stringify({ access_token_id: jti }), appId: null },
  ])
  const [entry] = await auditEntries(app.db)
  assert.equal(entry?.action, 'private_token_revoked')
  assert.ok(entry.correlationId && entry.addressBlock, 'the entry tells where the act came from')
  assert.equal(entry.actor, `Person/${person.id}`)
  assert.equal(entry.reason, `AccessToken/${jti}: revoked by its bearer`)

  const again = await browser.follow(await browser.submit(page, {}, isAnswer))
  assert.equal(again.status, 200)
  assert.equal((await browser.get(`${OWN}/${jti}/revoke`)).location, OWN)
  assert.deepEqual(await announcedRevocations(app), [jti])
})

test('a token ends itself, expired and twice too, with one event for a live one (spec oauth.md §12.1)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const first = await newPrivateToken(browser)
  const second = await newPrivateToken(browser)
  const end = (token: string) =>
    app.client({ id: 'none' }).api(token, '/api/v1/revoked_access_tokens', { method: 'POST', json: {} })
  for (let time = 0; time < 2; time += 1) {
    const answer = await end(first.token)
    assert.deepEqual([answer.status, answer.body], [201, { access_token_id: first.jti }])
  }
  assert.equal(await works(app, first.token), false)
  assert.deepEqual(await announcedRevocations(app), [first.jti])
  app.clock.advance(YEAR_MS)
  assert.equal((await end(second.token)).status, 201)
  assert.deepEqual(await announcedRevocations(app), [first.jti])
  assert.deepEqual(await revocationList(app), [])
})

test('a token stays on the list until it expires, a year later, and never works again (C-55)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const { token, jti } = await newPrivateToken(browser)
  await app.client({ id: 'none' }).api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  app.clock.advance(YEAR_MS - 1000)
  await app.runJobs()
  assert.deepEqual(await revocationList(app), [jti])
  assert.equal(await works(app, token), false)
})

test('tokens of others can be neither seen nor revoked (attack O5)', async () => {
  await using app = await testApp({ isEmpty: true })
  const [owner, admin, stranger] = [await buildPerson(app), await buildPerson(app), await buildPerson(app)]
  const { name } = await buildOrganization(app, { owner, members: { [admin.id]: ['admin'] } })
  const path = `/organizations/${name.toLowerCase().replace(' ', '_')}/tokens`
  const personal = await newPrivateToken(owner.browser)
  const organizational = await newPrivateToken(owner.browser, { path, scopes: ['directory.organization.r'] })
  const csrf = async (person: typeof owner) =>
    formsOf((await person.browser.get(OWN)).text).find(({ action }) => action === '/signout')?.hidden[
      '_csrf'
    ] ?? ''
  for (const [person, address] of [
    [stranger, `${OWN}/${personal.jti}`],
    [stranger, `${path}/${organizational.jti}`],
    [stranger, `${OWN}/${organizational.jti}`],
    [admin, `${path}/${personal.jti}`],
    [admin, `${OWN}/${organizational.jti}`],
    [owner, `${path}/${personal.jti}`],
    [owner, `${OWN}/nil`],
    [owner, `${OWN}/*`],
    [owner, `${OWN}/${encodeURIComponent("' or 1=1 --")}`],
  ] as const) {
    assert.equal((await person.browser.get(`${address}/revoke`)).status, 404, address)
    const answer = await person.browser.post(`${address}/revoke`, { _csrf: await csrf(person) })
    assert.equal(answer.status, 404, address)
  }
  assert.ok(await works(app, personal.token))
  assert.ok(await works(app, organizational.token))
  assert.ok(!(await admin.browser.get(path)).text.includes(personal.jti))
  assert.match(readableText(await admin.browser.get(path)), new RegExp(organizational.jti))
})

type End = 'Person' | 'Organization' | 'items'

/** What ends private tokens of an admin, of their organization, and those with a scope of another app. */
const OCCURRENCES: { what: string; happens: (acts: Acts) => Promise<unknown>; ends: End[] }[] = [
  { what: 'the person is banned', happens: acts => acts.banPerson(), ends: ['Person'] },
  { what: 'the person is deleted', happens: acts => acts.deletePerson(), ends: ['Person'] },
  {
    what: 'the organization is deleted',
    happens: acts => acts.deleteOrganization(),
    ends: ['Organization', 'items'],
  },
  { what: 'the providing app is deactivated', happens: acts => acts.deactivateProvider(), ends: ['items'] },
  {
    what: 'the connection with the providing app is revoked',
    happens: acts => acts.disconnectProvider(),
    ends: ['items'],
  },
  { what: 'who made it leaves the organization', happens: acts => acts.removeMember(), ends: [] },
  { what: 'who made it loses the admin role', happens: acts => acts.giveRoles('designer'), ends: [] },
  { what: 'another app is deleted', happens: acts => acts.deleteApp(), ends: [] },
]

for (const { what, happens, ends } of OCCURRENCES) {
  test(`${what}: ${ends.join(', ') || 'nothing'} ends (spec oauth.md §11, §12.2, §13)`, async () => {
    await using app = await testApp({ isEmpty: true })
    const { admin, organization, provider, acts } = await buildScene(app)
    const path = `/organizations/${organization.name.toLowerCase().replace(' ', '_')}/tokens`
    const made: Record<End, { token: string; jti: string }> = {
      Person: await newPrivateToken(admin.browser),
      Organization: await newPrivateToken(admin.browser, { path, scopes: ['directory.organization.r'] }),
      items: await newPrivateToken(admin.browser, {
        path,
        scopes: ['directory.organization.r', `${provider.name}.items.r`],
      }),
    }
    await happens(acts)
    for (const [kind, { token, jti }] of Object.entries(made)) {
      const isEnded = ends.some(end => end === kind)
      assert.equal(await works(app, token), !isEnded, kind)
      assert.equal((await revocationList(app)).includes(jti), isEnded, kind)
    }
    const expected = ends.map(end => made[end].jti).toSorted()
    assert.deepEqual((await announcedRevocations(app)).toSorted(), expected)
  })
}

test('a scope that its app provides no more, or to others, ends the tokens that carry it (spec oauth.md §13)', async () => {
  await using app = await testApp({ isEmpty: true })
  const owner = await buildPerson(app)
  const provider = await buildApp(app, { provides: [{ name: 'items' }, { name: 'parcels' }] })
  await buildConnection(app, { appId: provider.id, bearer: { type: 'Person', id: owner.id } })
  const make = (...scopes: string[]) =>
    newPrivateToken(owner.browser, { scopes: scopes.map(scope => `${provider.name}.${scope}`) })
  const [items, parcels, both] = [
    await make('items.r'),
    await make('parcels.r'),
    await make('items.r', 'parcels.rw'),
  ]
  const offer = (name: string, bearer_kind: string) => ({
    ...{ name, kind: 'read_only', bearer_kind },
    translations: [{ locale: 'en', title: name }],
  })
  const provide = (...oauth_scopes: object[]) =>
    applied(app.db, app.app.apps, { name: provider.name, oauth_scopes }, app.clock.now())
  await provide(offer('items', 'all'), offer('parcels', 'all'))
  assert.deepEqual(await Promise.all([items, parcels, both].map(({ token }) => works(app, token))), [
    true,
    true,
    false,
  ])
  await provide(offer('items', 'Organization'), offer('parcels', 'all'))
  assert.deepEqual(await Promise.all([items, parcels, both].map(({ token }) => works(app, token))), [
    false,
    true,
    false,
  ])
  assert.equal((await sendTokenForm(owner.browser, { scopes: [`${provider.name}.items.r`] })).status, 422)
})

test('the first confirmation of an address ends the tokens made before, for organizations too (G-26, attack S6)', async () => {
  await using app = await testApp({ isEmpty: true })
  const owner = await buildPerson(app)
  const person = await buildPerson(app, { isConfirmed: false })
  const { name } = await buildOrganization(app, { owner, members: { [person.id]: ['admin'] } })
  const path = `/organizations/${name.toLowerCase().replace(' ', '_')}/tokens`
  const scopes = ['directory.organization.r']
  const before = [
    await newPrivateToken(person.browser),
    await newPrivateToken(person.browser, { path, scopes }),
  ]
  const others = await newPrivateToken(owner.browser, { path, scopes })
  await person.browser.submit(await person.browser.get('/email/confirmation'))
  const link = await linkInMail(app, person.email)
  await person.browser.submit(await person.browser.get(link))
  for (const { token } of before) assert.equal(await works(app, token), false)
  assert.ok(await works(app, others.token))
  assert.ok(await works(app, (await newPrivateToken(await app.signedIn(person.email))).token))
})

test('a revocation is known to other processes within a second', async () => {
  await using servers = await twoServers({ isEmpty: true })
  const { one, other } = servers
  const { browser } = await buildPerson(one)
  const { token } = await newPrivateToken(browser)
  assert.ok(await works(other, token))
  await one.client({ id: 'none' }).api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  assert.equal(await works(one, token), false)
  await withinASecond(async () => !(await works(other, token)))
})

test('expired tokens are listed, and forgotten after the retention; active ones never (G-37)', async () => {
  await using app = await testApp({ isEmpty: true, environment: { RETENTION_TOKENS_DAYS: '10' } })
  const { email, browser } = await buildPerson(app)
  const { jti } = await newPrivateToken(browser)
  const listed = async () => readableText(await (await app.signedIn(email)).get(OWN))
  app.clock.advance(YEAR_MS - 1000)
  await app.runJobs()
  assert.match(await listed(), new RegExp(`active Made by Ada .* ${jti}`))
  app.clock.advance(1000)
  assert.match(await listed(), new RegExp(`expired Made by Ada .* ${jti}`))
  app.clock.advance(10 * DAY_MS)
  await app.runJobs()
  assert.match(await listed(), new RegExp(jti))
  app.clock.advance(1)
  await app.runJobs()
  assert.ok(!(await listed()).includes(jti))
})

/** Sends forms for tokens while something else happens, and gives the tokens that were made. */
async function madeMeanwhile(
  forms: { browser: TestBrowser; form: ReturnType<typeof filledIn> }[],
  happens: () => Promise<unknown>,
): Promise<string[]> {
  const [, ...pages] = await Promise.all([
    happens(),
    ...forms.map(({ browser, form }) => browser.post(...form)),
  ])
  return pages.map(tokenIn).filter(token => token !== null)
}

test('no token is made behind the back of what ends it: provider, connection, bearer (spec oauth.md §12.2)', async () => {
  const ends: ((acts: Acts) => Promise<unknown>)[] = [
    acts => acts.deactivateProvider(),
    acts => acts.disconnectProvider(),
    acts => acts.deleteOrganization(),
  ]
  for (const happens of ends) {
    await using app = await testApp({ isEmpty: true })
    const { admin, organization, provider, acts } = await buildScene(app)
    const path = `/organizations/${organization.name.toLowerCase().replace(' ', '_')}/tokens`
    const scopes = [`${provider.name}.items.r`]
    const forms = []
    for (let opened = 0; opened < 8; opened += 1) {
      const form = filledIn(await admin.browser.get(`${path}/new`), { scopes })
      forms.push({ browser: admin.browser, form })
    }
    for (const token of await madeMeanwhile(forms, () => happens(acts))) {
      assert.equal(await works(app, token), false, String(happens))
    }
  }
})

test('no token is made while the address is confirmed first, in a session that ends then (G-26, attack S6)', async () => {
  await using app = await testApp({ isEmpty: true })
  const owner = await buildPerson(app)
  const person = await buildPerson(app, { isConfirmed: false })
  const { name } = await buildOrganization(app, { owner, members: { [person.id]: ['admin'] } })
  const path = `/organizations/${name.toLowerCase().replace(' ', '_')}/tokens`
  await person.browser.submit(await person.browser.get('/email/confirmation'))
  const link = await linkInMail(app, person.email)
  const confirmer = app.anonymous()
  const confirmation = await confirmer.get(link)
  const forms = []
  for (let opened = 0; opened < 8; opened += 1) {
    const isOwn = opened % 2 === 0
    const scopes = [isOwn ? 'directory.person.r' : 'directory.organization.r']
    const form = filledIn(await person.browser.get(`${isOwn ? OWN : path}/new`), { scopes })
    forms.push({ browser: person.browser, form })
  }
  for (const token of await madeMeanwhile(forms, () => confirmer.submit(confirmation))) {
    assert.equal(await works(app, token), false)
  }
  assert.equal((await person.browser.get(OWN)).status, 303)
})

test('a client cannot revoke a private token, and none of the other endpoints take it (attack T8, RFC 7009 §2.1)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { admin, client } = await buildScene(app)
  const { token, jti } = await newPrivateToken(admin.browser)
  const answer = await client.send('/oauth/revoke', new URLSearchParams({ token }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: client.basic,
  })
  assert.equal(answer.status, 200)
  assert.ok(await works(app, token))
  assert.equal((await client.refresh(token)).body.error, 'invalid_grant')
  assert.equal((await client.token({ code: token })).body.error, 'invalid_grant')
  assert.equal((await client.api(jti, '/api/v1/person')).status, 403)
})
