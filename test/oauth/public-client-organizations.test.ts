import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { buildDevice, letIn } from '../support/devices.ts'
import { givenOut } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { Answer } from '../support/test-browser.ts'
import { answerParameters, claimsOf, newPkce } from '../support/test-client.ts'
import { testDatabase } from '../support/test-database.ts'
import { assertRefused, LINDEN, newCode, newTokens, tokensIn } from '../support/tokens.ts'

const FORBIDDEN = { PUBLIC_CLIENT_ORGANIZATION_TOKENS: 'forbidden' }
const REASON = 'not for public credentials'

const publicClient = (app: TestApp) => app.client(DEMO.stockKeeperPublic)

/** What the public credentials of the demo app ask, with PKCE and a state. */
function request(app: TestApp, scope: string, more: Record<string, string> = {}): string {
  const { challenge } = newPkce()
  return publicClient(app).authorizeUrl({
    scope,
    redirect_uri: DEMO.redirectUrl,
    state: 'a+b',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  })
}

function assertForbidden(answer: Answer): void {
  assert.equal(answer.status, 302, answer.text.slice(0, 300))
  assert.ok(answer.location?.startsWith(`${DEMO.redirectUrl}?`), String(answer.location))
  const told = Object.fromEntries(answerParameters(answer))
  assert.deepEqual(told, {
    error: 'unauthorized_client',
    error_description: 'Public credentials may not ask for an organization here.',
    state: 'a+b',
    iss: 'http://localhost:4000',
  })
}

test('T4 public credentials get no Organization token where the operator forbids it: refused before login (G-08, RFC 6749 §4.1.2.1)', async () => {
  await using app = await testApp({ environment: FORBIDDEN })
  for (const scope of [LINDEN.scope, 'Org.directory.organization.r', `directory.person.r,${LINDEN.scope}`]) {
    assertForbidden(await app.anonymous().get(request(app, scope)))
    assertForbidden(await app.anonymous().get(request(app, scope, { prompt: 'none' })))
  }
  assert.deepEqual(await givenOut(app), { codes: 0, connections: 0 })
})

test('T4 nor do they where the organization is connected and its owner signed in (G-08, G-20)', async () => {
  await using app = await testApp({ environment: FORBIDDEN })
  await newTokens(app, { scope: LINDEN.scope })
  const owner = await app.signedIn(DEMO.owner)
  assertForbidden(await owner.get(request(app, LINDEN.scope)))
})

test('what is forbidden are Organization tokens of public credentials, nothing else (G-08)', async () => {
  await using app = await testApp({ environment: FORBIDDEN })
  const confidential = await newTokens(app, { scope: LINDEN.scope })
  assert.equal(claimsOf(confidential.access_token).sub, `Organization/${DEMO.linden}`)
  const person = await newTokens(app, { client: publicClient(app) })
  assert.match(claimsOf(person.access_token).sub, /^Person\/[^>]+$/)
  const onBehalf = await newTokens(app, { client: publicClient(app), scope: LINDEN.onBehalfScope })
  assert.match(claimsOf(onBehalf.access_token).sub, /^Person\/.+>Organization\//)
  for (const [client, { refresh_token }] of [
    [app.client(DEMO.stockKeeper), confidential],
    [publicClient(app), person],
    [publicClient(app), onBehalf],
  ] as const) {
    assert.equal((await client.refresh(refresh_token)).status, 200)
  }
})

test('a device still gets an Organization token where the redirect flow gives none, and refreshes it (G-08)', async () => {
  await using app = await testApp({ environment: FORBIDDEN })
  const device = await buildDevice(app, { client: publicClient(app), scope: LINDEN.scope })
  await letIn(await app.signedIn(DEMO.owner), device)
  const { access_token, refresh_token } = tokensIn(await device.poll())
  assert.equal(claimsOf(access_token).sub, `Organization/${DEMO.linden}`)
  assert.equal((await publicClient(app).refresh(refresh_token)).status, 200)
})

test('public credentials get Organization tokens where nobody forbids it, and refresh them (G-08)', async () => {
  await using app = await testApp()
  const tokens = await newTokens(app, { client: publicClient(app), scope: LINDEN.scope })
  assert.equal(claimsOf(tokens.access_token).sub, `Organization/${DEMO.linden}`)
  assert.equal((await publicClient(app).refresh(tokens.refresh_token)).status, 200)
})

test('T4 codes and refresh tokens from before it was forbidden give nothing, and work again when it is allowed (G-08, G-11)', async () => {
  await using database = await testDatabase()
  await using before = await testApp({ database })
  const wish = { client: publicClient(before), scope: LINDEN.scope }
  const code = await newCode(before, wish)
  const { refresh_token, access_token } = await newTokens(before, wish)
  const ofServer = await newTokens(before, { scope: LINDEN.scope })

  await using after = await testApp({
    database,
    clock: before.clock,
    environment: FORBIDDEN,
    isEmpty: true,
  })
  assertRefused(await publicClient(after).token(code), 'invalid_grant', REASON)
  assertRefused(await publicClient(after).refresh(refresh_token), 'invalid_grant', REASON)
  const client = after.client(DEMO.stockKeeper)
  assert.equal((await client.refresh(ofServer.refresh_token)).status, 200)
  const organization = await client.api(access_token, '/api/v1/organization')
  assert.equal(organization.status, 200, 'access tokens end by themselves')

  tokensIn(await publicClient(before).token(code))
  tokensIn(await publicClient(before).refresh(refresh_token))
})
