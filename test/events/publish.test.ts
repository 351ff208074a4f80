import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  eventJobs,
  findPlatformEvent,
  type NewEvent,
  PLATFORM_EVENTS,
  publish,
} from '../../src/modules/events/index.ts'
import { eventsAfter } from '../support/stored.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY_MS = 86_400_000
const ORGANIZATION = 'Org/0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e01'
const PERSON = 'Per/0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e02'
const APP = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e03'
const JOINED: NewEvent = { name: 'member_joined', subject: ORGANIZATION, payload: { membership_id: 'm' } }

test('an event is kept with its cause and lost with it (events.md §1)', async () => {
  await using database = await testDatabase()
  await database.db.transaction(tx => publish(tx, { ...JOINED, link: '/api/v1/organization' }, NOW))
  const lost = database.db.transaction(async tx => {
    await publish(tx, JOINED, NOW)
    throw new Error('no')
  })
  await assert.rejects(lost)
  const [event, ...others] = await eventsAfter(database.db, 0)
  assert.deepEqual(others, [])
  assert.ok(event)
  const { id, eventId, ...rest } = event
  assert.match(eventId, /^[0-9a-f-]{36}$/)
  assert.deepEqual(rest, {
    name: 'member_joined',
    subject: ORGANIZATION,
    appId: null,
    payload: { membership_id: 'm' },
    link: '/api/v1/organization',
    createdAt: NOW,
  })
  assert.deepEqual(await eventsAfter(database.db, id), [])
})

for (const [title, event] of [
  ['an unknown name', { ...JOINED, name: 'member_exploded' }],
  ['an alias', { name: 'connection_established', subject: ORGANIZATION, payload: {}, appId: APP }],
  ['a person where only organizations have it', { ...JOINED, subject: PERSON }],
  ['a subject that is none', { ...JOINED, subject: 'Org/1' }],
  ['an event of its own app without the app', { name: 'connection_changed', subject: PERSON, payload: {} }],
  ['an app for an event of all apps', { ...JOINED, appId: APP }],
  ['a payload of 256 bytes', { ...JOINED, payload: { note: 'x'.repeat(245) } }],
] satisfies [string, NewEvent][]) {
  test(`publishing with ${title} throws (events.md §2, §9)`, async () => {
    await using database = await testDatabase()
    await assert.rejects(database.db.transaction(tx => publish(tx, event, NOW)))
    assert.deepEqual(await eventsAfter(database.db, 0), [])
  })
}

test('a payload of 255 bytes and an event for its own app are accepted (events.md §2, §9)', async () => {
  await using database = await testDatabase()
  await database.db.transaction(async tx => {
    await publish(tx, { ...JOINED, payload: { note: 'x'.repeat(244) } }, NOW)
    await publish(tx, { name: 'connection_changed', subject: PERSON, payload: {}, appId: APP }, NOW)
  })
  const events = await eventsAfter(database.db, 0)
  assert.deepEqual(
    events.map(event => event.appId),
    [null, APP],
  )
})

test('events are forgotten after the retention, not before (G-37)', async () => {
  await using database = await testDatabase()
  const [forget] = eventJobs({ db: database.db, retentionDays: 30 })
  for (let number = 0; number < 3; number++)
    await database.db.transaction(tx => publish(tx, JOINED, NOW + number))
  await forget?.run(NOW + 30 * DAY_MS + 2)
  const left = await eventsAfter(database.db, 0)
  assert.deepEqual(
    left.map(event => event.createdAt),
    [NOW + 2],
  )
})

test('every platform event has a title in both languages, and older names lead to it (events.md §9)', () => {
  for (const { name, titles } of PLATFORM_EVENTS) {
    assert.match(name, /^[a-z]+(_[a-z]+)+$/)
    assert.ok(titles.en.length > 5 && titles.de.length > 5 && titles.en !== titles.de)
  }
  assert.equal(new Set(PLATFORM_EVENTS.map(event => event.name)).size, PLATFORM_EVENTS.length)
  assert.equal(findPlatformEvent('connection_established')?.name, 'established_connection')
  assert.equal(findPlatformEvent('connection_revoked')?.name, 'revoked_connection')
  assert.equal(findPlatformEvent('nothing_happened'), null)
})
