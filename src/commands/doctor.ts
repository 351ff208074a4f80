import { existsSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Config, isEmbedded, loadConfig, type Secrets, VARIABLE_NAMES } from '../config.ts'
import { findDemoData } from '../demo.ts'
import { findKeys } from '../modules/oauth/index.ts'
import { createSecretBox } from '../platform/crypto/secret-box.ts'
import { secretKeyBeside } from '../platform/crypto/secret-key-file.ts'
import { type Db, Outage } from '../platform/database/database.ts'
import { migrationState } from '../platform/database/migration-state.ts'
import { openDatabase, sqlitePath } from '../platform/database/open.ts'
import { DAY_MS } from '../platform/durations.ts'
import { faultOfMailServer } from '../platform/mail/smtp.ts'
import { isSecretKeyRight } from '../platform/secret-key.ts'
import { ConfigError } from '../platform/variables.ts'
import { type Command, EXIT, outageWords, readArgs, type Surroundings } from './command.ts'

/** One thing that was looked at; `mend` says what to do when it is not well. */
type Check = { name: string; status: 'ok' | 'warning' | 'fault'; found: string; mend: string | null }

const ANSWER_MS_MAX = 3_000
const KEY_AGE_DAYS_MAX = 180

/** Looks at everything the hub needs and says what is wrong and how to mend it; changes nothing. */
export const doctor: Command = async (args, surroundings) => {
  readArgs(args, {})
  const checks = await examine(surroundings)
  const isHealthy = checks.every(({ status }) => status !== 'fault')
  return {
    exitCode: isHealthy ? EXIT.done : EXIT.unhealthy,
    lines: checks.flatMap(({ name, status, found, mend }) => [
      `${status.padEnd(9)}${name.padEnd(16)}${found}`,
      ...(mend === null ? [] : [`${''.padEnd(25)}→ ${mend}`]),
    ]),
    data: { healthy: isHealthy, checks },
  }
}

async function examine(surroundings: Surroundings): Promise<Check[]> {
  const { environment, dotEnvText } = surroundings
  try {
    const { config, secrets } = loadConfig(environment, dotEnvText)
    return [
      ok('configuration', `${config.environment}, ${shownDatabase(config)}`),
      ...unknownVariables(dotEnvText),
      ...(await examineStore(surroundings, config, secrets)),
      await examineMail(config),
      ...examineProxies(config),
      await examineAddress(config),
    ]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const faults = error.faults.map(({ name, found, expected }) =>
      fault(name, `found ${found}`, `expected ${expected}`),
    )
    return [...faults, ...unknownVariables(dotEnvText)]
  }
}

/** Misspelled variables are ignored silently otherwise. */
function unknownVariables(dotEnvText: string | null): Check[] {
  return Object.keys(dotEnvText === null ? {} : parseEnv(dotEnvText))
    .filter(name => !VARIABLE_NAMES.includes(name))
    .map(name =>
      warning('.env', `${name} is not read`, 'see docs/configuration.md for the names of all variables'),
    )
}

type FoundSecrets = { secretKey: string | null; previousSecretKey: string | null }

async function examineStore(
  surroundings: Surroundings,
  config: Config,
  found: FoundSecrets,
): Promise<Check[]> {
  const { databaseUrl } = config
  if (isEmbedded(databaseUrl) && !existsSync(sqlitePath(databaseUrl))) {
    return [warning('database', 'does not exist yet', 'the first grantory start, serve or migrate makes it')]
  }
  const db = await openDatabase({ databaseUrl, poolSize: 1 })
  try {
    const state = await migrationState(db)
    if (state === null)
      return [warning('database', 'is empty', 'grantory migrate, or the first start, fills it')]
    const checks = [schema(state)]
    if (state.missing.length + state.unknown.length > 0) return checks
    const secretKey = found.secretKey ?? secretKeyBeside(sqlitePath(databaseUrl))
    const now = surroundings.clock.now()
    return [
      ...checks,
      await examineSecretKey(db, { ...found, secretKey }),
      ...(await examineSigningKeys(db, now)),
      ...(config.environment === 'production' ? await examineDemoData(db, now) : []),
    ]
  } catch (error) {
    if (!(error instanceof Outage)) throw error
    return [
      fault(
        'database',
        outageWords(error),
        'check DATABASE_URL, and that the database runs and lets this machine in',
      ),
    ]
  } finally {
    await db.close()
  }
}

function schema({ missing, unknown }: { missing: string[]; unknown: string[] }): Check {
  if (unknown.length > 0) {
    return fault(
      'database',
      `was migrated by a newer program (${unknown.join(', ')})`,
      'start that program, or a newer one',
    )
  }
  if (missing.length > 0)
    return warning(
      'database',
      `lacks ${missing.join(', ')}`,
      'grantory migrate, or the next start, applies them',
    )
  return ok('database', 'answers, its schema is up to date')
}

async function examineSecretKey(db: Db, { secretKey, previousSecretKey }: Secrets): Promise<Check> {
  const isRight = await isSecretKeyRight(db, createSecretBox(secretKey, previousSecretKey))
  if (isRight === null) return ok('secret key', 'is there; the database will remember it at the first start')
  if (isRight) return ok('secret key', 'is the one this database was begun with')
  return fault(
    'secret key',
    'is not the one this database was begun with',
    'set the former key as SECRET_KEY, or as SECRET_KEY_PREVIOUS when the key is to be changed',
  )
}

async function examineSigningKeys(db: Db, now: number): Promise<Check[]> {
  const live = (await findKeys(db)).filter(({ retiredAt }) => retiredAt === null || retiredAt > now)
  const old = live.filter(
    ({ signsFrom, retiredAt }) => retiredAt === null && now - signsFrom > KEY_AGE_DAYS_MAX * DAY_MS,
  )
  if (old.length === 0)
    return [ok('signing keys', live.length === 0 ? 'the first start makes them' : `${live.length} in use`)]
  return old.map(({ algorithm }) =>
    warning(
      'signing keys',
      `the ${algorithm} key is older than six months`,
      `grantory key rotate --algorithm ${algorithm}`,
    ),
  )
}

async function examineDemoData(db: Db, now: number): Promise<Check[]> {
  const found = await findDemoData(db, now)
  return found.map(item =>
    fault(
      'demo data',
      `found ${item}`,
      'everybody knows its passwords and secrets: use a database of its own for production',
    ),
  )
}

/** Whether mails can be handed in; those that cannot wait and are tried again. */
async function examineMail({ environment, mailUrl }: Config): Promise<Check> {
  if (mailUrl !== null) {
    const { host } = new URL(mailUrl)
    const found = await faultOfMailServer(mailUrl)
    if (found === null) return ok('mail', `${host} takes mails`)
    return warning(
      'mail',
      `${host} takes no mails: ${found}`,
      'check MAIL_URL, and that the server lets us in',
    )
  }
  return environment === 'sandbox'
    ? ok('mail', 'is kept for the sandbox mailbox at /sandbox/mailbox')
    : warning('mail', 'is not sent: nobody can confirm an address or reset a password', 'set MAIL_URL')
}

function examineProxies({ environment, trustedProxies }: Config): Check[] {
  if (environment === 'sandbox') return []
  if (trustedProxies.length > 0) return [ok('proxies', trustedProxies.join(', '))]
  return [
    warning(
      'proxies',
      'none are trusted: behind one, all people share one address, and its limits',
      'set TRUSTED_PROXIES to the networks of what ends TLS before the hub',
    ),
  ]
}

/** Whether the hub answers where people look for it; it may just not be running. */
async function examineAddress({ publicUrl }: Config): Promise<Check> {
  const mend = 'start the hub, or check PUBLIC_URL, name server, proxy and certificate'
  try {
    const answer = await fetch(`${publicUrl}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'manual',
    })
    const body: unknown = await answer.json().catch(() => null)
    const isHub =
      answer.ok && typeof body === 'object' && body !== null && 'status' in body && body.status === 'ok'
    if (isHub) return ok('public address', `${publicUrl} answers`)
    return warning('public address', `something else answers at ${publicUrl} (status ${answer.status})`, mend)
  } catch {
    return warning('public address', `nothing answers at ${publicUrl}`, mend)
  }
}

function shownDatabase({ databaseUrl }: Config): string {
  if (isEmbedded(databaseUrl)) return databaseUrl
  const { host, pathname } = new URL(databaseUrl)
  return `PostgreSQL at ${host}${pathname}`
}

function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, mend: null }
}

function warning(name: string, found: string, mend: string): Check {
  return { name, status: 'warning', found, mend }
}

function fault(name: string, found: string, mend: string): Check {
  return { name, status: 'fault', found, mend }
}
