import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ACCESS_TOKEN, buildDelegation, type DelegationScene } from '../../support/delegation.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf, type TokenAnswer } from '../../support/test-client.ts'

/** `FUZZ_RUNS` looks for longer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 150)
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** Requests made of what means something here, and of anything. */
function requestsIn({ Org, on, items, portal, subsystem, stranger, owner }: DelegationScene, token: string) {
  const names = [
    ...['client_id', 'delegate_access_scope', 'scope', 'audience', 'resource', 'grant_type', 'token'],
    ...['subject_token', 'subject_token_type', 'requested_token_type', 'actor_token', 'token_type_hint', ''],
  ]
  const values = [
    ...[token, ACCESS_TOKEN, EXCHANGE, subsystem.client.id, subsystem.name, `${subsystem.name}/x`],
    ...[stranger.client.id, stranger.name, portal.name, portal.publicClient.id, items, `${Org}.${items}`],
    ...['directory.organization.r', 'zaikio.delegations.rw', `${on}.directory.person.r`, 'user:read'],
    ...[`Per/${owner.id}.directory.person.r`, '', ' ', ',', '\0', '__proto__'],
  ]
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.subarray(values).map(list => list.join(',')) },
  )
  const pair = fc.tuple(fc.constantFrom(...names), value)
  return fc.record({ pairs: fc.array(pair, { maxLength: 8 }), isPlausible: fc.boolean() })
}

test('T6 T9 whatever is sent to delegate, exchange or introspect, the server does not fail and gives no more than the parent has', async () => {
  await using app = await testApp()
  const scene = await buildDelegation(app)
  const { portal, subsystem, parent, items, organization } = scene
  const { access_token } = await parent()
  const granted = ['directory.organization.r', 'zaikio.organization.r', items, items.replace(/rw$/, 'r')]
  let given = 0
  const check = ({ status, body, text }: TokenAnswer, sent: string) => {
    assert.ok(status < 500, `${status} for ${sent}: ${text}`)
    if (status !== 200 || body?.access_token === undefined) return
    given += 1
    const { scope, sub } = claimsOf(body.access_token)
    assert.equal(sub, `Organization/${organization.id}`, sent)
    for (const each of scope) assert.ok(granted.includes(each) || each === items.replace(/rw$/, 'w'), sent)
  }
  await fc.assert(
    fc.asyncProperty(requestsIn(scene, access_token), async ({ pairs, isPlausible }) => {
      const { client } = portal
      const authorization = client.basic
      const ofDelegate: [string, string][] = [['client_id', subsystem.client.id]]
      const ofExchange: [string, string][] = [
        ['grant_type', EXCHANGE],
        ['subject_token', access_token],
        ['subject_token_type', ACCESS_TOKEN],
      ]
      const encode = (plausible: [string, string][]) =>
        new URLSearchParams([...(isPlausible ? plausible : []), ...pairs]).toString()
      const bearer = { ...FORM, authorization: `Bearer ${access_token}` }
      check(await client.send('/oauth/delegate', encode(ofDelegate), bearer), encode(ofDelegate))
      const asClient = { ...FORM, authorization }
      check(await client.send('/oauth/access_token', encode(ofExchange), asClient), encode(ofExchange))
      const described = await client.send('/oauth/introspect', encode([]), asClient)
      assert.ok(described.status < 500, described.text)
      assert.doesNotMatch(described.text, /access_token|secret/)
    }),
    { numRuns: RUNS },
  )
  assert.ok(given > 0, 'some were granted')
})
