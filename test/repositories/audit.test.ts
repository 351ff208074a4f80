import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditEntry } from '../../src/platform/audit.repository.ts'
import { auditJobs, recordAudit } from '../../src/platform/audit.ts'
import { auditEntries } from '../support/stored.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY_MS = 86_400_000
const ENTRY: AuditEntry = {
  action: 'secret_shown',
  actor: 'Person/1',
  subject: 'Client/2',
  reason: 'asked for',
  correlationId: 'request-3',
  addressBlock: '192.0.2.1',
  clientId: 'client-4',
  appId: 'app-5',
  details: { scopes: ['items.r'] },
}

test('an entry is kept with its act and lost with it', async () => {
  await using database = await testDatabase()
  const { db } = database
  await db.transaction(tx => recordAudit(tx, ENTRY, NOW))
  const failing = db.transaction(async tx => {
    await recordAudit(tx, { ...ENTRY, action: 'lost' }, NOW)
    throw new Error('no')
  })
  await assert.rejects(failing)
  const [entry, ...others] = await auditEntries(db)
  assert.deepEqual(others, [])
  assert.deepEqual(entry, { ...ENTRY, id: entry?.id, createdAt: NOW })
})

test('a reason is cut to a thousand characters', async () => {
  await using database = await testDatabase()
  await database.db.transaction(tx => recordAudit(tx, { ...ENTRY, reason: 'x'.repeat(5000) }, NOW))
  const [entry] = await auditEntries(database.db)
  assert.equal(entry?.reason?.length, 1000)
})

test('entries are forgotten after the retention, not before (G-37)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const [forget] = auditJobs({ db, retentionDays: 730 })
  // More than one batch of the clean-up.
  await db.transaction(async tx => {
    for (let number = 0; number < 1100; number++) await recordAudit(tx, ENTRY, NOW)
    await recordAudit(tx, { ...ENTRY, action: 'young' }, NOW + 1)
  })
  await forget?.run(NOW + 730 * DAY_MS)
  assert.equal((await auditEntries(db)).length, 1101)
  await forget?.run(NOW + 730 * DAY_MS + 1)
  assert.deepEqual(
    (await auditEntries(db)).map(entry => entry.action),
    ['young'],
  )
})
