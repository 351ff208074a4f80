import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifier, type Requirement, type Token } from '../../examples/resource-api/hub-tokens.js'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import {
  away,
  FRAMEWORKS,
  hubSigner,
  ITEMS_READ,
  itemsToken,
  outcome,
  resourceServer,
} from '../support/resource-server.ts'
import { testApp } from '../support/test-app.ts'
import { claimsOf } from '../support/test-client.ts'
import { newTokens } from '../support/tokens.ts'

const HOUR_MS = 3600_000
const METADATA = 'https://api.example.com/.well-known/oauth-protected-resource'

for (const [framework, start] of Object.entries(FRAMEWORKS)) {
  test(`${framework}: who has the scope passes, and the handler knows for whom (oauth.md §9, §10.1)`, async () => {
    await using hub = await listeningApp()
    const { verifier } = resourceServer(hub)
    await using api = await start(verifier, ITEMS_READ)
    const get = async (token: string) => {
      const response = await fetch(api.url, { headers: { authorization: `Bearer ${token}` } })
      assert.equal(response.status, 200)
      return (await response.json()) as Token
    }
    const token = await itemsToken(hub)
    assert.deepEqual(await get(token), {
      id: claimsOf(token).jti,
      app: 'stock_keeper',
      bearer: { type: 'Organization', id: DEMO.linden },
      personId: null,
      roles: null,
      scopes: ['warehouse.items.r'],
      expiresAt: claimsOf(token).exp * 1000,
    })
    const onBehalf = await get(await itemsToken(hub, `Per>Org/${DEMO.linden}`))
    assert.deepEqual(onBehalf.bearer, { type: 'Organization', id: DEMO.linden })
    assert.match(onBehalf.personId ?? '', /^[0-9a-f-]{36}$/)
    assert.equal(onBehalf.roles, 1, 'the owner')
    const person = await get(await itemsToken(hub, 'Per'))
    assert.deepEqual(person.bearer, { type: 'Person', id: onBehalf.personId })
    assert.deepEqual([person.personId, person.roles], [onBehalf.personId, null])
  })

  test(`${framework}: refusals are those of oauth.md §10.3, with the challenge of RFC 6750 §3 and RFC 9728 §5.1`, async () => {
    await using hub = await listeningApp()
    const { verifier } = resourceServer(hub, { resourceMetadata: METADATA })
    await using api = await start(verifier, { ...ITEMS_READ, subject: 'Organization' })
    const answer = async (headers: Record<string, string>) => {
      const response = await fetch(api.url, { headers })
      const { errors } = (await response.json()) as { errors: string[] }
      return [response.status, errors, response.headers.get('www-authenticate')]
    }
    const bearer = (token: string) => answer({ authorization: `Bearer ${token}` })
    const token = await itemsToken(hub)
    const where = `resource_metadata="${METADATA}"`

    const missing = [401, ['no_jwt_passed'], `Bearer ${where}`]
    assert.deepEqual(await answer({}), missing)
    // The scheme is matched with its capital letter.
    for (const authorization of [`bearer ${token}`, `Basic ${btoa('a:b')}`, 'Bearer', 'Bearer ', token])
      assert.deepEqual(await answer({ authorization }), missing, authorization)

    const invalid = [403, ['invalid_jwt'], `Bearer error="invalid_token", ${where}`]
    for (const text of ['x', 'a.b.c', `${token}x`, `${token} `.repeat(2), 'x'.repeat(9000)])
      assert.deepEqual(await bearer(text), invalid, text.slice(0, 20))

    const wrongSubject = [
      'unpermitted_subject',
      'Expected Subject Type: Organization | Subject type from Access Token: Person',
    ]
    assert.deepEqual(await bearer(await itemsToken(hub, 'Per')), [
      403,
      wrongSubject,
      `Bearer error="insufficient_scope", ${where}`,
    ])

    const other = `Org/${DEMO.linden}.directory.organization.r`
    const { access_token } = await newTokens(hub, { scope: other, redirectUri: DEMO.organizationRedirectUrl })
    const wrongScope = [
      'unpermitted_scope',
      'This endpoint requires one of the following scopes: warehouse.items.r but your access token only includes the following scopes: directory.organization.r',
    ]
    const scopeChallenge = `Bearer error="insufficient_scope", scope="warehouse.items.r", ${where}`
    assert.deepEqual(await bearer(access_token), [403, wrongScope, scopeChallenge])

    hub.clock.advance(HOUR_MS + 5000)
    const expired = [403, ['jwt_expired'], `Bearer error="invalid_token", ${where}`]
    assert.deepEqual(await bearer(token), expired)
  })

  test(`${framework}: a hub that does not answer is 503 and no refusal; a bug is 500`, async () => {
    await using hub = await listeningApp()
    const { verifier, network } = resourceServer(hub)
    network.instead = away
    const authorization = `Bearer ${await itemsToken(hub)}`
    {
      await using api = await start(verifier, ITEMS_READ)
      const response = await fetch(api.url, { headers: { authorization } })
      assert.equal(response.status, 503)
      assert.equal(response.headers.get('retry-after'), '5')
      assert.equal(response.headers.get('www-authenticate'), null)
      assert.deepEqual(await response.json(), {
        errors: ['temporarily_unavailable', 'Tokens cannot be verified at the moment. Try again.'],
      })
    }
    const broken = resourceServer(hub, {
      clock: () => {
        throw new Error('a bug')
      },
    })
    await using api = await start(broken.verifier, ITEMS_READ)
    assert.equal((await fetch(api.url, { headers: { authorization } })).status, 500)
  })
}

test('T8 rw covers r and w of the same app and name, and nothing else covers anything (oauth.md §3.4)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const claims = claimsOf(await itemsToken(hub))
  const signed = await hubSigner(hub)
  const cases: [held: string[], required: string | string[], passes: boolean][] = [
    [['warehouse.items.r'], 'warehouse.items.r', true],
    [['warehouse.items.rw'], 'warehouse.items.r', true],
    [['warehouse.items.rw'], 'warehouse.items.w', true],
    [['warehouse.items.rw'], 'warehouse.items.rw', true],
    [['warehouse.items.w'], 'warehouse.items.r', false],
    [['warehouse.items.r'], 'warehouse.items.w', false],
    [['warehouse.items.r', 'warehouse.items.w'], 'warehouse.items.rw', false],
    [['warehouse.orders.rw'], 'warehouse.items.r', false],
    [['stock_labels.items.rw'], 'warehouse.items.r', false],
    [['warehouse.items'], 'warehouse.items.r', false],
    [['Org.warehouse.items.r'], 'warehouse.items.r', false],
    [['xwarehouse.items.r'], 'warehouse.items.r', false],
    [['warehouse.items.r '], 'warehouse.items.r', false],
    [[], 'warehouse.items.r', false],
    [['warehouse.items.w'], ['warehouse.items.r', 'warehouse.items.w'], true],
    [['directory.sites.r'], 'directory.sites.r', true],
    [['zaikio.sites.r'], 'directory.sites.r', true],
    [['directory.sites.r'], 'zaikio.sites.r', true],
    [['zaikio.items.r'], 'warehouse.items.r', false],
    [['warehouse.items.r'], 'directory.items.r', false],
  ]
  for (const [scope, required, passes] of cases) {
    const expected = passes ? 'passes' : 'unpermitted_scope'
    const found = await outcome(server, signed({ ...claims, scope }), { scope: required })
    assert.equal(found, expected, `${scope} for ${required}`)
  }
})

test('T8 where an organization is required no person passes; who acts for one counts as both (clients.md §2)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const tokens = {
    person: await itemsToken(hub, 'Per'),
    organization: await itemsToken(hub),
    onBehalf: await itemsToken(hub, `Per>Org/${DEMO.linden}`),
  }
  const required: [Requirement['subject'], passing: (keyof typeof tokens)[]][] = [
    [undefined, ['person', 'organization', 'onBehalf']],
    ['Person', ['person', 'onBehalf']],
    ['Organization', ['organization', 'onBehalf']],
    ['Person>Organization', ['onBehalf']],
  ]
  for (const [subject, passing] of required) {
    for (const [kind, token] of Object.entries(tokens)) {
      const expected = passing.some(one => one === kind) ? 'passes' : 'unpermitted_subject'
      const requirement = { ...ITEMS_READ, ...(subject && { subject }) }
      assert.equal(
        await outcome(server, token, requirement),
        expected,
        `${kind} where ${subject} is required`,
      )
    }
  }
})

test('a private token names its bearer as audience, and no app (oauth.md §10.1, §13)', async () => {
  await using hub = await listeningApp()
  const { verifier } = resourceServer(hub)
  const claims = claimsOf(await itemsToken(hub))
  const signed = await hubSigner(hub)
  const apps: [audience: string, app: string | null][] = [
    ['stock_keeper', 'stock_keeper'],
    ['stock_keeper/test', 'stock_keeper'],
    [`Organization/${DEMO.linden}`, null],
    [`Person/${DEMO.linden}`, null],
    ['https://api.example.com/stock_keeper', null],
  ]
  for (const [audience, app] of apps) {
    const token = await verifier.verify(`Bearer ${signed({ ...claims, aud: [audience] })}`, ITEMS_READ)
    assert.equal(token.app, app, audience)
  }
})

test('J2 a token is good from nbf to exp, give or take five seconds', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  const { nbf, exp } = claimsOf(token)
  const at = async (ms: number) => {
    hub.clock.advance(ms - hub.clock.now())
    return outcome(server, token)
  }
  assert.equal(await at((nbf - 6) * 1000), 'invalid_jwt')
  assert.equal(await at((nbf - 5) * 1000), 'passes')
  assert.equal(await at((exp + 5) * 1000 - 1), 'passes')
  assert.equal(await at((exp + 5) * 1000), 'jwt_expired')
})

test('the issuer is the hub, or what its operator has set (G-02)', async () => {
  await using hub = await listeningApp({ environment: { TOKEN_ISSUER: 'ZAI' } })
  const token = await itemsToken(hub)
  assert.equal(await outcome(resourceServer(hub, { issuer: 'ZAI' }), token), 'passes')
  assert.equal(await outcome(resourceServer(hub), token), 'invalid_jwt')
  await using usual = await listeningApp()
  const hubWithSlash = resourceServer(usual, { hub: `${usual.publicUrl}/` })
  assert.equal(await outcome(hubWithSlash, await itemsToken(usual)), 'passes')
})

test('an endpoint that requires nothing, or something mistyped, is a mistake at the start', async () => {
  await using hub = await testApp()
  const { verifier } = resourceServer(hub)
  const wrong: unknown[] = [
    {},
    { scope: [] },
    { scope: '' },
    { scope: 'warehouse.items' },
    { scope: 'warehouse.items.read' },
    { scope: ['warehouse.items.r', undefined] },
    { scope: 'Org.warehouse.items.r' },
    { ...ITEMS_READ, subject: 'Org' },
  ]
  // As somebody who writes JavaScript may write it.
  for (const requirement of wrong as Requirement[])
    for (const start of Object.values(FRAMEWORKS))
      await assert.rejects(start(verifier, requirement), TypeError, JSON.stringify(requirement))
})

test('copies that would be too old before they are fetched anew are a mistake at the start', () => {
  const hub = 'https://hub.example.com'
  assert.throws(() => createVerifier({ hub, revocationsUsableMs: 59_999 }), TypeError)
  assert.throws(() => createVerifier({ hub, keysFreshMs: 2, keysUsableMs: 1 }), TypeError)
  createVerifier({ hub, revocationsUsableMs: 60_000, keysFreshMs: 1, keysUsableMs: 1 })
})

test('keys come over https, but for a hub on this machine', () => {
  for (const hub of ['http://hub.example.com', 'http://localhost.example.com', 'ftp://localhost'])
    assert.throws(() => createVerifier({ hub }), TypeError, hub)
  for (const hub of [
    'https://hub.example.com',
    'http://localhost:4000',
    'http://127.0.0.1',
    'http://[::1]:1',
  ])
    createVerifier({ hub })
  createVerifier({ hub: 'http://hub:4000', allowInsecureRequests: true })
})
