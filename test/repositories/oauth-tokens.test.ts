import assert from 'node:assert/strict'
import { test } from 'node:test'
import { banPerson, bitsFromRoles, changeRoles, removeMember } from '../../src/modules/directory/index.ts'
import { findCode, insertCode, redeemCode } from '../../src/modules/oauth/token/code.repository.ts'
import {
  deleteCodesExpiredBefore,
  deleteEmptyFamiliesBefore,
  deleteTokensExpiredBefore,
} from '../../src/modules/oauth/token/retention.repository.ts'
import {
  findIssued,
  findToken,
  insertFamily,
  insertToken,
  redeemRefreshToken,
  takePair,
} from '../../src/modules/oauth/token/token.repository.ts'
import type { TokenFamily } from '../../src/modules/oauth/token/token-family.ts'
import { uuid } from '../../src/platform/crypto/random.ts'
import { type Tx, UniqueViolation } from '../../src/platform/database/database.ts'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const HOUR_MS = 3600_000
const UNKNOWN = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff'

/** A family on behalf of an organization with everything it hangs on, not stored yet. */
async function newFamily(app: TestApp): Promise<TokenFamily> {
  const [owner, person] = [await buildPerson(app), await buildPerson(app)]
  const members = { [person.id]: ['admin'] }
  const { id: organizationId } = await buildOrganization(app, { owner, members })
  const { id: appId, client } = await buildApp(app)
  const bearer = { type: 'Organization' as const, id: organizationId }
  return {
    id: uuid(NOW),
    appId,
    clientId: client.id,
    clientIsConfidential: true,
    connectionId: await buildConnection(app, { appId, bearer, granted: ['directory.organization.r'] }),
    personConnectionId: await buildConnection(app, {
      appId,
      bearer: { type: 'Person', id: person.id },
      granted: ['directory.person.r'],
    }),
    bearer,
    personId: person.id,
    roles: bitsFromRoles(['admin']),
    scopes: ['zaikio.person.r', 'directory.organization.r'],
    personScopes: ['zaikio.person.r'],
    separator: ' ',
    flow: 'authorization_code',
    parentFamilyId: null,
  }
}

function write<T>(app: TestApp, work: (tx: Tx) => Promise<T>): Promise<T> {
  return app.db.transaction(work)
}

function newCode(familyId: string, codeHash = 'code') {
  return {
    codeHash,
    familyId,
    redirectUri: 'https://app.example.com/callback',
    codeChallenge: 'challenge',
    codeChallengeMethod: 'S256',
    expiresAt: NOW + 600_000,
  }
}

function newPair(familyId: string, { refreshHash = uuid(NOW), issuedAt = NOW } = {}) {
  return {
    jti: uuid(NOW),
    familyId,
    scopes: ['directory.organization.r'],
    roles: 2,
    issuedAt,
    expiresAt: issuedAt + HOUR_MS,
    refreshHash,
    refreshExpiresAt: issuedAt + 7 * 24 * HOUR_MS,
  }
}

test('a code is found by its hash with its family whole, and what the family rests on', async () => {
  await using app = await testApp()
  const family = await newFamily(app)
  await write(app, async tx => {
    await insertFamily(tx, family, NOW)
    await insertCode(tx, newCode(family.id), NOW)
  })
  const found = await write(app, tx => findCode(tx, 'code'))
  assert.ok(found)
  const { id, ...code } = found
  assert.equal(typeof id, 'number')
  assert.deepEqual(code, {
    redirectUri: 'https://app.example.com/callback',
    codeChallenge: 'challenge',
    codeChallengeMethod: 'S256',
    expiresAt: NOW + 600_000,
    redeemedAt: null,
    family: {
      ...family,
      revocationReason: null,
      credentialsAreDeleted: false,
      credentialsAreConfidential: true,
      appIsActive: true,
      connectionIsLive: true,
      personConnectionIsLive: true,
      personIsAvailable: true,
      currentRoles: bitsFromRoles(['admin']),
      grantedScopes: ['directory.organization.r'],
      personGrantedScopes: ['directory.person.r'],
    },
  })
  assert.equal(await write(app, tx => findCode(tx, 'other')), null)
})

test('a family shows what became of the person behind it', async () => {
  await using app = await testApp()
  const { directoryHooks: hooks } = app.app
  const family = await newFamily(app)
  const key = { organizationId: family.bearer.id, personId: family.personId ?? '' }
  await write(app, async tx => {
    await insertFamily(tx, family, NOW)
    await insertCode(tx, newCode(family.id), NOW)
  })
  const state = async () => (await write(app, tx => findCode(tx, 'code')))?.family
  const roles = bitsFromRoles(['designer'])
  await write(app, tx => changeRoles(tx, { ...key, roles }, hooks, NOW))
  assert.deepEqual([(await state())?.roles, (await state())?.currentRoles], [2, roles])
  await write(app, tx => banPerson(tx, key, hooks, NOW))
  assert.equal((await state())?.personIsAvailable, false)
  assert.equal((await state())?.revocationReason, 'person not available')
  await write(app, tx => removeMember(tx, key, hooks, NOW))
  assert.equal((await state())?.currentRoles, null)
})

test('a code is redeemed by exactly one of many (house style 18)', async () => {
  await using app = await testApp()
  const family = await newFamily(app)
  await write(app, async tx => {
    await insertFamily(tx, family, NOW)
    await insertCode(tx, newCode(family.id), NOW)
  })
  const found = await write(app, tx => findCode(tx, 'code'))
  const attempts = Array.from({ length: 20 }, (_, index) =>
    write(app, tx => redeemCode(tx, found?.id ?? 0, NOW + index)),
  )
  assert.equal((await Promise.all(attempts)).filter(Boolean).length, 1)
  assert.notEqual((await write(app, tx => findCode(tx, 'code')))?.redeemedAt, null)
})

test('a pair is found by its refresh token and by its id; its family by either', async () => {
  await using app = await testApp()
  const family = await newFamily(app)
  const pair = newPair(family.id, { refreshHash: 'refresh' })
  await write(app, async tx => {
    await insertFamily(tx, family, NOW)
    await insertToken(tx, pair)
  })
  const { familyId, ...stored } = { ...pair, redeemedAt: null, successorJti: null }
  const { refreshHash } = stored
  assert.deepEqual(await findToken(app.db, pair.jti), stored)
  const found = await write(app, tx => takePair(tx, { refreshHash }))
  assert.deepEqual(found?.token, stored)
  assert.equal(found?.family.id, familyId)
  const owner = { familyId, appId: family.appId, clientId: family.clientId, isRevoked: false }
  assert.deepEqual(await findIssued(app.db, { jti: pair.jti }), owner)
  assert.deepEqual(await findIssued(app.db, { refreshHash }), owner)

  assert.equal(await findToken(app.db, UNKNOWN), null)
  assert.equal(await write(app, tx => takePair(tx, { refreshHash: 'other' })), null)
  assert.equal(await findIssued(app.db, { jti: UNKNOWN }), null)
  assert.equal(await findIssued(app.db, { refreshHash: 'other' }), null)
})

test('a refresh token is redeemed by exactly one of many, who names the successor', async () => {
  await using app = await testApp()
  const family = await newFamily(app)
  const pair = newPair(family.id, { refreshHash: 'refresh' })
  await write(app, async tx => {
    await insertFamily(tx, family, NOW)
    await insertToken(tx, pair)
  })
  const successors = Array.from({ length: 20 }, () => uuid(NOW))
  const won = await Promise.all(
    successors.map(successorJti =>
      write(app, tx => redeemRefreshToken(tx, { refreshHash: 'refresh', successorJti }, NOW)),
    ),
  )
  assert.equal(won.filter(Boolean).length, 1)
  const stored = await findToken(app.db, pair.jti)
  assert.equal(stored?.redeemedAt, NOW)
  assert.equal(stored?.successorJti, successors[won.indexOf(true)])
})

test('a token id and a refresh token are given out once', async () => {
  await using app = await testApp()
  const family = await newFamily(app)
  const pair = newPair(family.id)
  await write(app, async tx => {
    await insertFamily(tx, family, NOW)
    await insertToken(tx, pair)
  })
  for (const twin of [
    { ...pair, refreshHash: 'other' },
    { ...pair, jti: uuid(NOW) },
  ])
    await assert.rejects(
      write(app, tx => insertToken(tx, twin)),
      UniqueViolation,
    )
})

test('clean-up takes what expired, oldest first and at most as much as it is told', async () => {
  await using app = await testApp()
  const family = await newFamily(app)
  const pairs = [0, 1, 2].map(hours => newPair(family.id, { issuedAt: NOW + hours * HOUR_MS }))
  await write(app, async tx => {
    await insertFamily(tx, family, NOW)
    for (const pair of pairs) await insertToken(tx, pair)
    for (const hash of ['one', 'two']) await insertCode(tx, newCode(family.id, hash), NOW)
  })
  const remaining = async () => {
    const found = await Promise.all(pairs.map(({ jti }) => findToken(app.db, jti)))
    return found.map(pair => pair !== null)
  }
  assert.equal(await write(app, tx => deleteTokensExpiredBefore(tx, NOW + 2 * HOUR_MS, 9)), 1)
  assert.deepEqual(await remaining(), [false, true, true])
  assert.equal(await write(app, tx => deleteTokensExpiredBefore(tx, NOW + 9 * HOUR_MS, 1)), 1)
  assert.deepEqual(await remaining(), [false, false, true])

  const later = NOW + HOUR_MS
  assert.equal(await write(app, tx => deleteCodesExpiredBefore(tx, NOW + 600_000, 9)), 0)
  assert.equal(await write(app, tx => deleteCodesExpiredBefore(tx, later, 1)), 1)
  assert.equal(
    await write(app, tx => deleteEmptyFamiliesBefore(tx, later, 9)),
    0,
    'a code and a pair are left',
  )
  assert.equal(await write(app, tx => deleteCodesExpiredBefore(tx, later, 9)), 1)
  assert.equal(await write(app, tx => deleteEmptyFamiliesBefore(tx, later, 9)), 0, 'a pair is left')
  assert.equal(await write(app, tx => deleteTokensExpiredBefore(tx, NOW + 9 * HOUR_MS, 9)), 1)
  assert.equal(await write(app, tx => deleteEmptyFamiliesBefore(tx, NOW, 9)), 0, 'it is not older')
  assert.equal(await write(app, tx => deleteEmptyFamiliesBefore(tx, later, 9)), 1)
})
