import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type App, createApp } from '../app.ts'
import { type Config, isEmbedded, loadConfig, type Secrets } from '../config.ts'
import { resealSecrets } from '../modules/apps/index.ts'
import { PASSWORD_COST, resealCodes } from '../modules/identity/index.ts'
import { resealKeys } from '../modules/oauth/index.ts'
import { createSecretBox } from '../platform/crypto/secret-box.ts'
import { secretKeyBeside } from '../platform/crypto/secret-key-file.ts'
import type { Db } from '../platform/database/database.ts'
import { MIGRATION_STATEMENT_MS_MAX, migrate } from '../platform/database/migrate.ts'
import { openDatabase, sqlitePath } from '../platform/database/open.ts'
import { createLog, type Logger } from '../platform/log.ts'
import { INTERNET } from '../platform/outbound-http/foreign-fetch.ts'
import { verifySecretKey } from '../platform/secret-key.ts'
import type { Surroundings } from './command.ts'

/** Configuration and secrets as they are used. */
export type Settings = { config: Config; secrets: Secrets }

/** A command that works on a hub found none: nobody shall begin another one by looking in the wrong folder. */
export class NoDatabase extends Error {
  constructor(path: string) {
    super(
      `there is no database at ${resolve(path)}: run this where the hub was started, or name its database by DATABASE_URL; grantory start, serve and migrate begin a new one`,
    )
    this.name = 'NoDatabase'
  }
}

/** The configuration alone: reading it makes nothing. */
export function readConfig({ environment, dotEnvText }: Surroundings): Config {
  return loadConfig(environment, dotEnvText).config
}

/** Reads the configuration; the embedded sandbox gets its secret key from the file beside its database. */
export function openSettings({ environment, dotEnvText }: Surroundings): Settings {
  const { config, secrets } = loadConfig(environment, dotEnvText)
  const secretKey = secrets.secretKey ?? keyBesideDatabase(config)
  return { config, secrets: { ...secrets, secretKey } }
}

function keyBesideDatabase({ databaseUrl }: Config): string {
  // loadConfig asks for a key wherever the database is no file.
  if (!isEmbedded(databaseUrl)) throw new Error('no secret key')
  return secretKeyBeside(sqlitePath(databaseUrl))
}

/** Whether a command may make the embedded database where there is none; otherwise it refuses. */
export type Beginning = { mayBegin: boolean }

/** The database with its schema up to date and the right secret key, for the time of `work`. */
export async function withDatabase<T>(
  surroundings: Surroundings,
  work: (opened: Settings & { db: Db; applied: string[] }) => Promise<T>,
  { mayBegin }: Beginning = { mayBegin: false },
): Promise<T> {
  // Before the settings: they make the secret key that stands beside the database.
  if (!mayBegin) refuseBeginning(surroundings)
  const settings = openSettings(surroundings)
  const db = await openMigrated(settings, surroundings)
  try {
    return await work({ ...settings, ...db })
  } finally {
    await db.db.close()
  }
}

function refuseBeginning(surroundings: Surroundings): void {
  const { databaseUrl } = readConfig(surroundings)
  if (isEmbedded(databaseUrl) && !existsSync(sqlitePath(databaseUrl)))
    throw new NoDatabase(sqlitePath(databaseUrl))
}

/** Opens the database, applies missing migrations, compares the secret key and changes it where asked (G-24). */
export async function openMigrated(
  { config, secrets }: Settings,
  { clock }: Surroundings,
): Promise<{ db: Db; applied: string[] }> {
  const applied = await migrateFirst(config, clock.now())
  const db = await openDatabase({ databaseUrl: config.databaseUrl, poolSize: config.databasePoolSize })
  try {
    const secretBox = createSecretBox(secrets.secretKey, secrets.previousSecretKey)
    await verifySecretKey({ db, secretBox, reseals: [resealSecrets, resealKeys, resealCodes] }, clock.now())
    return { db, applied }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Migrations have a connection of their own: a statement on a big table may take longer than a request's. */
async function migrateFirst({ databaseUrl }: Config, now: number): Promise<string[]> {
  const db = await openDatabase({ databaseUrl, poolSize: 1, statementMsMax: MIGRATION_STATEMENT_MS_MAX })
  try {
    return await migrate(db, now)
  } finally {
    await db.close()
  }
}

/** The whole system without a listening server, for the time of `work`: for commands that change apps. */
export function withSystem<T>(
  surroundings: Surroundings,
  work: (opened: Settings & { app: App }) => Promise<T>,
  beginning?: Beginning,
): Promise<T> {
  const build = async ({ config, secrets, db }: Settings & { db: Db }) => {
    const log = createLog({ level: config.logLevel, destination: surroundings.log })
    const app = await buildSystem({ config, secrets, db, log }, surroundings)
    try {
      return await work({ config, secrets, app })
    } finally {
      await app.close()
    }
  }
  return withDatabase(surroundings, build, beginning)
}

/** The composed system with the real cost of passwords. */
export function buildSystem(
  built: Settings & { db: Db; log: Logger },
  { clock, monotonicMs }: Surroundings,
): Promise<App> {
  return createApp({ ...built, clock, monotonicMs, passwordCost: PASSWORD_COST, network: INTERNET })
}
