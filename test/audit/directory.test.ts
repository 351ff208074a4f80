import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addMember,
  banPerson,
  bitsFromRoles,
  changeRoles,
  deleteOrganization,
  deletePerson,
  removeMember,
} from '../../src/modules/directory/index.ts'
import { actsAs } from '../../src/platform/audit.ts'
import type { Tx } from '../../src/platform/database/database.ts'
import { buildOrganization, buildPerson } from '../support/builders.ts'
import { auditEntries, auditEntry } from '../support/stored.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const ACT = {
  actor: 'Person/0190f2c1-0000-7000-8000-000000000001',
  origin: { correlationId: 'r-1', addressBlock: '203.0.113.7' },
}

/** Somebody does it, by a request. */
function act<T>(app: TestApp, work: (tx: Tx, now: number) => Promise<T>): Promise<T> {
  return app.db.transaction(tx => {
    actsAs(tx, ACT)
    return work(tx, app.clock.now())
  })
}

/** The actions of the log, oldest first. */
async function actions(app: TestApp): Promise<string[]> {
  return (await auditEntries(app.db)).map(({ action }) => action).reverse()
}

/** An organization with its owner, and somebody else. */
async function world(app: TestApp) {
  const [owner, person] = [await buildPerson(app), await buildPerson(app)]
  const organization = await buildOrganization(app, { owner })
  const key = { organizationId: organization.id, personId: person.id }
  return { owner, person, key, hooks: app.app.directoryHooks, before: (await actions(app)).length }
}

test('joining, other roles and leaving are kept with who did it, the person and their roles', async () => {
  await using app = await testApp({ isEmpty: true })
  const { key, hooks, before } = await world(app)
  const [member, both] = [bitsFromRoles(['member']), bitsFromRoles(['member', 'designer'])]
  await act(app, (tx, now) => addMember(tx, { ...key, roles: member }, now))
  await act(app, (tx, now) => changeRoles(tx, { ...key, roles: both }, hooks, now))
  await act(app, (tx, now) => removeMember(tx, key, hooks, now))
  const entries = (await auditEntries(app.db)).reverse().slice(before)
  const person = key.personId
  assert.deepEqual(
    entries.map(({ action, details }) => [action, details]),
    [
      ['member_added', { person, roles: ['member'] }],
      ['roles_changed', { person, roles: ['member', 'designer'], former: ['member'] }],
      ['member_removed', { person, roles: ['member', 'designer'] }],
    ],
  )
  for (const { actor, subject, correlationId, addressBlock } of entries) {
    assert.equal(subject, `Organization/${key.organizationId}`)
    assert.deepEqual([actor, { correlationId, addressBlock }], [ACT.actor, ACT.origin])
  }
})

test('what changes nothing, and what is refused, leaves no entry', async () => {
  await using app = await testApp({ isEmpty: true })
  const { owner, key, hooks, before } = await world(app)
  const { organizationId } = key
  const owners = { organizationId, personId: owner.id, roles: bitsFromRoles(['owner']) }
  assert.equal(await act(app, (tx, now) => addMember(tx, owners, now)), 'already_member')
  await act(app, (tx, now) => changeRoles(tx, owners, hooks, now))
  assert.equal(await act(app, (tx, now) => removeMember(tx, owners, hooks, now)), 'last_owner')
  assert.equal(await act(app, (tx, now) => deletePerson(tx, owners, hooks, now)), 'last_owner')
  assert.equal(await act(app, (tx, now) => removeMember(tx, key, hooks, now)), 'not_found')
  await act(app, (tx, now) => banPerson(tx, key, hooks, now))
  assert.equal(await act(app, (tx, now) => banPerson(tx, key, hooks, now)), 'not_found')
  assert.deepEqual((await actions(app)).slice(before), ['person_banned'])
})

test('bans and deletions are kept, before what follows from them (G-33)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { key, hooks, before } = await world(app)
  await act(app, (tx, now) => addMember(tx, { ...key, roles: bitsFromRoles(['member']) }, now))
  await act(app, (tx, now) => banPerson(tx, key, hooks, now))
  await act(app, (tx, now) => deletePerson(tx, key, hooks, now))
  await act(app, (tx, now) => deleteOrganization(tx, key, hooks, now))
  assert.deepEqual((await actions(app)).slice(before), [
    'member_added',
    'person_banned',
    'person_deleted',
    'member_removed',
    'organization_deleted',
  ])
  for (const [action, subject] of [
    ['person_banned', `Person/${key.personId}`],
    ['person_deleted', `Person/${key.personId}`],
    ['organization_deleted', `Organization/${key.organizationId}`],
  ] as const) {
    const entry = await auditEntry(app.db, action)
    assert.deepEqual([entry.subject, entry.actor], [subject, ACT.actor])
  }
})
