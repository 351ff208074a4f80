import { createHash, randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Db } from '../../src/platform/database/database.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openDatabase } from '../../src/platform/database/open.ts'

/** A migrated, empty database of its own; it is gone when it is disposed of. */
export type TestDatabase = { db: Db; url: string; [Symbol.asyncDispose](): Promise<void> }

const POOL_SIZE = 10
const MIGRATIONS_FOLDER = new URL('../../src/platform/database/migrations/', import.meta.url)

/** On SQLite, or on the PostgreSQL server whose administrator `TEST_DATABASE=postgres://…` names. */
export async function testDatabase(): Promise<TestDatabase> {
  const empty = await emptyDatabase({ isMigrated: true })
  const db = await openDatabase({ databaseUrl: empty.url, poolSize: POOL_SIZE })
  return {
    db,
    url: empty.url,
    async [Symbol.asyncDispose]() {
      await db.close()
      await empty.remove()
    },
  }
}

/** Only the place for a database: for tests that open it themselves, more than once or in other processes. */
export async function emptyDatabase(options: {
  isMigrated: boolean
}): Promise<{ url: string; remove(): Promise<void> }> {
  const admin = process.env['TEST_DATABASE']
  return admin === undefined ? emptyFile(options.isMigrated) : emptyPostgres(admin, options.isMigrated)
}

async function emptyFile(isMigrated: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'grantory-test-'))
  const path = join(folder, 'grantory.db')
  if (isMigrated) copyFileSync(await fileTemplate(), path)
  return { url: `sqlite:${path}`, remove: async () => rmSync(folder, { recursive: true, force: true }) }
}

let templateInMaking: Promise<string> | null = null

/** The path of a migrated file, made once a process and removed when it ends. */
function fileTemplate(): Promise<string> {
  templateInMaking ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grantory-template-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'template.db')
    await migrateOnce(`sqlite:${path}`)
    return path
  })()
  return templateInMaking
}

async function migrateOnce(databaseUrl: string): Promise<void> {
  const db = await openDatabase({ databaseUrl, poolSize: 1 })
  await migrate(db, Date.now())
  await db.close()
}

async function emptyPostgres(admin: string, isMigrated: boolean) {
  const name = `grantory_test_${randomBytes(8).toString('hex')}`
  await asAdministrator(admin, async client => {
    const template = isMigrated ? await postgresTemplate(admin, client) : 'template0'
    await client.query(`create database ${name} template ${template}`)
  })
  const remove = () =>
    asAdministrator(admin, async client => {
      await client.query(`drop database if exists ${name} with (force)`)
    })
  return { url: databaseUrl(admin, name), remove }
}

/** Any number that no other user of the server locks in the administrator's database. */
const TEMPLATE_LOCK = 7_201_338

/**
 * The name of a migrated database, made once for this state of the migrations by whichever test process comes first. It
 * is migrated under another name, so that one that was interrupted is never taken for a template.
 */
async function postgresTemplate(admin: string, client: Client): Promise<string> {
  const name = `grantory_template_${migrationsHash()}`
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
  const existing = await client.query('select 1 from pg_database where datname = $1', [name])
  if (existing.rowCount === 0) {
    await client.query(`drop database if exists ${name}_making with (force)`)
    await client.query(`create database ${name}_making template template0`)
    await migrateOnce(databaseUrl(admin, `${name}_making`))
    await client.query(`alter database ${name}_making rename to ${name}`)
  }
  await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  return name
}

function migrationsHash(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(MIGRATIONS_FOLDER).sort())
    hash.update(readFileSync(new URL(name, MIGRATIONS_FOLDER)))
  return hash.digest('hex').slice(0, 16)
}

async function asAdministrator(admin: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: admin })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function databaseUrl(admin: string, name: string): string {
  const url = new URL(admin)
  url.pathname = `/${name}`
  return url.href
}
