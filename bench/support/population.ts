import sql from 'sql-template-tag'
import type { App } from '../../src/app.ts'
import { loadDemo } from '../../src/demo.ts'
import { DEMO } from '../../src/demo-facts.ts'
import { findAppByName } from '../../src/modules/apps/index.ts'
import { bitsFromRoles, findPersonByEmailKey } from '../../src/modules/directory/index.ts'
import { INSECURE_PASSWORD_COST_FOR_TESTS } from '../../src/modules/identity/index.ts'
import { uuid } from '../../src/platform/crypto/random.ts'
import type { Value } from '../../src/platform/database/database.ts'
import { DAY_MS } from '../../src/platform/durations.ts'
import { insertRows } from './insert-rows.ts'

/** How many there are beside the demo data. */
export const POPULATION = { organizations: 1000, persons: 10_000, apps: 200, membersOfLinden: 500 }

const SCOPES = ['directory.organization.r', 'directory.person.r', 'directory.organization_members.r']
const CATEGORIES = ['warehouse', 'production', 'sales', 'calculation', 'reporting', 'other']
const FIRST_NAMES = ['Ada', 'Bo', 'Cleo', 'Dario', 'Elif', 'Finn', 'Greta', 'Hugo', 'Ines', 'Jonas']
const NAMES = [
  'Lindqvist',
  'Petersen',
  'Okafor',
  'Haddad',
  'Brandt',
  'Ferreira',
  'Weber',
  'Novak',
  'Rossi',
  'Sato',
]

/**
 * A hub with some years behind it: organizations with ten members each, apps with texts and scopes; Linden Press has
 * hundreds of members and is connected to every app, and so is its owner.
 */
export async function populate(app: App): Promise<void> {
  await loadDemo(app, INSECURE_PASSWORD_COST_FOR_TESTS)
  const { db } = app
  const now = Date.now() - 400 * DAY_MS
  const owner = await findPersonByEmailKey(db, DEMO.persons[0].email)
  const stockKeeper = await findAppByName(db, 'stock_keeper')
  if (!owner || !stockKeeper) throw new Error('the demo data were made above')
  const provided = await db.read<{ scope: string; provided_scope_id: string }>(
    sql`select scope, provided_scope_id from desired_scope where app_id = ${stockKeeper.id}`,
  )
  const idOf = new Map(provided.map(row => [row.scope, row.provided_scope_id]))

  const persons = Array.from({ length: POPULATION.persons }, (_each, index) => personRow(index, now + index))
  await insertRows(db, 'person', PERSON, persons)
  const organizations = Array.from({ length: POPULATION.organizations }, (_each, index) =>
    organizationRow(index, now + index),
  )
  await insertRows(db, 'organization', ORGANIZATION, organizations)
  const memberships = persons.map((person, index) => {
    const organization = organizations[Math.floor(index / 10)]
    const roles = bitsFromRoles(index % 10 === 0 ? ['owner'] : ['member'])
    return membershipRow(organization?.[0] ?? null, person[0] ?? null, roles, now + index)
  })
  const atLinden = persons
    .slice(0, POPULATION.membersOfLinden)
    .map((person, index) =>
      membershipRow(DEMO.lindenPress, person[0] ?? null, bitsFromRoles(['member', 'designer']), now + index),
    )
  await insertRows(db, 'membership', MEMBERSHIP, [...memberships, ...atLinden])

  const apps = Array.from({ length: POPULATION.apps }, (_each, index) => appRow(index, now + index))
  await insertRows(db, 'app', APP, apps)
  await insertRows(
    db,
    'desired_scope',
    ['app_id', 'scope', 'provided_scope_id', 'position', 'created_at'],
    apps.flatMap(([id = null]) =>
      SCOPES.map((scope, position) => [id, scope, idOf.get(scope) ?? '', position, now]),
    ),
  )
  const bearers = [
    ['Organization', DEMO.lindenPress],
    ['Person', owner.id],
  ]
  const connections = bearers.flatMap(([type = '', id = '']) =>
    apps.map(([appId = null], index) => [uuid(now), appId, type, id, owner.id, now + index, now + index]),
  )
  await insertRows(db, 'connection', CONNECTION, connections)
  await insertRows(
    db,
    'connection_scope',
    ['connection_id', 'scope', 'state', 'updated_at'],
    connections.flatMap(([id = null], index) =>
      SCOPES.map((scope, position) => [
        id,
        scope,
        position === 2 && index % 20 === 0 ? 'waiting' : 'granted',
        now,
      ]),
    ),
  )
}

const PERSON = [
  ...['id', 'first_name', 'name', 'email', 'email_key', 'email_confirmed_at', 'locale', 'country_code'],
  ...['unit_system', 'time_zone', 'created_at', 'updated_at'],
]

function personRow(index: number, at: number): Value[] {
  const firstName = FIRST_NAMES[index % FIRST_NAMES.length] ?? ''
  const name = `${NAMES[Math.floor(index / 10) % NAMES.length]} ${index}`
  const email = `person${index}@example.org`
  const place = ['en', 'DE', 'metric', 'Europe/Berlin']
  return [uuid(at), firstName, name, email, email, at, ...place, at, at]
}

const ORGANIZATION = [
  ...['id', 'name', 'slug', 'country_code', 'kinds', 'sections', 'created_at', 'updated_at'],
]

function organizationRow(index: number, at: number): Value[] {
  const name = `${NAMES[index % NAMES.length]} Press ${index}`
  return [uuid(at), name, `press_${index}`, 'DE', '["printer"]', '{}', at, at]
}

const MEMBERSHIP = ['id', 'organization_id', 'person_id', 'roles', 'created_at', 'updated_at']

function membershipRow(organizationId: Value, personId: Value, roles: number, at: number): Value[] {
  return [uuid(at), organizationId, personId, roles, at, at]
}

const APP = [
  ...['id', 'organization_id', 'name', 'name_skeleton', 'type', 'state', 'category', 'entry_point_url'],
  ...['translations', 'created_at', 'updated_at'],
]

function appRow(index: number, at: number): Value[] {
  const name = `bench_app_${index}`
  const texts = ['en', 'de'].map(locale => ({
    locale,
    title: `Bench App ${index}`,
    summary: 'Keeps an eye on what is in stock and orders paper before it runs out.',
    description: 'It reads your stock.\n\nAnd then it orders.',
  }))
  const category = CATEGORIES[index % CATEGORIES.length] ?? 'other'
  return [
    ...[uuid(at), DEMO.stockworks, name, name, 'public', 'active', category],
    ...['https://bench.example/app', JSON.stringify(texts), at, at],
  ]
}

const CONNECTION = ['id', 'app_id', 'bearer_type', 'bearer_id', 'established_by', 'created_at', 'updated_at']
