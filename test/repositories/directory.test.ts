import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import {
  addMember,
  administratorsOf,
  banPerson,
  bitsFromRoles,
  changeRoles,
  countMembers,
  createOrganization,
  createPerson,
  type DirectoryHooks,
  deleteOrganization,
  deletePerson,
  findMembership,
  findOrganization,
  findPerson,
  findPersonByEmailKey,
  membershipsOf,
  type Person,
  parseEmail,
  removeMember,
  storeEmailConfirmation,
  updatePerson,
} from '../../src/modules/directory/index.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const OWNER = bitsFromRoles(['owner'])
const MEMBER = bitsFromRoles(['member'])

async function person(db: Db, email: string): Promise<Person> {
  const address = parseEmail(email)
  assert.ok(address)
  const details = { firstName: 'Mira', name: 'Okafor', locale: 'de' as const, countryCode: 'US' }
  const created = await db.transaction(tx => createPerson(tx, { ...details, email: address }, NOW))
  assert.ok(created)
  return created
}

function organization(db: Db, creatorId: string, name = 'Linden Press') {
  const details = { name, countryCode: 'DE', kinds: ['printer'], sections: { printer: ['labels'] } }
  return db.transaction(tx => createOrganization(tx, { ...details, creatorId }, NOW))
}

/** Notes which consequences were called for. */
function recordingHooks() {
  const called: unknown[] = []
  const note =
    (name: string) =>
    async (_tx: unknown, what: object): Promise<void> => {
      called.push({ [name]: what })
    }
  const hooks: DirectoryHooks = {
    memberRemoved: note('memberRemoved'),
    rolesChanged: note('rolesChanged'),
    organizationDeleted: note('organizationDeleted'),
    personDeleted: note('personDeleted'),
    personBanned: note('personBanned'),
  }
  return { hooks, called }
}

async function eventNames(db: Db): Promise<string[]> {
  const rows = await db.read<{ name: string; subject: string }>(
    sql`select name, subject from event order by id`,
  )
  return rows.map(({ name, subject }) => `${name} ${subject.slice(0, 4)}`)
}

test('a person is stored whole and found by id and by address; units follow the country, the zone is UTC (G-34)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const created = await person(db, 'Mira@Example.org')
  assert.equal(created.unitSystem, 'imperial')
  assert.equal(created.timeZone, 'UTC')
  assert.deepEqual(await findPerson(db, created.id), created)
  assert.deepEqual(await findPersonByEmailKey(db, 'mira@example.org'), created)
  assert.equal(await findPerson(db, '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff'), null)
})

test('S6 an address is given once, in whatever spelling, also when many ask at once', async () => {
  await using database = await testDatabase()
  const { db } = database
  const spellings = ['mira@example.org', 'MIRA@example.org', 'ｍira@example.org', 'mira@EXAMPLE.org']
  const details = { firstName: null, name: 'Okafor', locale: 'en' as const, countryCode: null }
  const created = await Promise.all(
    spellings.map(spelling => {
      const email = parseEmail(spelling)
      assert.ok(email)
      return db.transaction(tx => createPerson(tx, { ...details, email }, NOW))
    }),
  )
  assert.equal(created.filter(made => made !== null).length, 1)
})

test('changes of a person are stored, tell apps of the person and of their organizations; no change is silent', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db, 'mira@example.org')
  await organization(db, mira.id)
  const change = { personId: mira.id, changes: { name: 'Adeyemi', pronoun: 'She/Her' } }
  const changed = await db.transaction(tx => updatePerson(tx, change, NOW + 1000))
  assert.deepEqual(changed, { ...mira, name: 'Adeyemi', pronoun: 'She/Her', updatedAt: NOW + 1000 })
  assert.deepEqual(await findPerson(db, mira.id), changed)
  const events = ['person_updated Per/', 'member_details_changed Org/']
  assert.deepEqual(await eventNames(db), events)

  const same = await db.transaction(tx => updatePerson(tx, change, NOW + 2000))
  assert.deepEqual(same, changed)
  assert.deepEqual(await eventNames(db), events)
})

test('an address is confirmed once, and only while it is the person’s', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db, 'mira@example.org')
  const confirm = (emailKey: string) =>
    db.transaction(tx => storeEmailConfirmation(tx, { personId: mira.id, emailKey }, NOW + 1000))
  assert.equal(await confirm('former@example.org'), false)
  const both = await Promise.all([confirm('mira@example.org'), confirm('mira@example.org')])
  assert.deepEqual(both.sort(), [false, true])
  assert.equal((await findPerson(db, mira.id))?.emailConfirmedAt, NOW + 1000)
})

test('an organization is stored whole; its creator becomes owner (platform.md §1.2)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db, 'mira@example.org')
  const linden = await organization(db, mira.id)
  assert.deepEqual(await findOrganization(db, linden.id), linden)
  const [only, ...others] = await membershipsOf(db, mira.id)
  assert.deepEqual(only?.organization, linden)
  assert.equal(only?.membership.roles, OWNER)
  assert.deepEqual(others, [])
  assert.deepEqual(
    (await administratorsOf(db, linden.id)).map(({ id }) => id),
    [mira.id],
  )
  assert.equal(await countMembers(db, linden.id), 1)
})

test('a slug is never given out again: numbers on collision, also when many ask at once and after deletion (G-33)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const mira = await person(db, 'mira@example.org')
  const made = await Promise.all(Array.from({ length: 8 }, () => organization(db, mira.id)))
  const slugs = made.map(({ slug }) => slug)
  assert.equal(new Set(slugs).size, 8)
  assert.equal(slugs.filter(slug => slug === 'linden_press').length, 1)
  assert.ok(slugs.every(slug => /^linden_press(_\d+)?$/.test(slug)))

  const first = made.find(({ slug }) => slug === 'linden_press')
  assert.ok(first)
  const { hooks } = recordingHooks()
  await db.transaction(tx => deleteOrganization(tx, { organizationId: first.id }, hooks, NOW))
  assert.notEqual((await organization(db, mira.id)).slug, 'linden_press')
})

test('members join, change roles and leave; each tells the apps and the consequences', async () => {
  await using database = await testDatabase()
  const { db } = database
  const owner = await person(db, 'owner@example.org')
  const jonas = await person(db, 'jonas@example.org')
  const { id: organizationId } = await organization(db, owner.id)
  const key = { organizationId, personId: jonas.id }
  const { hooks, called } = recordingHooks()

  const joined = await db.transaction(tx => addMember(tx, { ...key, roles: MEMBER }, NOW))
  assert.equal(typeof joined === 'object' && joined.roles, MEMBER)
  assert.equal(await db.transaction(tx => addMember(tx, { ...key, roles: MEMBER }, NOW)), 'already_member')

  const roles = bitsFromRoles(['admin', 'designer'])
  await db.transaction(tx => changeRoles(tx, { ...key, roles }, hooks, NOW + 1))
  await db.transaction(tx => changeRoles(tx, { ...key, roles }, hooks, NOW + 2))
  assert.equal((await findMembership(db, key))?.roles, roles)
  assert.equal(await db.transaction(tx => changeRoles(tx, { ...key, roles: 0 }, hooks, NOW)), 'no_role')

  assert.equal(await db.transaction(tx => removeMember(tx, key, hooks, NOW + 3)), 'removed')
  assert.equal(await db.transaction(tx => removeMember(tx, key, hooks, NOW + 3)), 'not_found')
  assert.equal(await findMembership(db, key), null)
  assert.deepEqual(await eventNames(db), [
    'member_joined Org/',
    'member_roles_updated Org/',
    'member_left Org/',
  ])
  assert.deepEqual(called, [{ rolesChanged: { ...key, roles } }, { memberRemoved: key }])
})

test('O6 the last owner stays owner and stays (P-37)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const owner = await person(db, 'owner@example.org')
  const jonas = await person(db, 'jonas@example.org')
  const { id: organizationId } = await organization(db, owner.id)
  const key = { organizationId, personId: owner.id }
  const { hooks, called } = recordingHooks()
  await db.transaction(tx => addMember(tx, { organizationId, personId: jonas.id, roles: MEMBER }, NOW))

  assert.equal(
    await db.transaction(tx => changeRoles(tx, { ...key, roles: MEMBER }, hooks, NOW)),
    'last_owner',
  )
  assert.equal(await db.transaction(tx => removeMember(tx, key, hooks, NOW)), 'last_owner')
  assert.equal(await db.transaction(tx => deletePerson(tx, { personId: owner.id }, hooks, NOW)), 'last_owner')
  assert.equal((await findMembership(db, key))?.roles, OWNER)
  assert.deepEqual(called, [])

  await db.transaction(tx =>
    changeRoles(tx, { organizationId, personId: jonas.id, roles: OWNER }, hooks, NOW),
  )
  assert.equal(await db.transaction(tx => removeMember(tx, key, hooks, NOW)), 'removed')
})

test('O6 of several owners who leave at once, one stays', async () => {
  await using database = await testDatabase()
  const { db } = database
  const owners = await Promise.all([1, 2, 3, 4].map(number => person(db, `owner${number}@example.org`)))
  const [first, ...others] = owners
  assert.ok(first)
  const { id: organizationId } = await organization(db, first.id)
  for (const { id: personId } of others) {
    await db.transaction(tx => addMember(tx, { organizationId, personId, roles: OWNER }, NOW))
  }
  const { hooks } = recordingHooks()
  const outcomes = await Promise.all(
    owners.map(({ id: personId }, index) =>
      db.transaction(async tx => {
        if (index % 2 === 0) return removeMember(tx, { organizationId, personId }, hooks, NOW)
        return deletePerson(tx, { personId }, hooks, NOW)
      }),
    ),
  )
  assert.equal(outcomes.filter(outcome => outcome === 'last_owner').length, 1)
  assert.equal(await countMembers(db, organizationId), 1)
})

test('a deleted person keeps the id only; the address is free again (G-33)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const owner = await person(db, 'owner@example.org')
  const jonas = await person(db, 'jonas@example.org')
  const { id: organizationId } = await organization(db, owner.id)
  await db.transaction(tx => addMember(tx, { organizationId, personId: jonas.id, roles: MEMBER }, NOW))
  const { hooks, called } = recordingHooks()

  assert.equal(await db.transaction(tx => deletePerson(tx, { personId: jonas.id }, hooks, NOW)), 'deleted')
  assert.equal(await db.transaction(tx => deletePerson(tx, { personId: jonas.id }, hooks, NOW)), 'not_found')
  assert.deepEqual(called, [
    { memberRemoved: { organizationId, personId: jonas.id } },
    { personDeleted: { personId: jonas.id } },
  ])
  assert.equal(await findPerson(db, jonas.id), null)
  assert.equal(await countMembers(db, organizationId), 1)
  const rows = await db.read(sql`select * from person where id = ${jonas.id}`)
  assert.doesNotMatch(JSON.stringify(rows), /jonas|Mira|Okafor/)
  assert.notEqual((await person(db, 'jonas@example.org')).id, jonas.id)
})

test('nobody joins an organization while being deleted, whichever is first', async () => {
  await using database = await testDatabase()
  const { db } = database
  const owner = await person(db, 'owner@example.org')
  const { id: organizationId } = await organization(db, owner.id)
  const { hooks } = recordingHooks()
  for (let round = 0; round < 5; round += 1) {
    const { id: personId } = await person(db, `guest${round}@example.org`)
    await Promise.all([
      db.transaction(tx => deletePerson(tx, { personId }, hooks, NOW)),
      db.transaction(tx => addMember(tx, { organizationId, personId, roles: MEMBER }, NOW)),
    ])
    assert.equal(await findMembership(db, { organizationId, personId }), null)
  }
})

test('a deleted organization is gone, its members are free, and its apps are told', async () => {
  await using database = await testDatabase()
  const { db } = database
  const owner = await person(db, 'owner@example.org')
  const { id: organizationId } = await organization(db, owner.id)
  const { hooks, called } = recordingHooks()
  assert.equal(await db.transaction(tx => deleteOrganization(tx, { organizationId }, hooks, NOW)), 'deleted')
  assert.equal(
    await db.transaction(tx => deleteOrganization(tx, { organizationId }, hooks, NOW)),
    'not_found',
  )
  assert.deepEqual(called, [{ organizationDeleted: { organizationId } }])
  assert.equal(await findOrganization(db, organizationId), null)
  assert.deepEqual(await membershipsOf(db, owner.id), [])
  assert.equal(await db.transaction(tx => deletePerson(tx, { personId: owner.id }, hooks, NOW)), 'deleted')
})

test('a banned person is told apart and no longer acts for an organization', async () => {
  await using database = await testDatabase()
  const { db } = database
  const owner = await person(db, 'owner@example.org')
  const { id: organizationId } = await organization(db, owner.id)
  const { hooks, called } = recordingHooks()
  assert.equal(await db.transaction(tx => banPerson(tx, { personId: owner.id }, hooks, NOW)), 'banned')
  assert.equal(await db.transaction(tx => banPerson(tx, { personId: owner.id }, hooks, NOW)), 'not_found')
  assert.deepEqual(called, [{ personBanned: { personId: owner.id } }])
  assert.equal((await findPerson(db, owner.id))?.bannedAt, NOW)
  assert.deepEqual(await administratorsOf(db, organizationId), [])
})
