import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { Answer } from '../support/test-browser.ts'

const OAUTH = '/developer/apps/stock_keeper/oauth'
const PAIR = `${OAUTH}/credentials/${DEMO.stockKeeper.id}`
const DAY_MS = 24 * 60 * 60_000

test('a new pair shows its secret once, and works at once (platform.md §4.4)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const made = await fillIn(developer, `${OAUTH}/credentials/new`, {
    name: 'web',
    description: 'The site',
    confidential: '1',
  })
  assert.equal(made.status, 200)
  const { id, secret } = shownIn(made)
  assert.match(secret, /^[A-Za-z0-9]{32}$/)
  const page = await developer.get(OAUTH)
  assert.match(readingOf(page), /web OAuth confidential.*stock_keeper\/web.*The site/)
  assert.ok(!page.text.includes(secret))
  const owner = await app.signedIn(DEMO.owner)
  const { body } = await app.client({ id, secret }).tokensFor(owner, 'directory.person.r')
  assert.ok(body.audiences.includes('stock_keeper/web'))
})

test('the form of a new pair makes one, however often it is sent', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const form = await developer.get(`${OAUTH}/credentials/new`)
  const send = () =>
    developer.submit(form, { confidential: '1' }, ({ action }) => action.endsWith('/credentials/new'))
  assert.equal((await send()).status, 200)
  assert.equal((await send()).location, `${OAUTH}?notice=changed_meanwhile`)
  assert.equal((await pairsOf(app)).length, 3)
})

test('names of credentials are short and differ within an app; faults keep what was typed (platform.md §4.4)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const add = (name: string) =>
    fillIn(developer, `${OAUTH}/credentials/new`, { name, description: 'Kept text', confidential: '1' })
  assert.equal((await add('web')).status, 200)
  for (const [name, reason] of [
    ['web', /have this name/],
    ['toolong', /one to four/],
    ['a b', /one to four/],
  ] as const) {
    const answer = await add(name)
    assert.equal(answer.status, 422, name)
    assert.match(readingOf(answer), reason)
    assert.match(answer.text, /value="Kept text"/)
  }
  const renamed = await fillIn(developer, `${PAIR}/edit`, { name: 'web', confidential: '1' })
  assert.equal(renamed.status, 422)
})

test('an app has at most 20 client ids (attack D: bounded)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const add = () => fillIn(developer, `${OAUTH}/credentials/new`, { confidential: '1' })
  for (let count = 2; count < 20; count += 1) {
    assert.equal((await add()).status, 200)
    app.clock.advance(1)
  }
  const answer = await add()
  assert.equal(answer.status, 422)
  assert.match(readingOf(answer), /can have 20 client ids/)
})

test('a secret is shown again only after a fresh sign-in, and the audit log keeps that it was (G-07)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const card = await developer.get(OAUTH)
  assert.ok(!card.text.includes(DEMO.stockKeeper.secret))
  const show = (page: Answer) => developer.submit(page, {}, ({ action }) => action === `${PAIR}/secret`)
  assert.equal(shownIn(await show(card)).secret, DEMO.stockKeeper.secret)
  const [entry] = await app.db.read<{ actor: string; client_id: string }>(
    sql`select actor, client_id from audit_entry where action = 'client_secret_shown'`,
  )
  assert.match(entry?.actor ?? '', /^Person\//)
  assert.equal(entry?.client_id, DEMO.stockKeeper.id)

  app.clock.advance(2 * 60 * 60_000)
  const sent = await show(card)
  assert.match(sent.location ?? '', /^\/signin\?/)
  await developer.submit(await developer.get(sent.location ?? ''), {
    email: DEMO.developer,
    password: DEMO.password,
  })
  assert.equal(shownIn(await show(await developer.get(`${PAIR}/secret`))).secret, DEMO.stockKeeper.secret)
})

test('while a secret is rotated both work, the former one until its time, and the form counts once (G-07, attack C8)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const form = await developer.get(`${PAIR}/rotate`)
  const send = (hours: string) =>
    developer.submit(form, { keep_hours: hours }, ({ action }) => action === `${PAIR}/rotate`)
  const rotated = await send('24')
  const { secret } = shownIn(rotated)
  assert.match(readingOf(rotated), /The former secret works until January 2, 2026/)
  app.clock.advance(1)
  assert.equal((await send('0')).location, `${OAUTH}?notice=changed_meanwhile`)
  assert.deepEqual([await works(app, secret), await works(app, DEMO.stockKeeper.secret)], [true, true])
  app.clock.advance(DAY_MS)
  assert.deepEqual([await works(app, secret), await works(app, DEMO.stockKeeper.secret)], [true, false])
})

test('a form that is sent twice at the same time rotates once, and makes one pair', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const twice = async (path: string, fields: Record<string, string>) => {
    const form = await developer.get(path)
    const send = () => developer.submit(form, fields, ({ action }) => action === path)
    const answers = await Promise.all([send(), send()])
    return answers.map(({ status }) => status).sort()
  }
  assert.deepEqual(await twice(`${PAIR}/rotate`, { keep_hours: '24' }), [200, 303])
  assert.equal(await works(app, DEMO.stockKeeper.secret), true)
  assert.deepEqual(await twice(`${OAUTH}/credentials/new`, { confidential: '1' }), [200, 303])
  assert.equal((await pairsOf(app)).length, 3)
})

test('the former secret can be ended at once, also while it is rotated (G-07)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const rotate = (hours: string) => fillIn(developer, `${PAIR}/rotate`, { keep_hours: hours })
  const first = shownIn(await rotate('720')).secret
  assert.match(readingOf(await developer.get(OAUTH)), /Former secret Works until January 31, 2026/)
  assert.equal((await fillIn(developer, `${PAIR}/former`, {})).location, `${OAUTH}?notice=former_ended`)
  assert.deepEqual([await works(app, first), await works(app, DEMO.stockKeeper.secret)], [true, false])
  app.clock.advance(1)
  const second = shownIn(await rotate('0')).secret
  assert.deepEqual([await works(app, second), await works(app, first)], [true, false])
  assert.equal((await rotate('5')).status, 400)
})

test('switching to public asks first; then no secret is needed, and what was issued is not refreshed (oauth.md §11)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const { body } = await app.client(DEMO.stockKeeper).tokensFor(owner, 'directory.person.r')
  const asked = await fillIn(developer, `${PAIR}/edit`, { description: 'In browsers' })
  assert.equal(asked.status, 200)
  assert.match(readingOf(asked), /Make these credentials public\?.*can no longer be refreshed/)
  assert.match(
    readingOf(await developer.get(OAUTH)),
    new RegExp(`Client …${DEMO.stockKeeper.id.slice(-8)} OAuth confidential`),
  )
  const saved = await developer.submit(asked, {}, ({ action }) => action === `${PAIR}/edit`)
  assert.equal(saved.location, `${OAUTH}?notice=credentials_saved`)
  assert.match(readingOf(await developer.get(OAUTH)), /OAuth public.*In browsers/)
  const client = app.client({ id: DEMO.stockKeeper.id })
  assert.equal((await client.refresh(body.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await client.tokensFor(owner, 'directory.person.r')).status, 200)
})

test('algorithm, profile and refresh tokens of machines are switched per credentials (G-03, G-10, G-14)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const fields = { confidential: '1', algorithm: 'ES256', profile: 'compatible' }
  assert.equal((await fillIn(developer, `${PAIR}/edit`, fields)).status, 303)
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const { body } = await client.tokensFor(owner, 'directory.person.r')
  const [head = ''] = body.access_token.split('.')
  assert.equal(JSON.parse(Buffer.from(head, 'base64url').toString()).alg, 'ES256')
  const machine = await client.token({
    grant_type: 'client_credentials',
    scope: `Per/${body.bearer.id}.directory.person.r`,
  })
  assert.equal(machine.status, 200)
  assert.equal(machine.body.refresh_token, undefined)
})

test('deleting credentials says what follows and ends everything issued with them at once (oauth.md §12.2, attack C8)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const { body } = await client.tokensFor(owner, 'directory.person.r')
  const other = await app.client(DEMO.stockKeeperPublic).tokensFor(owner, 'directory.person.r')
  const read = async (token: string) => (await client.api(token, '/api/v1/person')).status
  assert.equal(await read(body.access_token), 200)
  const page = await developer.get(`${PAIR}/delete`)
  assert.match(readingOf(page), /Delete Client ….{8}\?.*refresh token and code/)
  const deleted = await developer.submit(page, {}, ({ action }) => action === `${PAIR}/delete`)
  assert.equal(deleted.location, `${OAUTH}?notice=credentials_deleted`)
  assert.equal(await read(body.access_token), 403)
  assert.equal((await client.refresh(body.refresh_token)).body.error, 'invalid_grant')
  const authorize = await owner.get(
    client.authorizeUrl({
      scope: 'directory.person.r',
      redirect_uri: DEMO.redirectUrl,
      response_type: 'code',
    }),
  )
  assert.ok(authorize.status >= 400 && authorize.location === null)
  assert.equal(await read(other.body.access_token), 200)
  assert.equal((await developer.get(`${PAIR}/edit`)).status, 404)
})

test('credentials tell when they last got a token (platform.md §4.4)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  assert.match(readingOf(await developer.get(OAUTH)), /Never used/)
  const owner = await app.signedIn(DEMO.owner)
  await app.client(DEMO.stockKeeper).tokensFor(owner, 'directory.person.r')
  await app.app.flushTokenLog()
  app.clock.advance(3 * 60_000)
  assert.match(readingOf(await developer.get(OAUTH)), /Last used 3 minutes ago/)
})

test('everything about credentials asks for a fresh sign-in (attack S10)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  app.clock.advance(15 * 60_000)
  for (const path of [
    `${OAUTH}/credentials/new`,
    ...['edit', 'secret', 'rotate', 'former', 'delete'].map(act => `${PAIR}/${act}`),
  ])
    assert.match((await developer.get(path)).location ?? '', /^\/signin/, path)
})

test('client ids of another app are not found under this one, also by their own vendor (attack O5)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  for (const act of ['edit', 'secret', 'rotate', 'former', 'delete'])
    assert.equal((await developer.get(`${OAUTH}/credentials/${DEMO.warehouse.id}/${act}`)).status, 404, act)
})

/** What the page that shows a secret says. */
function shownIn({ text }: Answer): { id: string; secret: string } {
  const shown = (id: string) => new RegExp(`<code id="${id}">([^<]*)</code>`).exec(text)?.[1] ?? ''
  return { id: shown('client-id'), secret: shown('client-secret') }
}

/** Whether the token endpoint takes this secret. */
async function works(app: TestApp, secret: string): Promise<boolean> {
  const client = app.client({ id: DEMO.stockKeeper.id, secret })
  return (await client.refresh('unknown')).body.error === 'invalid_grant'
}

function pairsOf({ db }: TestApp): Promise<{ id: string }[]> {
  return db.read(sql`select credentials.id from credentials join app on app.id = credentials.app_id
    where app.name = 'stock_keeper' and credentials.deleted_at is null`)
}
