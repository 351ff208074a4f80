import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteCredentials, endFormerSecret, rotateSecret } from '../../../src/modules/apps/index.ts'
import { buildApp } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { TestClient } from '../../support/test-client.ts'
import { assertRefused, newCode, newTokens, tokensIn } from '../../support/tokens.ts'

const TOKEN = '/oauth/access_token'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const UNKNOWN_ID = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff'
const { id, secret } = DEMO.stockKeeper
const OPERATOR = { actor: 'operator' }

function post(app: TestApp, form: Record<string, string>, authorization?: string) {
  const body = new URLSearchParams(form).toString()
  return app
    .client(DEMO.stockKeeper)
    .send(TOKEN, body, { ...FORM, ...(authorization !== undefined && { authorization }) })
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`
}

test('confidential credentials prove themselves by Basic, or by id and secret in body or query (oauth.md §2.4)', async () => {
  await using app = await testApp()
  const encoded = encodeURIComponent(secret).replace(/d/g, '%64')
  const ways: [Record<string, string>, string?][] = [
    [{}, basic(`${id}:${secret}`)],
    [{}, basic(`${encodeURIComponent(id).replaceAll('-', '%2D')}:${encoded}`)],
    [{}, basic(`${id.toUpperCase()}:${secret}`)],
    [{ client_id: id }, basic(`${id}:${secret}`)],
    [{ client_id: id, client_secret: secret }],
  ]
  for (const [form, authorization] of ways) {
    const answer = await post(app, { ...form, ...(await newCode(app)) }, authorization)
    assert.equal(answer.status, 200, `${JSON.stringify(form)} ${authorization} ${answer.text}`)
  }
  const { refresh_token } = await newTokens(app)
  const body = { grant_type: 'refresh_token', refresh_token, client_id: id, client_secret: secret }
  assert.equal((await post(app, body)).status, 200, 'also for a refresh (P-02)')
})

test('C5 no secret, a wrong one or a broken header is 401 invalid_client with a challenge (oauth.md §2.4)', async () => {
  await using app = await testApp()
  const { code } = await newCode(app)
  const ways: [Record<string, string>, string?][] = [
    [{ client_id: id }],
    [{ client_id: id, client_secret: '' }],
    [{ client_id: id, client_secret: 'wrong' }],
    [{ client_id: id, client_secret: `${secret}\u0000` }],
    [{ client_id: id, client_secret: secret.toUpperCase() }],
    [{}],
    [{}, basic(`${id}:`)],
    [{}, basic(`${id}:wrong`)],
    [{}, basic(id)],
    [{}, basic(`:${secret}`)],
    [{}, basic('')],
    [{}, 'Basic'],
    [{}, 'Basic !!!!'],
    [{}, `Basic ${Buffer.from([0xc3, 0x28, 0x3a, 0x61]).toString('base64')}`],
    [{}, basic(`${id}:${'x'.repeat(2000)}`)],
    [{}, basic(`${UNKNOWN_ID}:${secret}`)],
    [{ client_id: DEMO.warehouse.id }, basic(`${id}:${secret}`)],
    [{ client_id: UNKNOWN_ID, client_secret: secret }],
  ]
  for (const [form, authorization] of ways) {
    app.clock.advance(15 * 60_000)
    const answer = await post(app, { code, ...form }, authorization)
    assertRefused(answer, 'invalid_client')
    assert.match(String(answer.headers['www-authenticate']), /^Basic realm="/)
  }
})

test('G-31 none of these burns the code; two methods at once are invalid_request', async () => {
  await using app = await testApp()
  const { code } = await newCode(app)
  assertRefused(await post(app, { code, client_id: id, client_secret: 'wrong' }), 'invalid_client')
  const both = await post(app, { code, client_secret: secret }, basic(`${id}:${secret}`))
  assertRefused(both, 'invalid_request')
  const other = await post(app, { code, client_id: DEMO.warehouse.id }, basic(`${id}:${secret}`))
  assertRefused(other, 'invalid_client')
  assert.equal((await post(app, { code }, basic(`${id}:${secret}`))).status, 200)
})

test('an id that names no client is a grant that is not found (oauth.md §5.1, §15.1)', async () => {
  await using app = await testApp()
  for (const client_id of [UNKNOWN_ID, 'stock_keeper', "' or 1=1 --", '\u0000'])
    assertRefused(await post(app, { client_id, code: 'x' }), 'invalid_grant')
})

test('another scheme than Basic is no client authentication (oauth.md §2.4)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  const { code } = await newCode(app)
  assertRefused(await post(app, { code }, `Bearer ${access_token}`), 'invalid_client')
  const form = { code, client_id: id, client_secret: secret }
  assert.equal((await post(app, form, `Bearer ${access_token}`)).status, 200)
})

test('public credentials name themselves; an empty secret is none, any other is ignored (oauth.md §2.4, P-02)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  const ways: [Record<string, string>, string?][] = [
    [{ client_id: client.id }],
    [{ client_id: client.id, client_secret: '' }],
    [{ client_id: client.id, client_secret: 'anything' }],
    [{}, basic(`${client.id}:`)],
    [{}, basic(`${client.id}:anything`)],
  ]
  for (const [form, authorization] of ways) {
    const answer = await post(app, { ...(await newCode(app, { client })), ...form }, authorization)
    assert.equal(answer.status, 200, answer.text)
  }
  assertRefused(await post(app, await newCode(app, { client })), 'invalid_client')
})

test('C8 both secrets work while one is rotated out; the former one dies at its time, or when it is ended (G-07)', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app, { redirectUrls: [DEMO.redirectUrl] })
  const rotate = () =>
    app.db.transaction(tx =>
      rotateSecret(
        tx,
        { clientId: client.id, ...OPERATOR, formerLifetimeMs: 60_000 },
        app.app.apps,
        app.clock.now(),
      ),
    )
  const rotated = await rotate()
  assert.ok(rotated !== 'not_found')
  const renewed = new TestClient(app.app.server, { id: client.id, secret: rotated.secret })
  let { refresh_token } = await newTokens(app, { client })
  for (const each of [client, renewed])
    refresh_token = tokensIn(await each.refresh(refresh_token)).refresh_token
  app.clock.advance(60_000)
  assertRefused(await client.refresh(refresh_token), 'invalid_client')
  assert.equal((await renewed.refresh(refresh_token)).status, 200)

  const again = await rotate()
  assert.ok(again !== 'not_found')
  const latest = new TestClient(app.app.server, { id: client.id, secret: again.secret })
  const former = { clientId: client.id, ...OPERATOR }
  await app.db.transaction(tx => endFormerSecret(tx, former, app.clock.now()))
  assertRefused(await renewed.token({ code: 'x' }), 'invalid_client')
  assertRefused(await latest.token({ code: 'x' }), 'invalid_grant')
})

test('C9 deleted credentials get nothing, and are told so once they have proved who they were (oauth.md §11)', async () => {
  await using app = await testApp()
  const { client, publicClient } = await buildApp(app, { redirectUrls: [DEMO.redirectUrl] })
  const codes = [await newCode(app, { client }), await newCode(app, { client: publicClient })]
  for (const clientId of [client.id, publicClient.id])
    await app.db.transaction(tx =>
      deleteCredentials(tx, { clientId, ...OPERATOR }, app.app.apps, app.clock.now()),
    )
  assertRefused(await client.token({ ...codes[0] }), 'invalid_grant', 'credentials deleted')
  assertRefused(await publicClient.token({ ...codes[1] }), 'invalid_grant', 'credentials deleted')
  const guessing = new TestClient(app.app.server, { id: client.id, secret: 'wrong' })
  assertRefused(await guessing.token({ ...codes[0] }), 'invalid_client')
})
