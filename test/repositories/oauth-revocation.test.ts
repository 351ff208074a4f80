import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { openRevocationSet } from '../../src/modules/oauth/index.ts'
import {
  endFamilies,
  type FamilyFilter,
  findFamilyScopes,
  listRevokedTokens,
} from '../../src/modules/oauth/revocation/family.repository.ts'
import {
  deleteRevokedBefore,
  findRevokedAfter,
  findRevokedTokenIds,
  isOnRevocationList,
} from '../../src/modules/oauth/revocation/revoked-tokens.repository.ts'
import { insertFamily, insertToken } from '../../src/modules/oauth/token/token.repository.ts'
import type { TokenFamily } from '../../src/modules/oauth/token/token-family.ts'
import { uuid } from '../../src/platform/crypto/random.ts'
import { Outage, type Tx } from '../../src/platform/database/database.ts'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { watchedDatabase } from '../support/watched-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const HOUR_MS = 3600_000

/** A person and two organizations of theirs with an app they all use, and a family of each kind. */
async function world(app: TestApp) {
  const person = await buildPerson(app)
  const { id: appId, client, publicClient } = await buildApp(app)
  const connect = (type: 'Person' | 'Organization', id: string) =>
    buildConnection(app, { appId, bearer: { type, id } })
  const organizations = [
    await buildOrganization(app, { owner: person }),
    await buildOrganization(app, { owner: person }),
  ]
  const [first, second] = organizations.map(({ id }) => id)
  assert.ok(first !== undefined && second !== undefined)
  const connections = {
    person: await connect('Person', person.id),
    first: await connect('Organization', first),
    second: await connect('Organization', second),
  }
  const shape = {
    appId,
    clientId: client.id,
    clientIsConfidential: true,
    separator: ',',
    flow: 'authorization_code',
    parentFamilyId: null,
  } as const
  const scopes = { scopes: ['directory.organization.r', 'directory.person.r'], personScopes: [], roles: null }
  const alone = { ...shape, ...scopes, personConnectionId: null, personId: null }
  const acting = {
    ...shape,
    ...scopes,
    personScopes: ['directory.person.r'],
    personConnectionId: connections.person,
    personId: person.id,
    roles: 1,
  }
  const families: Record<string, TokenFamily> = {
    person: {
      ...alone,
      id: uuid(NOW),
      connectionId: connections.person,
      bearer: { type: 'Person', id: person.id },
    },
    first: {
      ...alone,
      id: uuid(NOW),
      connectionId: connections.first,
      bearer: { type: 'Organization', id: first },
    },
    second: {
      ...alone,
      id: uuid(NOW),
      clientId: publicClient.id,
      connectionId: connections.second,
      bearer: { type: 'Organization', id: second },
    },
    onBehalfOfFirst: {
      ...acting,
      id: uuid(NOW),
      connectionId: connections.first,
      bearer: { type: 'Organization', id: first },
    },
    onBehalfOfSecond: {
      ...acting,
      id: uuid(NOW),
      connectionId: connections.second,
      bearer: { type: 'Organization', id: second },
    },
  }
  await app.db.transaction(async tx => {
    for (const family of Object.values(families)) await insertFamily(tx, family, NOW)
  })
  return { personId: person.id, first, appId, client, publicClient, connections, families }
}

test('each filter ends exactly the families it means, once', async () => {
  await using app = await testApp()
  const { personId, first, appId, client, publicClient, connections, families } = await world(app)
  const all = Object.keys(families)
  const filters: [FamilyFilter, string[]][] = [
    [{ familyId: families['first']?.id ?? '' }, ['first']],
    [{ parentIds: [families['first']?.id ?? ''] }, []],
    [{ clientId: publicClient.id }, ['second']],
    [{ clientId: client.id }, all.filter(name => name !== 'second')],
    [{ appId }, all],
    [{ connectionId: connections.first }, ['first', 'onBehalfOfFirst']],
    [{ connectionId: connections.person }, ['person', 'onBehalfOfFirst', 'onBehalfOfSecond']],
    [{ organizationId: first, personId }, ['onBehalfOfFirst']],
    [{ personId }, ['person', 'onBehalfOfFirst', 'onBehalfOfSecond']],
  ]
  for (const [filter, expected] of filters) {
    const end = () =>
      app.db.transaction(async tx => {
        const one = await endFamilies(tx, { filter, reason: 'app deleted' }, NOW)
        const again = await endFamilies(tx, { filter, reason: 'app deleted' }, NOW)
        assert.deepEqual(again, [])
        throw new Undone(one.map(({ id }) => id))
      })
    const ids = await end().catch(error => {
      if (error instanceof Undone) return error.ids
      throw error
    })
    const names = all.filter(name => ids.includes(families[name]?.id ?? ''))
    assert.deepEqual(names.toSorted(), expected.toSorted(), JSON.stringify(filter))
    assert.equal(ids.length, expected.length)
  }
})

test('ending a person’s families reads no other’s, however many there are (PostgreSQL)', {
  skip: process.env['TEST_DATABASE'] === undefined,
}, async () => {
  await using app = await testApp()
  const { personId, first, connections, families } = await world(app)
  await app.db.transaction(async tx => {
    await tx.write(sql`
      insert into token_family (id, app_id, client_id, client_is_confidential, connection_id, bearer_type, bearer_id,
        scopes, person_scopes, separator, flow, created_at)
      select 'many-' || n, app_id, client_id, client_is_confidential, connection_id, bearer_type, bearer_id, scopes,
        person_scopes, separator, flow, created_at
      from token_family, generate_series(1, 20000) n where id = ${families['second']?.id}`)
    await tx.write(sql`analyze token_family`)
  })
  for (const filter of [
    { personId },
    { organizationId: first, personId },
    { connectionId: connections.person },
  ]) {
    const steps = await app.db.transaction(async tx => {
      const plan: string[] = []
      const explaining: Tx = {
        ...tx,
        async write({ strings: [start = '', ...rest], values }) {
          const rows = await tx.read<{ 'QUERY PLAN': string }>(sql([`explain ${start}`, ...rest], ...values))
          plan.push(...rows.map(row => row['QUERY PLAN']))
          return { count: 0, rows: [] }
        },
      }
      await endFamilies(explaining, { filter, reason: 'person not available' }, NOW)
      return plan
    })
    assert.ok(steps.length > 0)
    const whole = steps.filter(step => /Seq Scan on token_family/.test(step))
    assert.deepEqual(whole, [], steps.join('\n'))
  }
})

/** Rolls a transaction back and tells what it found. */
class Undone extends Error {
  readonly ids: string[]

  constructor(ids: string[]) {
    super('undone')
    this.ids = ids
  }
}

test('each side of an on-behalf family holds its own scopes (G-23)', async () => {
  await using app = await testApp()
  const { connections, families } = await world(app)
  const scopesOf = async (connectionId: string, name: string) => {
    const found = await findFamilyScopes(app.db, connectionId)
    return found.find(({ id }) => id === families[name]?.id)?.scopes
  }
  assert.deepEqual(await scopesOf(connections.first, 'onBehalfOfFirst'), ['directory.organization.r'])
  assert.deepEqual(await scopesOf(connections.person, 'onBehalfOfFirst'), ['directory.person.r'])
  assert.deepEqual(await scopesOf(connections.person, 'person'), [
    'directory.organization.r',
    'directory.person.r',
  ])
  assert.equal(await scopesOf(connections.second, 'onBehalfOfFirst'), undefined)
  const filter = { connectionId: connections.first }
  await app.db.transaction(tx => endFamilies(tx, { filter, reason: 'connection revoked' }, NOW))
  assert.deepEqual(await findFamilyScopes(app.db, connections.first), [], 'ended ones are not told')
})

test('live tokens of a family come on the list once, expired ones never', async () => {
  await using app = await testApp()
  const { families } = await world(app)
  const familyId = families['first']?.id ?? ''
  const issued = [NOW - HOUR_MS, NOW - HOUR_MS + 1, NOW].map(issuedAt => ({
    jti: uuid(NOW),
    familyId,
    scopes: [],
    roles: null,
    issuedAt,
    expiresAt: issuedAt + HOUR_MS,
    refreshHash: null,
    refreshExpiresAt: null,
  }))
  await app.db.transaction(async tx => {
    for (const token of issued) await insertToken(tx, token)
  })
  const lists = await Promise.all(
    Array.from({ length: 5 }, () => app.db.transaction(tx => listRevokedTokens(tx, [familyId], NOW))),
  )
  const live = issued.slice(1).map(({ jti, expiresAt }) => ({ jti, expiresAt, familyId }))
  const byJti = (one: { jti: string }, other: { jti: string }) => (one.jti < other.jti ? -1 : 1)
  assert.deepEqual(lists.flat().toSorted(byJti), live.toSorted(byJti))
  assert.deepEqual((await findRevokedTokenIds(app.db, NOW)).toSorted(), live.map(({ jti }) => jti).toSorted())
})

test('live tokens of several families come on the list together, each with its family', async () => {
  await using app = await testApp()
  const { families } = await world(app)
  const expected = new Map<string, string>()
  await app.db.transaction(async tx => {
    for (const { id: familyId } of Object.values(families)) {
      const [jti, expiresAt] = [uuid(NOW), NOW + HOUR_MS]
      const shape = { scopes: [], roles: null, refreshHash: null, refreshExpiresAt: null }
      await insertToken(tx, { ...shape, jti, familyId, issuedAt: NOW, expiresAt })
      expected.set(jti, familyId)
    }
  })
  const [kept, ...ended] = [...expected]
  const ids = ended.map(([, familyId]) => familyId)
  const listed = await app.db.transaction(tx => listRevokedTokens(tx, ids, NOW))
  assert.deepEqual(new Map(listed.map(({ jti, familyId }) => [jti, familyId])), new Map(ended))
  assert.equal(await isOnRevocationList(app.db, kept?.[0] ?? ''), false)
})

test('the list is followed by ids that grow, also after everything was forgotten', async () => {
  await using app = await testApp()
  const { families } = await world(app)
  const revoke = async (name: string, issuedAt: number) => {
    const familyId = families[name]?.id ?? ''
    const jti = uuid(NOW)
    const token = { jti, familyId, scopes: [], roles: null, refreshHash: null, refreshExpiresAt: null }
    await app.db.transaction(async tx => {
      await insertToken(tx, { ...token, issuedAt, expiresAt: issuedAt + HOUR_MS })
      await listRevokedTokens(tx, [familyId], issuedAt)
    })
    return jti
  }
  const [one, two] = [await revoke('first', NOW), await revoke('second', NOW + 1)]
  const found = await findRevokedAfter(app.db, 0, NOW)
  assert.deepEqual(
    found.map(({ jti }) => jti),
    [one, two],
  )
  const last = found.at(-1)?.id ?? 0
  assert.deepEqual(await findRevokedAfter(app.db, last, NOW), [])
  assert.deepEqual(
    (await findRevokedAfter(app.db, 0, NOW + HOUR_MS)).map(({ jti }) => jti),
    [two],
  )
  assert.equal(await isOnRevocationList(app.db, one), true)
  assert.equal(await isOnRevocationList(app.db, uuid(NOW)), false)

  const forget = (limit: number) =>
    app.db.transaction(tx => deleteRevokedBefore(tx, NOW + 2 * HOUR_MS, limit))
  assert.deepEqual([await forget(1), await forget(9), await forget(9)], [1, 1, 0])
  const three = await revoke('person', NOW)
  assert.deepEqual(
    (await findRevokedAfter(app.db, last, NOW)).map(({ jti }) => jti),
    [three],
  )
})

test('a server follows what others revoke, and a number that commits late is not missed (architecture §9)', async () => {
  await using database = await watchedDatabase()
  const { db } = database
  let elapsedMs = 0
  const clock = { now: () => NOW }
  const set = await openRevocationSet({ db, clock, monotonicMs: () => elapsedMs })
  const insert = (id: number) =>
    db.transaction(tx =>
      tx.write(sql`insert into revoked_access_token (id, jti, expires_at, revoked_at)
        values (${id}, ${`token-${id}`}, ${NOW + HOUR_MS}, ${NOW})`),
    )
  await insert(7)
  assert.equal(await set.isRevoked('token-7'), false, 'not read yet')
  await set.follow()
  assert.equal(await set.isRevoked('token-7'), true)
  elapsedMs = 30_000
  await insert(5)
  await set.follow()
  assert.equal(await set.isRevoked('token-5'), true, 'its transaction was slower')
  elapsedMs = 91_000
  await set.follow()
  await insert(9)
  await set.follow()
  assert.equal(await set.isRevoked('token-9'), true)
  set.add([{ jti: 'own', expiresAt: NOW + HOUR_MS }])
  assert.equal(await set.isRevoked('own'), true)
})

test('a server that cannot follow any more asks the database itself, and tells of the outage (architecture §4)', async () => {
  await using database = await watchedDatabase()
  const { db } = database
  let elapsedMs = 0
  const set = await openRevocationSet({ db, clock: { now: () => NOW }, monotonicMs: () => elapsedMs })
  set.start()
  // From here on nobody follows, as when every reading fails.
  set.stop()
  elapsedMs = 1500
  database.forget()
  assert.equal(await set.isRevoked('token-1'), false)
  assert.equal(database.statements.reads, 0)
  await db.transaction(tx =>
    tx.write(sql`insert into revoked_access_token (jti, expires_at, revoked_at)
      values ('token-1', ${NOW + HOUR_MS}, ${NOW})`),
  )
  elapsedMs = 1501
  assert.equal(await set.isRevoked('token-1'), true)
  database.fail(new Outage('away'))
  await assert.rejects(set.isRevoked('token-2'), Outage)
})
