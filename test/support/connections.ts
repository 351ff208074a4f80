import assert from 'node:assert/strict'
import sql from 'sql-template-tag'
import { createScopeNames, ensurePlatformApp } from '../../src/modules/apps/index.ts'
import {
  type Connectable,
  type Connections,
  createConnections,
  findLiveConnection,
} from '../../src/modules/connections/index.ts'
import { createOrganization, createPerson, parseEmail } from '../../src/modules/directory/index.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { applied, appsDeps } from './apps.ts'

export const NOW = Date.parse('2026-01-01T00:00:00Z')
const PLATFORM = { platformAppName: 'directory', platformAppAliases: ['zaikio'], brandName: 'Grantory' }
const names = createScopeNames('directory', ['zaikio'])
/** What the app `keeper` desires. */
export const STOCK = ['directory.organization.r', 'warehouse.items.rw', 'warehouse.items.r']

/** Notes which consequences for tokens were called for. */
export function recording(): { connections: Connections; called: unknown[][] } {
  const called: unknown[][] = []
  return {
    called,
    connections: createConnections(names, {
      connectionRevoked: async (_tx, id, reason) => void called.push(['revoked', id, reason]),
      scopesWithdrawn: async (_tx, id, scopes) => void called.push(['withdrawn', id, scopes]),
    }),
  }
}

/** A person, two organizations of theirs, and two apps of which one provides `items` to the other. */
export async function world(db: Db) {
  const email = parseEmail('ada@example.org')
  assert.ok(email)
  const details = { firstName: 'Ada', name: 'Lovelace', locale: 'en' as const, countryCode: 'DE' }
  const ids = await db.transaction(async tx => {
    await ensurePlatformApp(tx, PLATFORM, NOW)
    const person = await createPerson(tx, { ...details, email }, NOW)
    assert.ok(person)
    const wish = { countryCode: 'DE', kinds: ['printer'], sections: {}, creatorId: person.id }
    const organization = await createOrganization(tx, { ...wish, name: 'Linden' }, NOW)
    const other = await createOrganization(tx, { ...wish, name: 'Harbor' }, NOW)
    return { person: person.id, organization: organization.id, other: other.id }
  })
  const make = async (name: string, more: object) =>
    (await applied(db, appsDeps(), { name, title: name, organization: ids.organization, ...more }, NOW)).app
      .id
  const items = ['read_only', 'read_write'].map(kind => ({
    ...{ name: 'items', kind, bearer_kind: 'Organization' },
    translations: [{ locale: 'en', title: kind }],
  }))
  const warehouse = await make('warehouse', { oauth_scopes: items })
  const keeper = await make('keeper', { desired_oauth_scopes: STOCK })
  return {
    warehouse,
    keeper,
    person: { type: 'Person', id: ids.person } as const,
    organization: { type: 'Organization', id: ids.organization } as const,
    other: { type: 'Organization', id: ids.other } as const,
  }
}

const NOTHING = { establishedBy: null, granted: [], waiting: [], unavailable: [] }

/** A consent of which only what matters is said; gives the connection. */
export function allow(
  db: Db,
  connections: Connections,
  consent: { appId: string; bearer: Connectable } & Partial<Parameters<Connections['allow']>[1]>,
): Promise<string> {
  return db.transaction(
    async tx => (await connections.allow(tx, { ...NOTHING, ...consent }, NOW)).connectionId,
  )
}

/** The scopes of a live connection with their states. */
export async function scopesOf(db: Db, id: string): Promise<Record<string, string>> {
  const connection = await findLiveConnection(db, id)
  assert.ok(connection)
  return Object.fromEntries(connection.scopes.map(({ scope, state }) => [scope, state]))
}

/** The names of all events so far. */
export async function events(db: Db): Promise<string[]> {
  const rows = await db.read<{ name: string }>(sql`select name from event order by id`)
  return rows.map(({ name }) => name)
}
