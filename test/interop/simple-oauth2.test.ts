import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthorizationCode } from 'simple-oauth2'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import { allowAll, codeIn } from '../support/test-client.ts'

type Options = NonNullable<ConstructorParameters<typeof AuthorizationCode>[0]['options']>

function clientOf(hub: TestApp, options: Options = {}, secret: string = DEMO.stockKeeper.secret) {
  return new AuthorizationCode({
    client: { id: DEMO.stockKeeper.id, secret },
    auth: {
      tokenHost: hub.publicUrl,
      tokenPath: '/oauth/access_token',
      authorizePath: '/oauth/authorize',
      revokePath: '/oauth/revoke',
    },
    options,
  })
}

/** What a site does with it: to the hub, back with a code, tokens for the code. */
async function tokensOf(hub: TestApp, client: AuthorizationCode) {
  const redirect_uri = DEMO.redirectUrl
  const url = client.authorizeURL({ redirect_uri, scope: 'directory.person.r' })
  const code = codeIn(await allowAll(await hub.signedIn(DEMO.owner), url.slice(hub.publicUrl.length)))
  // A scope at the exchange is ignored (clients.md §7).
  return client.getToken({ code, redirect_uri, scope: 'directory.person.r' })
}

async function assertReadsPerson(hub: TestApp, accessToken: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${accessToken}` }
  const response = await fetch(`${hub.publicUrl}/api/v1/person.json`, { headers })
  assert.equal(response.status, 200)
}

const spellings: [string, Options][] = [
  ['Basic with form-encoded values, its default', {}],
  ['Basic with values as they are', { credentialsEncodingMode: 'loose' }],
  ['credentials in the body', { authorizationMethod: 'body' }],
  ['a JSON body', { bodyFormat: 'json', authorizationMethod: 'body' }],
]
for (const [spelling, options] of spellings) {
  test(`simple-oauth2 gets and refreshes tokens: ${spelling} (clients.md §7, oauth.md §2.4)`, async () => {
    await using hub = await listeningApp()
    const first = await tokensOf(hub, clientOf(hub, options))
    assert.equal(first.token['expires_in'], 3600)
    assert.equal(first.expired(), false)
    await assertReadsPerson(hub, first.token['access_token'])

    const second = await first.refresh()
    assert.notEqual(second.token['refresh_token'], first.token['refresh_token'])
    await assertReadsPerson(hub, second.token['access_token'])
  })
}

test('simple-oauth2 revokes both tokens (RFC 7009)', async () => {
  await using hub = await listeningApp()
  const tokens = await tokensOf(hub, clientOf(hub))
  await tokens.revokeAll()
  await assert.rejects(assertReadsPerson(hub, tokens.token['access_token']))
  await assert.rejects(tokens.refresh(), { message: 'Response Error: 400 Bad Request' })
})

test('simple-oauth2 with a wrong secret is told 401 (RFC 6749 §5.2)', async () => {
  await using hub = await listeningApp()
  const client = clientOf(hub, {}, 'wrongSecret00000000000000001')
  await assert.rejects(tokensOf(hub, client), { message: 'Response Error: 401 Unauthorized' })
})
