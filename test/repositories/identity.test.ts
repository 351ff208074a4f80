import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { createPerson, type Person, parseEmail } from '../../src/modules/directory/index.ts'
import { identityJobs } from '../../src/modules/identity/clean-up.ts'
import {
  findLiveLink,
  hasLiveLink,
  insertLink,
  redeemLink,
} from '../../src/modules/identity/email-link.repository.ts'
import { LINK_LIFETIME_MS } from '../../src/modules/identity/email-link.ts'
import { takeLink } from '../../src/modules/identity/email-links.ts'
import { forgetPerson, permitAttempt } from '../../src/modules/identity/index.ts'
import {
  claimPassword,
  findPasswordAccount,
  storePassword,
} from '../../src/modules/identity/password.repository.ts'
import {
  endSession,
  endSessionsOf,
  findLiveSession,
  insertSession,
  isFamiliarPlace,
  noteSessionUse,
} from '../../src/modules/identity/session.repository.ts'
import { SESSION_IDLE_MS, SESSION_LIFETIME_MS } from '../../src/modules/identity/session.ts'
import { sha256Hex } from '../../src/platform/crypto/digest.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const MINUTE_MS = 60_000

async function person(db: Db, email = 'mira@example.org'): Promise<Person> {
  const address = parseEmail(email)
  assert.ok(address)
  const details = { firstName: 'Mira', name: 'Okafor', locale: 'de' as const, countryCode: null }
  const created = await db.transaction(tx => createPerson(tx, { ...details, email: address }, NOW))
  assert.ok(created)
  return created
}

function begin(db: Db, personId: string, tokenHash: string, now = NOW) {
  const session = { tokenHash, personId, authenticatedAt: now, userAgent: 'Test', addressBlock: '192.0.2.1' }
  return db.transaction(tx => insertSession(tx, session, now))
}

const attempt = (accountKey: string, addressBlock: string, isFamiliarPlace = false) => ({
  purpose: 'sign_in' as const,
  accountKey,
  addressBlock,
  isFamiliarPlace,
})

test('a live session comes with what pages show of the person, in one read', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db)
  await begin(db, mira.id, 'hash')
  const session = await findLiveSession(db, 'hash', NOW)
  assert.equal(typeof session?.id, 'number')
  assert.deepEqual(
    { ...session, id: 0 },
    {
      id: 0,
      personId: mira.id,
      authenticatedAt: NOW,
      lastSeenAt: NOW,
      selected: null,
      person: {
        name: 'Mira Okafor',
        email: 'mira@example.org',
        emailKey: 'mira@example.org',
        isEmailConfirmed: false,
        locale: 'de',
        timeZone: 'UTC',
        isOperator: false,
        avatarUrl: null,
        appearance: 'system',
        hasTwoFactor: false,
      },
    },
  )
  assert.equal(await findLiveSession(db, 'other', NOW), null)
})

test('a session ends when it is idle, when it is old, and when it is ended', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db)
  await begin(db, mira.id, 'hash')
  assert.ok(await findLiveSession(db, 'hash', NOW + SESSION_IDLE_MS - 1))
  assert.equal(await findLiveSession(db, 'hash', NOW + SESSION_IDLE_MS), null)

  const session = await findLiveSession(db, 'hash', NOW)
  assert.ok(session)
  for (let now = NOW; now < NOW + SESSION_LIFETIME_MS; now += SESSION_IDLE_MS - 1) {
    await db.transaction(tx => noteSessionUse(tx, session.id, now))
  }
  assert.ok(await findLiveSession(db, 'hash', NOW + SESSION_LIFETIME_MS - 1))
  assert.equal(await findLiveSession(db, 'hash', NOW + SESSION_LIFETIME_MS), null)

  assert.equal(await db.transaction(tx => endSession(tx, 'hash', NOW)), mira.id)
  assert.equal(await db.transaction(tx => endSession(tx, 'hash', NOW)), null)
  assert.equal(await findLiveSession(db, 'hash', NOW), null)
})

test('banned and deleted persons have no session, nor a way to sign in', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db)
  const { id: personId, emailKey } = mira
  await begin(db, personId, 'hash')
  await db.transaction(tx => storePassword(tx, { personId, hash: 'password' }, NOW))
  await db.transaction(tx => tx.write(sql`update person set banned_at = ${NOW} where id = ${personId}`))
  assert.equal(await findLiveSession(db, 'hash', NOW), null)
  assert.equal((await findPasswordAccount(db, emailKey))?.isBanned, true)

  await db.transaction(tx =>
    tx.write(sql`update person set banned_at = null, deleted_at = ${NOW} where id = ${personId}`),
  )
  assert.equal(await findLiveSession(db, 'hash', NOW), null)
  assert.equal(await findPasswordAccount(db, emailKey), null)
})

test('all sessions of a person end together, those of others stay', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db)
  const jonas = await person(db, 'jonas@example.org')
  await begin(db, mira.id, 'first')
  await begin(db, mira.id, 'second')
  await begin(db, jonas.id, 'third')
  await db.transaction(tx => endSessionsOf(tx, mira.id, NOW))
  const live = await Promise.all(['first', 'second', 'third'].map(hash => findLiveSession(db, hash, NOW)))
  assert.deepEqual(
    live.map(session => session?.personId),
    [undefined, undefined, jonas.id],
  )
})

test('a place is familiar where the account was signed in before', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id, emailKey } = await person(db)
  assert.equal(await isFamiliarPlace(db, { emailKey, addressBlock: '192.0.2.1' }), false)
  await begin(db, id, 'hash')
  assert.equal(await isFamiliarPlace(db, { emailKey, addressBlock: '192.0.2.1' }), true)
  assert.equal(await isFamiliarPlace(db, { emailKey, addressBlock: '192.0.2.2' }), false)
  assert.equal(await isFamiliarPlace(db, { emailKey: 'x@example.org', addressBlock: '192.0.2.1' }), false)
})

test('a password is claimed only while it is the one that was checked', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id: personId, emailKey } = await person(db)
  assert.equal(await findPasswordAccount(db, emailKey), null)
  await db.transaction(tx => storePassword(tx, { personId, hash: 'first' }, NOW))
  await db.transaction(tx => storePassword(tx, { personId, hash: 'second' }, NOW + 1))
  assert.equal((await findPasswordAccount(db, emailKey))?.hash, 'second')
  assert.equal(await db.transaction(tx => claimPassword(tx, { personId, hash: 'first' })), false)
  assert.equal(await db.transaction(tx => claimPassword(tx, { personId, hash: 'second' })), true)
})

test('S4 a link is used once, also when many use it at once', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id: personId, emailKey } = await person(db)
  const link = { purpose: 'password_reset' as const, personId, emailKey, returnTo: '/signin', newEmail: null }
  await db.transaction(tx => insertLink(tx, { ...link, tokenHash: 'hash' }, NOW))
  const named = { tokenHash: 'hash', purpose: 'password_reset' as const }
  const uses = await Promise.all(
    Array.from({ length: 20 }, () => db.transaction(tx => redeemLink(tx, named, NOW))),
  )
  assert.deepEqual(
    uses.filter(use => use !== null),
    [{ personId, emailKey, returnTo: '/signin', newEmail: null }],
  )
})

test('S4 two links of one person are used one after the other, and only one of them', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id: personId, emailKey } = await person(db)
  const link = { purpose: 'password_reset' as const, personId, emailKey, returnTo: null, newEmail: null }
  for (let round = 0; round < 5; round += 1) {
    const tokens = [1, 2, 3, 4].map(number => `token ${round} ${number}`)
    for (const token of tokens) {
      await db.transaction(tx => insertLink(tx, { ...link, tokenHash: sha256Hex(token) }, NOW))
    }
    const uses = await Promise.all(
      tokens.map(token => db.transaction(tx => takeLink(tx, { token, purpose: link.purpose }, NOW))),
    )
    assert.equal(uses.filter(use => use !== null).length, 1)
  }
})

test('S4 C7 a link works for its purpose, in its time, and while the address is the person’s', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id: personId, emailKey } = await person(db)
  const link = { purpose: 'confirmation' as const, personId, emailKey, returnTo: null, newEmail: null }
  const make = (tokenHash: string, key = emailKey) =>
    db.transaction(tx => insertLink(tx, { ...link, tokenHash, emailKey: key }, NOW))
  await make('right')
  await make('former address', 'former@example.org')
  const find = (tokenHash: string, purpose: 'confirmation' | 'password_reset', now: number) =>
    findLiveLink(db, { tokenHash, purpose }, now)
  const redeem = (tokenHash: string, purpose: 'confirmation' | 'password_reset', now: number) =>
    db.transaction(tx => redeemLink(tx, { tokenHash, purpose }, now))

  assert.equal(await redeem('right', 'password_reset', NOW), null)
  assert.equal(await redeem('former address', 'confirmation', NOW), null)
  assert.equal(await find('former address', 'confirmation', NOW), null)
  const lifetime = LINK_LIFETIME_MS.confirmation
  assert.equal((await find('right', 'confirmation', NOW + lifetime - 1))?.email, 'mira@example.org')
  assert.equal(await find('right', 'confirmation', NOW + lifetime), null)
  assert.equal(await redeem('right', 'confirmation', NOW + lifetime), null)
  assert.equal(await hasLiveLink(db, link, NOW), true)
  assert.ok(await redeem('right', 'confirmation', NOW + lifetime - 1))
  assert.equal(await hasLiveLink(db, link, NOW), false)
})

test('S2 of 100 parallel attempts on an account ten are permitted (G-25)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const permissions = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      db.transaction(tx => permitAttempt(tx, attempt('mira@example.org', `192.0.2.${index}`), NOW)),
    ),
  )
  assert.equal(permissions.filter(permission => 'id' in permission).length, 10)
})

test('S2 of 150 parallel attempts from an address block, on as many accounts, 100 are permitted (G-25)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const permissions = await Promise.all(
    Array.from({ length: 150 }, (_, index) =>
      db.transaction(tx => permitAttempt(tx, attempt(`person${index}@example.org`, '192.0.2.1'), NOW)),
    ),
  )
  assert.equal(permissions.filter(permission => 'id' in permission).length, 100)
})

test('after ten failures each further one doubles the wait; an account is never locked (G-25)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const permit = (now: number) =>
    db.transaction(tx => permitAttempt(tx, attempt('mira@example.org', '192.0.2.1'), now))
  for (let failure = 0; failure < 10; failure += 1) assert.ok('id' in (await permit(NOW)))

  const waits: number[] = []
  let now = NOW
  for (let failure = 0; failure < 7; failure += 1) {
    const refused = await permit(now)
    assert.ok('freeAt' in refused)
    assert.ok('freeAt' in (await permit(refused.freeAt - 1)))
    waits.push((refused.freeAt - now) / 1000)
    now = refused.freeAt
    assert.ok('id' in (await permit(now)))
  }
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300])
  assert.ok('id' in (await permit(now + 15 * MINUTE_MS)))
})

test('an address block is free again when its failures are 15 minutes old, not before (G-25)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const permit = (account: string, now: number, addressBlock = '192.0.2.1') =>
    db.transaction(tx => permitAttempt(tx, attempt(account, addressBlock), now))
  for (let failure = 0; failure < 100; failure += 1) await permit(`person${failure}@example.org`, NOW)
  assert.deepEqual(await permit('mira@example.org', NOW + MINUTE_MS), { freeAt: NOW + 15 * MINUTE_MS })
  assert.ok('id' in (await permit('mira@example.org', NOW + MINUTE_MS, '192.0.2.2')))
  assert.ok('id' in (await permit('mira@example.org', NOW + 15 * MINUTE_MS)))
})

test('S2 failures from elsewhere do not keep the owner out of a familiar place, failures from there do', async () => {
  await using database = await testDatabase()
  const { db } = database
  const permit = (addressBlock: string, isFamiliarPlace: boolean) =>
    db.transaction(tx => permitAttempt(tx, attempt('mira@example.org', addressBlock, isFamiliarPlace), NOW))
  for (let failure = 0; failure < 10; failure += 1) await permit('203.0.113.7', false)
  assert.ok('freeAt' in (await permit('203.0.113.7', false)))
  for (let failure = 0; failure < 10; failure += 1) assert.ok('id' in (await permit('192.0.2.1', true)))
  assert.ok('freeAt' in (await permit('192.0.2.1', true)))
})

test('what has expired is forgotten, what still counts is kept', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id: personId, emailKey } = await person(db)
  const runJobs = async (now: number) => {
    for (const job of identityJobs({ db })) await job.run(now)
  }
  const countRows = async () => {
    const tables = ['browser_session', 'email_link', 'failed_attempt', 'attempt_gate']
    const counts = tables.map(table => `(select count(*) from ${table}) as ${table}`)
    const [row] = await db.read<Record<string, number>>(sql([`select ${counts.join(', ')}`]))
    return row
  }
  await begin(db, personId, 'hash')
  const link = {
    purpose: 'confirmation' as const,
    personId,
    emailKey,
    returnTo: null,
    newEmail: null,
    tokenHash: 'hash',
  }
  await db.transaction(tx => insertLink(tx, link, NOW))
  await db.transaction(tx => permitAttempt(tx, attempt(emailKey, '192.0.2.1'), NOW))

  await runJobs(NOW + 15 * MINUTE_MS)
  assert.deepEqual(
    { ...(await countRows()) },
    { browser_session: 1, email_link: 1, failed_attempt: 1, attempt_gate: 2 },
  )
  await runJobs(NOW + 15 * MINUTE_MS + 1)
  assert.deepEqual(
    { ...(await countRows()) },
    { browser_session: 1, email_link: 1, failed_attempt: 0, attempt_gate: 0 },
  )
  await runJobs(NOW + 2 * SESSION_LIFETIME_MS + 1)
  assert.deepEqual(
    { ...(await countRows()) },
    { browser_session: 0, email_link: 0, failed_attempt: 0, attempt_gate: 0 },
  )
})

test('a person who is deleted leaves no session, link or password', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id: personId, emailKey } = await person(db)
  await begin(db, personId, 'hash')
  await db.transaction(async tx => {
    await storePassword(tx, { personId, hash: 'hash' }, NOW)
    await insertLink(
      tx,
      { purpose: 'confirmation', personId, emailKey, returnTo: null, newEmail: null, tokenHash: 'hash' },
      NOW,
    )
    await forgetPerson(tx, { personId })
  })
  for (const table of ['browser_session', 'email_link', 'password']) {
    assert.deepEqual(await db.read(sql([`select * from ${table}`])), [])
  }
})
