import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { KEEP_RETIRED_MS, PUBLISH_AHEAD_MS, rotateKey } from '../../src/modules/oauth/index.ts'
import { DEMO } from '../support/demo.ts'
import { freePort, listeningApp } from '../support/listening-app.ts'
import {
  away,
  hubSigner,
  itemsToken,
  KEYS,
  LIST,
  outcome,
  resourceServer,
} from '../support/resource-server.ts'
import type { TestApp } from '../support/test-app.ts'
import { claimsOf } from '../support/test-client.ts'
import { withinASecond } from '../support/tokens.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

async function rotate(hub: TestApp, options: { publishAheadMs?: number } = {}): Promise<void> {
  const { secretBox } = hub.app.apps
  const { kid } = await rotateKey(hub.db, { algorithm: 'RS256', secretBox, now: hub.clock.now(), ...options })
  await withinASecond(async () => (await publishedKids(hub)).includes(kid))
}

async function publishedKids(hub: TestApp): Promise<string[]> {
  const { body } = await hub.client(DEMO.stockKeeper).api(null, '/.well-known/jwks.json')
  return body.keys.map(({ kid }: { kid: string }) => kid)
}

async function revoke(hub: TestApp, token: string): Promise<void> {
  const path = '/api/v1/revoked_access_tokens'
  const { status } = await hub.client(DEMO.stockKeeper).api(token, path, { method: 'POST' })
  assert.equal(status, 201)
}

function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
}

/** A token of the same form whose key nobody knows. */
function withKid(token: string, kid: string): string {
  const header = Buffer.from(JSON.stringify({ kid, alg: 'RS256' })).toString('base64url')
  return [header, ...token.split('.').slice(1)].join('.')
}

test('many requests at once fetch the keys and the list once, and then neither for a minute', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcome(server, token)))
  assert.deepEqual(new Set(outcomes), new Set(['passes']))
  assert.deepEqual([server.network.counted(KEYS), server.network.counted(LIST)], [1, 1])
  hub.clock.advance(MINUTE_MS - 1)
  await outcome(server, token)
  assert.deepEqual([server.network.counted(KEYS), server.network.counted(LIST)], [0, 0])
  hub.clock.advance(1)
  await outcome(server, token)
  assert.deepEqual([server.network.counted(KEYS), server.network.counted(LIST)], [0, 1])
})

test('J1 keys rotate without a restart here and without a refused token (oauth.md §10.2)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const before = await itemsToken(hub)
  assert.equal(await outcome(server, before), 'passes')
  server.network.counted(KEYS)
  hub.clock.advance(5000)
  await rotate(hub, { publishAheadMs: 0 })
  hub.clock.advance(1000)
  const after = await itemsToken(hub)
  assert.notEqual(kidOf(after), kidOf(before))
  assert.equal(await outcome(server, after), 'passes', 'its unknown key is looked for at once')
  assert.equal(await outcome(server, before), 'passes', 'the former key is still published')
  assert.equal(server.network.counted(KEYS), 1)
})

test('J1 a key that is published ahead is known before it signs, without being looked for (C-43)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  assert.equal(await outcome(server, await itemsToken(hub)), 'passes')
  await rotate(hub)
  for (let at = 0; at <= PUBLISH_AHEAD_MS + HOUR_MS; at += HOUR_MS / 2) {
    hub.clock.advance(HOUR_MS / 2)
    assert.equal(await outcome(server, await itemsToken(hub)), 'passes')
  }
  const hours = PUBLISH_AHEAD_MS / HOUR_MS + 1
  const fetches = server.network.counted(KEYS)
  assert.ok(fetches <= hours + 2, `${fetches} fetches in ${hours} hours`)
})

test('J1 a retired key is good for nothing once the hub no longer publishes it', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const signed = await hubSigner(hub)
  const claims = claimsOf(await itemsToken(hub))
  await rotate(hub)
  hub.clock.advance(PUBLISH_AHEAD_MS + KEEP_RETIRED_MS)
  const forged = signed({ ...claims, exp: hub.clock.now() / 1000 + 3600 })
  assert.equal(await outcome(server, forged), 'passes', 'published to the last')
  hub.clock.advance(HOUR_MS - 1000)
  await hub.runJobs()
  await withinASecond(async () => !(await publishedKids(hub)).includes(kidOf(forged)))
  assert.equal(await outcome(server, forged), 'passes', 'the copy is fresh')
  hub.clock.advance(1000)
  assert.equal(await outcome(server, forged), 'invalid_jwt')
})

test('J1 unknown keys make the API ask the hub once in five seconds, however many there are', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  assert.equal(await outcome(server, token), 'passes')
  server.network.counted(KEYS)
  hub.clock.advance(5000)
  const flood = () =>
    Promise.all(Array.from({ length: 30 }, () => outcome(server, withKid(token, randomUUID()))))
  assert.deepEqual(new Set(await flood()), new Set(['invalid_jwt']))
  assert.deepEqual(new Set(await flood()), new Set(['invalid_jwt']))
  assert.equal(server.network.counted(KEYS), 1)
  hub.clock.advance(4999)
  await flood()
  assert.equal(server.network.counted(KEYS), 0)
  hub.clock.advance(1)
  await flood()
  assert.equal(server.network.counted(KEYS), 1)
  assert.equal(await outcome(server, token), 'passes')
})

test('a revoked token is refused within a minute, and others are not (oauth.md §12.1)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const [token, other] = [await itemsToken(hub), await itemsToken(hub)]
  for (const one of [token, other]) assert.equal(await outcome(server, one), 'passes')
  await revoke(hub, token)
  hub.clock.advance(MINUTE_MS - 1)
  assert.equal(await outcome(server, token), 'passes')
  hub.clock.advance(1)
  assert.equal(await outcome(server, token), 'invalid_jwt')
  assert.equal(await outcome(server, other), 'passes')
})

test('an id that came as an event is refused at once, and for an hour whatever the list says (oauth.md §12.1)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const claims = claimsOf(await itemsToken(hub))
  // A token that the list will never have.
  const token = (await hubSigner(hub))({ ...claims, jti: randomUUID(), exp: claims.exp + 9 * 3600 })
  const other = (await hubSigner(hub))({ ...claims, jti: randomUUID() })
  assert.equal(await outcome(server, token), 'passes')
  server.verifier.addRevoked(claimsOf(token).jti)
  assert.equal(await outcome(server, token), 'invalid_jwt')
  assert.equal(await outcome(server, other), 'passes')
  hub.clock.advance(HOUR_MS)
  server.verifier.addRevoked(randomUUID())
  assert.equal(await outcome(server, token), 'invalid_jwt')
  // By now every list that is still used is newer than the event.
  hub.clock.advance(1)
  server.verifier.addRevoked(randomUUID())
  assert.equal(await outcome(server, token), 'passes')
})

test('with nothing fetched yet, a hub that is away is no refusal; when it is back, tokens pass', async () => {
  await using hub = await listeningApp()
  const token = await itemsToken(hub)
  const nobody = resourceServer(hub, { hub: `http://localhost:${await freePort()}` })
  assert.equal(await outcome(nobody, token), 'unavailable')
  assert.match(nobody.network.warnings.join(), /jwks\.json cannot be fetched: fetch failed \(.*ECONNREFUSED/)

  const server = resourceServer(hub)
  server.network.instead = away
  for (let request = 0; request < 20; request += 1) assert.equal(await outcome(server, token), 'unavailable')
  assert.equal(server.network.requests.length, 1, 'it is left alone for a while')
  server.network.instead = null
  hub.clock.advance(4999)
  assert.equal(await outcome(server, token), 'unavailable')
  hub.clock.advance(1)
  assert.equal(await outcome(server, token), 'passes')
})

test('while the hub is away the list of revoked tokens serves for an hour, and then nobody passes', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const claims = claimsOf(await itemsToken(hub))
  const signed = await hubSigner(hub)
  const token = signed({ ...claims, exp: claims.exp + 9 * 3600 })
  const revoked = await itemsToken(hub)
  await revoke(hub, revoked)
  assert.equal(await outcome(server, token), 'passes')
  server.network.instead = away
  hub.clock.advance(HOUR_MS - 1)
  assert.equal(await outcome(server, token), 'passes')
  assert.equal(await outcome(server, revoked), 'invalid_jwt', 'it is on the old list')
  assert.equal(server.network.warnings.length, 1)
  hub.clock.advance(1)
  assert.equal(await outcome(server, token), 'unavailable')
  hub.clock.advance(5000)
  server.network.instead = null
  assert.equal(await outcome(server, token), 'passes')
})

test('while the hub is away the keys serve for a day, and then nobody passes', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub, { revocationsUsableMs: 99 * HOUR_MS })
  const claims = claimsOf(await itemsToken(hub))
  const token = (await hubSigner(hub))({ ...claims, exp: claims.exp + 99 * 3600 })
  assert.equal(await outcome(server, token), 'passes')
  server.network.instead = away
  hub.clock.advance(24 * HOUR_MS - 1)
  assert.equal(await outcome(server, token), 'passes')
  hub.clock.advance(1)
  assert.equal(await outcome(server, token), 'unavailable')
})

test('a hub that lets everybody wait is left alone after that, so that the old copies serve at once', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  assert.equal(await outcome(server, token), 'passes')
  server.network.counted(LIST)
  server.network.instead = () => {
    hub.clock.advance(5000)
    return Promise.reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
  }
  hub.clock.advance(MINUTE_MS)
  for (let request = 0; request < 3; request += 1) assert.equal(await outcome(server, token), 'passes')
  assert.equal(server.network.counted(LIST), 1)
  assert.match(server.network.warnings.join(), /timeout/)
})

test('J2 a clock that is set back makes every copy old, not new for ever', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  hub.clock.advance(30 * MINUTE_MS)
  assert.equal(await outcome(server, token), 'passes')
  await revoke(hub, token)
  hub.clock.advance(-20 * MINUTE_MS)
  assert.equal(await outcome(server, token), 'invalid_jwt')

  server.network.instead = away
  hub.clock.advance(-MINUTE_MS)
  assert.equal(await outcome(server, token), 'unavailable')
})

test('J1 a key nobody here knows, while the hub is away, is no refusal: it may be new', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  assert.equal(await outcome(server, token), 'passes')
  server.network.instead = away
  hub.clock.advance(5000)
  for (const kid of [randomUUID(), randomUUID()])
    assert.equal(await outcome(server, withKid(token, kid)), 'unavailable')
  assert.equal(await outcome(server, token), 'passes')
})

test('what is no key set and no list does not take the place of one', async () => {
  await using hub = await listeningApp()
  const token = await itemsToken(hub)
  const json = (body: unknown, init: ResponseInit = {}) => Response.json(body, init)
  const empty = { keys: [], revoked_token_ids: [] }
  const answers: Record<string, () => Response> = {
    'a failure': () => json(empty, { status: 503 }),
    'another status': () => json(empty, { status: 203 }),
    'a page': () => new Response('<!doctype html>'),
    'an empty answer': () => new Response(''),
    null: () => json(null),
    'another document': () => json({ errors: ['not_found'] }),
    'keys and ids that are none': () => json({ keys: 'x', revoked_token_ids: 'x' }),
  }
  for (const [name, answer] of Object.entries(answers)) {
    const server = resourceServer(hub)
    assert.equal(await outcome(server, token), 'passes')
    server.network.instead = async () => answer()
    hub.clock.advance(HOUR_MS / 2)
    assert.equal(await outcome(server, token), 'passes', name)
    assert.match(server.network.warnings.join(), /revoked_access_tokens cannot be fetched/, name)
    hub.clock.advance(-HOUR_MS / 2)

    const fresh = resourceServer(hub)
    fresh.network.instead = async () => answer()
    assert.equal(await outcome(fresh, token), 'unavailable', name)
  }
})

test('redirects are not followed: the keys come from the hub itself', async () => {
  await using hub = await listeningApp()
  const token = await itemsToken(hub)
  const seen: (string | undefined)[] = []
  const server = resourceServer(hub, {
    fetch: async (_url, init) => {
      seen.push(init.redirect)
      throw new TypeError('unexpected redirect')
    },
  })
  assert.equal(await outcome(server, token), 'unavailable')
  assert.deepEqual(seen, ['error'])
})
