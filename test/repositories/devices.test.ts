import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  approveDevice,
  deleteDevicesBefore,
  denyDevice,
  endPendingDevices,
  findDevice,
  findPendingDevice,
  findPolledDevice,
  insertDevice,
  redeemDevice,
  takePendingDevice,
} from '../../src/modules/oauth/device/device-authorization.repository.ts'
import type { DeviceAuthorization } from '../../src/modules/oauth/device/device-authorization.ts'
import { insertFamily } from '../../src/modules/oauth/token/token.repository.ts'
import { uuid } from '../../src/platform/crypto/random.ts'
import { type Db, UniqueViolation } from '../../src/platform/database/database.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const LATER = NOW + 900_000

let made = 0

/** Stores a device that waits; its codes' hashes are its number. */
async function stored(
  db: Db,
  changes: Partial<DeviceAuthorization> & { userCodeHash?: string } = {},
): Promise<Omit<DeviceAuthorization, 'state'> & { deviceCodeHash: string; userCodeHash: string }> {
  made += 1
  const device = {
    id: uuid(NOW),
    clientId: 'client',
    scope: null,
    organization: { name: 'ü "quoted"', countryCode: 'DE', kinds: ['printer'] },
    userCodeCiphertext: 'sealed',
    userAgent: null,
    addressBlock: '203.0.113.7',
    createdAt: NOW,
    expiresAt: LATER,
    deviceCodeHash: `device ${made}`,
    userCodeHash: `user ${made}`,
    ...changes,
  }
  await db.transaction(tx => insertDevice(tx, device))
  return device
}

/** Stores a family that a device may be given. */
async function family(db: Db): Promise<string> {
  const id = uuid(NOW)
  await db.transaction(tx =>
    insertFamily(
      tx,
      {
        id,
        appId: 'app',
        clientId: 'client',
        clientIsConfidential: false,
        connectionId: 'connection',
        personConnectionId: null,
        bearer: { type: 'Person', id: 'person' },
        personId: null,
        roles: null,
        scopes: [],
        personScopes: [],
        separator: ',',
        flow: 'device_code',
        parentFamilyId: null,
      },
      NOW,
    ),
  )
  return id
}

test('a device is stored as it asked, and found by its id and both codes', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { deviceCodeHash, userCodeHash, ...device } = await stored(db, { scope: 'a.b.r', userAgent: 'x' })
  assert.deepEqual(await findDevice(db, device.id), { ...device, state: 'pending' })
  assert.deepEqual(await findPendingDevice(db, ['other', userCodeHash], NOW), { ...device, state: 'pending' })
  assert.deepEqual(await findPolledDevice(db, deviceCodeHash), {
    clientId: 'client',
    state: 'pending',
    expiresAt: LATER,
  })
  assert.equal(await findPendingDevice(db, [userCodeHash], LATER), null)
  assert.equal(await findPolledDevice(db, userCodeHash), null)
})

test('two devices never wait with the same user code; one that is decided gives it free', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id, userCodeHash } = await stored(db)
  await assert.rejects(stored(db, { userCodeHash }), UniqueViolation)
  await db.transaction(tx => denyDevice(tx, { id, personId: null }, NOW))
  await stored(db, { userCodeHash })
})

test('a device is decided once, however many decide at once', async () => {
  await using database = await testDatabase()
  const { db } = database
  const familyId = await family(db)
  const { id } = await stored(db)
  const decisions = await Promise.all(
    Array.from({ length: 20 }, (_, turn) =>
      db.transaction(tx =>
        turn % 2 === 0
          ? approveDevice(tx, { id, familyId, personId: 'person' }, NOW)
          : denyDevice(tx, { id, personId: 'person' }, NOW),
      ),
    ),
  )
  assert.equal(decisions.filter(Boolean).length, 1)
  assert.equal(await db.transaction(tx => takePendingDevice(tx, id, NOW)), false)
})

test('an expired device is neither taken nor approved', async () => {
  await using database = await testDatabase()
  const { db } = database
  const familyId = await family(db)
  const { id } = await stored(db)
  assert.equal(await db.transaction(tx => takePendingDevice(tx, id, LATER - 1)), true)
  assert.equal(await db.transaction(tx => takePendingDevice(tx, id, LATER)), false)
  const approval = { id, familyId, personId: 'person' }
  assert.equal(await db.transaction(tx => approveDevice(tx, approval, LATER)), false)
})

test('only an approved device is redeemed, and once', async () => {
  await using database = await testDatabase()
  const { db } = database
  const familyId = await family(db)
  const { id } = await stored(db)
  const redeem = () => db.transaction(tx => redeemDevice(tx, id))
  assert.equal(await redeem(), false)
  await db.transaction(tx => approveDevice(tx, { id, familyId, personId: 'person' }, NOW))
  const answers = await Promise.all(Array.from({ length: 20 }, redeem))
  assert.equal(answers.filter(Boolean).length, 1)
})

test('only devices of the client that wait are ended with it', async () => {
  await using database = await testDatabase()
  const { db } = database
  const familyId = await family(db)
  const [waiting, approved, foreign] = [
    await stored(db),
    await stored(db),
    await stored(db, { clientId: 'other' }),
  ]
  await db.transaction(tx => approveDevice(tx, { id: approved.id, familyId, personId: 'person' }, NOW))
  await db.transaction(tx => endPendingDevices(tx, { clientId: 'client' }))
  await db.transaction(tx => endPendingDevices(tx, { appId: 'an app without credentials' }))
  const states = [waiting, approved, foreign].map(async ({ id }) => (await findDevice(db, id))?.state)
  assert.deepEqual(await Promise.all(states), ['ended', 'approved', 'pending'])
})

test('expired devices are forgotten, the oldest first and so many at a time', async () => {
  await using database = await testDatabase()
  const { db } = database
  const old = [await stored(db, { expiresAt: NOW - 3 }), await stored(db, { expiresAt: NOW - 2 })]
  const live = await stored(db, { expiresAt: NOW })
  const forget = (limit: number) => db.transaction(tx => deleteDevicesBefore(tx, NOW, limit))
  assert.equal(await forget(1), 1)
  assert.equal(await findDevice(db, old[0]?.id ?? ''), null)
  assert.equal(await forget(10), 1)
  assert.equal(await forget(10), 0)
  assert.ok(await findDevice(db, live.id))
})
