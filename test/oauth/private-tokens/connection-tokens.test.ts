import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deactivateApp } from '../../../src/modules/apps/index.ts'
import { findHoldings } from '../../../src/modules/connections/index.ts'
import { firstUuidAt, uuid } from '../../../src/platform/crypto/random.ts'
import { actOn, buildApp, buildConnection, buildOrganization, buildPerson } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { readingOf } from '../../support/flow.ts'
import { readableText } from '../../support/private-tokens.ts'
import { auditEntries } from '../../support/stored.ts'
import { DEMO_PASSWORD, type TestApp, testApp } from '../../support/test-app.ts'
import { type Answer, csrfOf, decodeHtml, formsOf, type TestBrowser } from '../../support/test-browser.ts'
import { claimsOf } from '../../support/test-client.ts'
import { announcedRevocations, assertRefused, revocationList, tokensIn } from '../../support/tokens.ts'

const MINUTE_MS = 60_000

/** A private app of a vendor, and an organization of other people that is connected to it. */
async function world(app: TestApp) {
  const [owner, developer, member, customer] = [
    await buildPerson(app),
    await buildPerson(app),
    await buildPerson(app),
    await buildPerson(app),
  ]
  const vendor = await buildOrganization(app, {
    owner,
    members: { [developer.id]: ['developer'], [member.id]: ['member'] },
  })
  const organization = await buildOrganization(app, { owner: customer })
  const built = await buildApp(app, {
    type: 'private',
    vendorId: vendor.id,
    desires: ['zaikio.organization.r', 'directory.organization_members.r'],
  })
  const bearer = { type: 'Organization' as const, id: organization.id }
  const granted = ['zaikio.organization.r']
  const connectionId = await buildConnection(app, { appId: built.id, bearer, granted })
  const list = `/developer/apps/${built.name}/connections`
  return {
    ...{ owner, developer, member, customer, vendor, organization, built, connectionId, list, bearer },
    path: `${list}/${organization.id}/tokens`,
  }
}

/** Sends the form of the page with these scopes. */
async function generate(
  browser: TestBrowser,
  path: string,
  scopes = ['zaikio.organization.r'],
): Promise<Answer> {
  return browser.post(path, filledIn(await browser.get(path), path, scopes))
}

/** The fields of the form of a page, with these scopes. */
function filledIn(page: Answer, path: string, scopes = ['zaikio.organization.r']): [string, string][] {
  const form = formsOf(page.text).find(({ action }) => action === path)
  assert.ok(form, `${page.status} ${page.location}`)
  return [...Object.entries(form.hidden), ...scopes.map((scope): [string, string] => ['scopes[]', scope])]
}

/** The pair a page shows. */
function pairIn({ status, text }: Answer): { access: string; refresh: string } {
  assert.equal(status, 200, text.slice(0, 1000))
  const access = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text)?.[0]
  const refresh = /grt_[\w-]+/.exec(text)?.[0]
  assert.ok(access && refresh)
  return { access, refresh }
}

test('a vendor’s developer generates a token of an hour for a connected organization (spec oauth.md §13)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { developer, organization, built, path, list } = await world(app)
  const listed = readableText(await developer.browser.get(list))
  assert.match(listed, new RegExp(`${organization.name} Organization · since`))
  const answer = await generate(developer.browser, path)
  assert.equal(answer.headers['cache-control'], 'no-store')
  const { access, refresh } = pairIn(answer)
  const now = app.clock.now() / 1000
  const claims = claimsOf(access)
  assert.deepEqual(
    [claims.sub, claims.aud, claims.scope, claims.nbf, claims.exp],
    [`Organization/${organization.id}`, [built.name], ['zaikio.organization.r'], now, now + 3600],
  )
  assert.equal((await built.client.api(access, '/api/v1/organization')).body.id, organization.id)
  assert.match(decodeHtml(answer.text), new RegExp(`-u ${built.client.id}:\\$CLIENT_SECRET`))

  const renewed = tokensIn(await built.client.refresh(refresh))
  assert.deepEqual(claimsOf(renewed.access_token).scope, ['zaikio.organization.r'])
  assertRefused(await built.publicClient.refresh(renewed.refresh_token), 'invalid_grant')
  const [entry] = await auditEntries(app.db)
  assert.equal(entry?.action, 'connection_token_generated')
  assert.equal(entry.actor, `Person/${developer.id}`)
  assert.equal(entry.subject, `Organization/${organization.id}`)
})

test('a form that is sent twice, also at the same time, makes one pair, and a reload says so', async () => {
  await using app = await testApp({ isEmpty: true })
  const { developer, path, built } = await world(app)
  const sent = filledIn(await developer.browser.get(path), path)
  const answers = await Promise.all([1, 2, 3].map(() => developer.browser.post(path, sent)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 303, 303])
  const { access } = pairIn(answers.find(({ status }) => status === 200) ?? assert.fail())
  const list = await developer.browser.follow(await developer.browser.post(path, sent))
  assert.match(readableText(list), /This form was sent already, and the tokens were shown then/)
  assert.equal(list.text.match(/\/revoke"/g)?.length, 1)
  // Also when the pair was revoked meanwhile; another form makes another one.
  await developer.browser.post(`${path}/${claimsOf(access).jti}/revoke`, sent.slice(0, 1))
  assert.equal((await developer.browser.post(path, sent)).status, 303)
  assert.equal((await built.client.api(access, '/api/v1/organization')).status, 403)
  pairIn(await generate(developer.browser, path))
})

test('a form names itself, by an identifier of this day', async () => {
  await using app = await testApp({ isEmpty: true })
  const { developer, path } = await world(app)
  const sent = filledIn(await developer.browser.get(path), path)
  const named = (formId: string) =>
    sent.map(([name, value]): [string, string] => [name, name === 'form_id' ? formId : value])
  for (const odd of ['', 'none', `${sent[1]?.[1]}0`])
    assert.equal((await developer.browser.post(path, named(odd))).status, 400, odd)
  const { now } = app.clock
  for (const instant of [now() - 25 * 60 * MINUTE_MS, now() + 2 * MINUTE_MS]) {
    const strange = `${firstUuidAt(instant)}-7000-8000-000000000000`
    const again = await developer.browser.post(path, named(strange))
    assert.equal(again.status, 422)
    assert.match(readableText(again), /open for more than a day/)
    pairIn(await developer.browser.post(path, filledIn(again, path)))
  }
})

test('owners, admins and developers of the vendor may, nobody else (platform.md §2, §4.10, attacks O5, O6)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, member, customer, path, list } = await world(app)
  pairIn(await generate(owner.browser, path))
  for (const [{ browser }, status] of [
    [member, 403],
    [customer, 404],
  ] as const) {
    const { text } = await browser.get('/account/tokens')
    const csrf = formsOf(text).find(({ action }) => action === '/signout')?.hidden['_csrf'] ?? ''
    for (const address of [list, path]) assert.equal((await browser.get(address)).status, status, address)
    const form = { _csrf: csrf, 'scopes[]': 'zaikio.organization.r' }
    assert.equal((await browser.post(path, form)).status, status)
  }
})

test('tokens are generated for private apps, connected organizations and what they granted only (spec oauth.md §13)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, vendor, customer, bearer, built, list, path } = await world(app)
  const open = await buildApp(app, { vendorId: vendor.id })
  await buildConnection(app, { appId: open.id, bearer })
  const stranger = await buildOrganization(app, { owner: customer })
  const openPath = `/developer/apps/${open.name}/connections/${bearer.id}/tokens`
  const openPage = await owner.browser.get(openPath)
  assert.equal(openPage.status, 200)
  assert.ok(!openPage.text.includes('scopes[]'))
  const _csrf = csrfOf(openPage)
  const form = { _csrf, form_id: uuid(app.clock.now()), 'scopes[]': 'zaikio.organization.r' }
  assert.equal((await owner.browser.post(openPath, form)).status, 422)
  for (const address of [
    '/developer/apps/directory/connections',
    `${list}/${stranger.id}/tokens`,
    `${list}/nil/tokens`,
  ]) {
    assert.equal((await owner.browser.get(address)).status, 404, address)
  }
  for (const scopes of [
    [],
    ['directory.organization_members.r'],
    ['directory.organization.r'],
    ['zaikio.organization.rw'],
  ]) {
    const answer = await generate(owner.browser, path, scopes)
    assert.equal(answer.status, 422, scopes.join())
    assert.ok(!answer.text.includes('grt_'))
  }
  await app.db.transaction(tx => deactivateApp(tx, actOn(built.id), app.app.apps, app.clock.now()))
  assert.match(readableText(await generate(owner.browser, path)), /The app is switched off/)
})

test('active tokens of the connection are listed and can be revoked with all that belongs to them', async () => {
  await using app = await testApp({ isEmpty: true })
  const { developer, built, path } = await world(app)
  const kept = pairIn(await generate(developer.browser, path))
  const { access, refresh } = pairIn(await generate(developer.browser, path))
  const { jti } = claimsOf(access)
  const listed = async () => readableText(await developer.browser.get(path))
  assert.match(await listed(), new RegExp(`${jti} Generated here`))
  const page = await developer.browser.get(`${path}/${jti}/revoke`)
  assert.match(readableText(page), /stops working at once/)
  const isAnswer = ({ action }: { action: string }) => action.endsWith('/revoke')
  const after = await developer.browser.follow(await developer.browser.submit(page, {}, isAnswer))
  assert.match(readableText(after), /The token is revoked/)
  assert.deepEqual((await built.client.api(access, '/api/v1/organization')).body, { errors: ['invalid_jwt'] })
  assertRefused(await built.client.refresh(refresh), 'invalid_grant', 'revoked by its client')
  assert.deepEqual(await announcedRevocations(app), [jti])
  assert.ok(!(await listed()).includes(jti))
  assert.equal((await built.client.api(kept.access, '/api/v1/organization')).status, 200)
  const again = await developer.browser.submit(page, {}, isAnswer)
  assert.equal(again.status, 303)
  assert.equal((await developer.browser.get(`${path}/${jti}/revoke`)).location, path)
  app.clock.advance(60 * MINUTE_MS)
  assert.match(await listed(), /None at the moment/)
})

test('a token of another connection cannot be revoked here (attack O5)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { developer, vendor, path, list } = await world(app)
  const other = `${list}/${vendor.id}/tokens`
  const { jti } = claimsOf(pairIn(await generate(developer.browser, path)).access)
  const page = await developer.browser.get(`${path}/${jti}/revoke`)
  const form = formsOf(page.text).find(({ action }) => action.endsWith('/revoke'))
  assert.equal((await developer.browser.get(`${other}/${jti}/revoke`)).location, other)
  assert.equal((await developer.browser.post(`${other}/${jti}/revoke`, form?.hidden ?? {})).status, 303)
  assert.deepEqual(await revocationList(app), [])
})

test('what ends the connection ends generated tokens too (spec oauth.md §12.2)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { developer, built, bearer, path } = await world(app)
  const { access, refresh } = pairIn(await generate(developer.browser, path))
  await app.db.transaction(async tx => {
    const [holdings] = await findHoldings(tx, built.id, [bearer])
    assert.ok(holdings?.connection)
    await app.app.connections.revoke(tx, holdings.connection, 'test', app.clock.now())
  })
  assert.deepEqual(await revocationList(app), [claimsOf(access).jti])
  assertRefused(await built.client.refresh(refresh), 'invalid_grant', 'connection revoked')
  assert.equal((await developer.browser.get(path)).status, 404)
})

test('generating asks for the password again when the sign-in is older than an hour (attack S10)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { developer, path } = await world(app)
  app.clock.advance(60 * MINUTE_MS + 1)
  const answer = await generate(developer.browser, path)
  assert.equal(answer.location, `/signin?again=1&return_to=${encodeURIComponent(path)}`)
  const page = await developer.browser.follow(answer)
  const isPassword = ({ action }: { action: string }) => action.startsWith('/signin')
  assert.equal((await developer.browser.submit(page, { password: DEMO_PASSWORD }, isPassword)).location, path)
  pairIn(await generate(developer.browser, path))
})

test('many connections come in pages of twenty (platform.md §4.10)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, customer, built, list } = await world(app)
  for (let made = 0; made < 20; made += 1) {
    const { id } = await buildOrganization(app, { owner: customer })
    await buildConnection(app, { appId: built.id, bearer: { type: 'Organization', id } })
  }
  const rows = async (query: string) =>
    ((await owner.browser.get(`${list}${query}`)).text.match(/\/tokens" aria-label/g) ?? []).length
  assert.deepEqual(
    [await rows(''), await rows('?page=2'), await rows('?page=99'), await rows('?page=x')],
    [20, 2, 2, 20],
  )
})

test('a vendor sees who is connected, people too, since when and with what (platform.md §4.10)', async () => {
  await using app = await testApp()
  const person = await app.signedIn(DEMO.owner)
  await app.client(DEMO.stockKeeper).tokensFor(person, 'directory.person.r')
  const developer = await app.signedIn(DEMO.developer)
  const reading = readingOf(await developer.get('/developer/apps/stock_keeper/connections'))
  assert.match(reading, /Mara Lindqvist Person · since January 1, 2026 directory\.person\.r/)
})
