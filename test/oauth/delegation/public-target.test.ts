import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildDelegation, delegateTo, exchange } from '../../support/delegation.ts'
import { testApp } from '../../support/test-app.ts'
import { testDatabase } from '../../support/test-database.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'

const FORBIDDEN = { PUBLIC_CLIENT_ORGANIZATION_TOKENS: 'forbidden' }
const REASON = 'not for public credentials'

test('T4 where the operator forbids it no Organization token is delegated to public credentials, by either endpoint (G-08)', async () => {
  await using app = await testApp({ environment: FORBIDDEN })
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const target = { client_id: subsystem.publicClient.id }
  assertRefused(await delegateTo(subsystem, access_token, target), 'invalid_grant', REASON)
  const audience = subsystem.publicClient.id
  assertRefused(await exchange(portal.client, access_token, { audience }), 'invalid_target', REASON)

  assert.equal((await delegateTo(subsystem, access_token)).status, 200, 'confidential credentials')
  for (const kind of ['Person', 'on behalf'] as const) {
    const other = await parent(kind)
    const answer = await delegateTo(subsystem, other.access_token, target)
    const { refresh_token } = tokensIn(answer)
    assert.equal((await subsystem.publicClient.refresh(refresh_token)).status, 200, kind)
  }
})

test('T4 what was delegated to public credentials before the switch is not refreshed, and lives again when it is back (G-08)', async () => {
  await using database = await testDatabase()
  await using allowing = await testApp({ database })
  await using forbidding = await testApp({
    database,
    clock: allowing.clock,
    environment: FORBIDDEN,
    isEmpty: true,
  })
  const { subsystem, parent } = await buildDelegation(allowing)
  const { access_token } = await parent()
  const target = { client_id: subsystem.publicClient.id }
  const { refresh_token } = tokensIn(await delegateTo(subsystem, access_token, target))
  const elsewhere = forbidding.client({ id: subsystem.publicClient.id })
  assertRefused(await elsewhere.refresh(refresh_token), 'invalid_grant', REASON)
  assert.equal((await subsystem.publicClient.refresh(refresh_token)).status, 200)
})
