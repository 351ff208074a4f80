import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  claimOrganization,
  deleteInteractionsBefore,
  findInteraction,
  finishInteraction,
  insertInteraction,
  lockInteraction,
  storeProgress,
} from '../../src/modules/oauth/authorize/interaction.repository.ts'
import { INTERACTION_LIFETIME_MS, type Interaction } from '../../src/modules/oauth/authorize/interaction.ts'
import { uuid } from '../../src/platform/crypto/random.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')

function interaction(changes: Partial<Interaction> = {}): Interaction {
  return {
    id: uuid(NOW),
    browserHash: 'browser',
    personId: null,
    organizationId: null,
    request: {
      clientId: 'client',
      scope: null,
      wayBack: {
        kind: 'code',
        redirectUri: 'https://app.example.com/callback',
        state: 'ü "quoted" \\ +/=--',
        challenge: { challenge: 'c', method: 'S256' },
      },
      prompts: ['consent'],
      login: null,
      isSignUpAllowed: true,
      mustConfirmEmail: false,
      lang: 'de',
      person: { firstName: '', name: '', email: '' },
      organization: { name: '', countryCode: '', kinds: ['printer'] },
    },
    progress: { isAccountChosen: false, signInAfter: NOW },
    createdAt: NOW,
    expiresAt: NOW + INTERACTION_LIFETIME_MS,
    finishedAt: null,
    ...changes,
  }
}

async function stored(db: Db, changes: Partial<Interaction> = {}): Promise<Interaction> {
  const made = interaction(changes)
  await db.transaction(tx => insertInteraction(tx, made))
  return made
}

test('a request is stored as it was read, and found by its id', async () => {
  await using database = await testDatabase()
  const { db } = database
  const made = await stored(db)
  assert.deepEqual(await findInteraction(db, made.id), made)
  assert.equal(await findInteraction(db, 'nobody'), null)
  assert.equal(await findInteraction(db, "' or '1'='1"), null)
})

test('progress is recorded until the request is answered', async () => {
  await using database = await testDatabase()
  const { db } = database
  const made = await stored(db)
  const progress = { isAccountChosen: true, signInAfter: null }
  const further = { ...made, personId: 'person', organizationId: 'organization', progress }
  assert.equal(await db.transaction(tx => storeProgress(tx, further)), true)
  assert.deepEqual(await findInteraction(db, made.id), further)
  assert.equal(await db.transaction(tx => lockInteraction(tx, made.id)), true)
  assert.deepEqual(await findInteraction(db, made.id), further)

  assert.equal(await db.transaction(tx => finishInteraction(tx, made.id, NOW + 1)), true)
  assert.equal(await db.transaction(tx => storeProgress(tx, made)), false)
  assert.equal(await db.transaction(tx => lockInteraction(tx, made.id)), false)
  assert.deepEqual(await findInteraction(db, made.id), { ...further, finishedAt: NOW + 1 })
})

test('a request is answered once, however many answer at once', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id } = await stored(db)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, turn) => db.transaction(tx => finishInteraction(tx, id, NOW + turn))),
  )
  assert.equal(answers.filter(Boolean).length, 1)
})

test('one organization is made for a request, however often that is asked', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { id } = await stored(db)
  const claims = await Promise.all(
    Array.from({ length: 20 }, (_, turn) => db.transaction(tx => claimOrganization(tx, id, `made ${turn}`))),
  )
  assert.equal(claims.filter(Boolean).length, 1)
  const chosen = await stored(db, { organizationId: 'chosen' })
  assert.equal(await db.transaction(tx => claimOrganization(tx, chosen.id, 'made')), false)
  const finished = await stored(db)
  await db.transaction(tx => finishInteraction(tx, finished.id, NOW))
  assert.equal(await db.transaction(tx => claimOrganization(tx, finished.id, 'made')), false)
})

test('expired requests are forgotten, the oldest first and so many at a time', async () => {
  await using database = await testDatabase()
  const { db } = database
  const old = [await stored(db, { expiresAt: NOW - 3 }), await stored(db, { expiresAt: NOW - 2 })]
  const live = await stored(db, { expiresAt: NOW })
  const forget = (limit: number) => db.transaction(tx => deleteInteractionsBefore(tx, NOW, limit))
  assert.equal(await forget(1), 1)
  assert.equal(await findInteraction(db, old[0]?.id ?? ''), null)
  assert.ok(await findInteraction(db, old[1]?.id ?? ''))
  assert.equal(await forget(10), 1)
  assert.equal(await forget(10), 0)
  assert.ok(await findInteraction(db, live.id))
})
