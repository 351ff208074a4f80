import { isIP } from 'node:net'
import { parseEnv } from 'node:util'
import { createPlaces } from './platform/places.ts'
import { ConfigError, type ConfigFault, createVariables, type Variables } from './platform/variables.ts'

export { ConfigError, type ConfigFault }

const environments = ['sandbox', 'production'] as const
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const signingAlgorithms = ['RS256', 'ES256', 'EdDSA'] as const
const permissions = ['allowed', 'forbidden'] as const

/** Everything the hub is told from outside that is no secret. `publicUrl` is an origin without a trailing slash. */
export type Config = {
  port: number
  host: string
  publicUrl: string
  databaseUrl: string
  environment: (typeof environments)[number]
  trustedProxies: string[]
  /** A file that tells where addresses are; null: the one that comes along. */
  placesDatabase: string | null
  mailUrl: string | null
  mailFrom: string
  logLevel: (typeof logLevels)[number]
  platformAppName: string
  platformAppAliases: string[]
  tokenIssuer: string
  defaultSigningAlgorithm: (typeof signingAlgorithms)[number]
  /** Whether the redirect flow gives Organization tokens to public credentials (G-08). */
  publicClientOrganizationTokens: (typeof permissions)[number]
  brandName: string
  metricsPort: number | null
  requestsPerSecond: number
  requestBurst: number
  databasePoolSize: number
  retentionEventsDays: number
  retentionAuditDays: number
  retentionTokenAuditDays: number
  retentionMailsDays: number
  retentionTokensDays: number
}

/** What encrypts the secrets at rest; the previous key is only read with (G-24). */
export type Secrets = { secretKey: string; previousSecretKey: string | null }

/** Secrets as configured: without `SECRET_KEY` the embedded sandbox makes a key and keeps it beside its database. */
export type ConfiguredSecrets = { secretKey: string | null; previousSecretKey: string | null }

const SECRET_KEY_CHARACTERS_MIN = 32
const SECRET_KEY_DIFFERENT_CHARACTERS_MIN = 10
const RETENTION_DAYS_MAX = 36_500
const RATE_MAX = 1_000_000
const POOL_SIZE_MAX = 1000
const BRAND_CHARACTERS_MAX = 40

/** All variables the hub reads, in the order of docs/configuration.md. */
export const VARIABLE_NAMES: readonly string[] = [
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'ENVIRONMENT',
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'TRUSTED_PROXIES',
  'PLACES_DATABASE',
  'MAIL_URL',
  'MAIL_FROM',
  'LOG_LEVEL',
  'METRICS_PORT',
  'PLATFORM_APP_NAME',
  'PLATFORM_APP_ALIASES',
  'TOKEN_ISSUER',
  'SIGNING_ALGORITHM',
  'PUBLIC_CLIENT_ORGANIZATION_TOKENS',
  'BRAND_NAME',
  'RATE_LIMIT_PER_SECOND',
  'RATE_LIMIT_BURST',
  'RETENTION_EVENTS_DAYS',
  'RETENTION_AUDIT_DAYS',
  'RETENTION_TOKEN_AUDIT_DAYS',
  'RETENTION_MAILS_DAYS',
  'RETENTION_TOKENS_DAYS',
]

/**
 * Reads the configuration from the environment and, for what is not set there, from the text of a `.env` file. An empty
 * value counts as not set. Throws a ConfigError with every fault at once.
 */
export function loadConfig(
  environment: Record<string, string | undefined>,
  dotEnvText: string | null,
): { config: Config; secrets: ConfiguredSecrets } {
  const faults: ConfigFault[] = []
  const read = createVariables({ ...(dotEnvText === null ? {} : parseEnv(dotEnvText)) }, environment, faults)

  const kind = read.oneOf('ENVIRONMENT', environments, 'sandbox')
  const isProduction = kind === 'production'
  const port = read.integer('PORT', 4000, 0, 65_535)
  const publicUrl = readPublicUrl(read, isProduction, port)
  const databaseUrl = readDatabaseUrl(read)
  const metricsPort = read.has('METRICS_PORT') ? read.integer('METRICS_PORT', 0, 0, 65_535) : null
  if (metricsPort !== null && metricsPort === port && port !== 0) {
    read.fault('METRICS_PORT', 'a port other than PORT: metrics are not for everybody')
  }
  const config: Config = {
    port,
    host: read.text(
      'HOST',
      isProduction ? '0.0.0.0' : 'localhost',
      /^[A-Za-z0-9.:-]+$/,
      'a host name or an address',
    ),
    publicUrl,
    databaseUrl,
    environment: kind,
    trustedProxies: read.list('TRUSTED_PROXIES', [], isNetwork, 'addresses or networks such as 10.0.0.0/8'),
    placesDatabase: readPlacesDatabase(read),
    mailUrl: readMailUrl(read),
    mailFrom: readMailFrom(read, publicUrl),
    logLevel: read.oneOf('LOG_LEVEL', logLevels, isProduction ? 'info' : 'warn'),
    ...readPlatformApp(read),
    tokenIssuer: read.text(
      'TOKEN_ISSUER',
      publicUrl,
      /^[\x21-\x7e]{1,255}$/,
      'a text without blanks, e.g. ZAI',
    ),
    defaultSigningAlgorithm: read.oneOf('SIGNING_ALGORITHM', signingAlgorithms, 'RS256'),
    publicClientOrganizationTokens: read.oneOf('PUBLIC_CLIENT_ORGANIZATION_TOKENS', permissions, 'allowed'),
    brandName: readBrandName(read),
    metricsPort,
    requestsPerSecond: read.integer('RATE_LIMIT_PER_SECOND', 100, 1, RATE_MAX),
    requestBurst: read.integer('RATE_LIMIT_BURST', 200, 1, RATE_MAX),
    databasePoolSize: read.integer('DATABASE_POOL_SIZE', 10, 1, POOL_SIZE_MAX),
    retentionEventsDays: read.integer('RETENTION_EVENTS_DAYS', 30, 1, RETENTION_DAYS_MAX),
    retentionAuditDays: read.integer('RETENTION_AUDIT_DAYS', 730, 1, RETENTION_DAYS_MAX),
    retentionTokenAuditDays: read.integer('RETENTION_TOKEN_AUDIT_DAYS', 7, 1, RETENTION_DAYS_MAX),
    retentionMailsDays: read.integer('RETENTION_MAILS_DAYS', 30, 1, RETENTION_DAYS_MAX),
    retentionTokensDays: read.integer('RETENTION_TOKENS_DAYS', 30, 1, RETENTION_DAYS_MAX),
  }
  const secrets = readSecrets(read, isProduction || !isEmbedded(databaseUrl))
  if (faults.length > 0) throw new ConfigError(faults)
  return { config, secrets }
}

/** Whether the store is the embedded database, a file of this machine. */
export function isEmbedded(databaseUrl: string): boolean {
  return databaseUrl.startsWith('sqlite:')
}

/** A technical name as scopes carry it (spec oauth.md §3.1). */
const TECHNICAL_NAME = /^[a-z][a-z0-9_]{2,}$/
/** Control characters and those that turn the reading direction: the brand stands in pages and mails. */
const UNSAFE_CHARACTERS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const MAILBOX = /^(?:[^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/

function readPublicUrl(read: Variables, isProduction: boolean, port: number): string {
  const fallback = `http://localhost:${port}`
  const expected = isProduction
    ? 'the https origin under which everybody reaches the hub, e.g. https://hub.example.com'
    : 'an origin without a path, e.g. http://localhost:4000'
  const text = read.optional('PUBLIC_URL')
  if (text === null) {
    if (isProduction) read.fault('PUBLIC_URL', expected)
    return fallback
  }
  const url = URL.canParse(text) ? new URL(text) : null
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href
  if (!isOrigin || text.endsWith('?') || text.endsWith('#') || (isProduction && url.protocol !== 'https:')) {
    read.fault('PUBLIC_URL', expected)
    return fallback
  }
  return url.origin
}

function readPlacesDatabase(read: Variables): string | null {
  const path = read.optional('PLACES_DATABASE')
  if (path === null) return null
  try {
    createPlaces(path)
  } catch {
    read.fault('PLACES_DATABASE', 'a readable file in the MaxMind format (.mmdb)')
  }
  return path
}

function readDatabaseUrl(read: Variables): string {
  const url = read.optional('DATABASE_URL') ?? 'sqlite:data/grantory.db'
  const isFile = /^sqlite:(?:\/\/\/)?(?!\/\/|:memory:)[^?#\0]*[^?#\0/\\]$/.test(url)
  const isServer = /^postgres(ql)?:\/\//.test(url) && URL.canParse(url)
  if (!isFile && !isServer) {
    read.fault(
      'DATABASE_URL',
      'sqlite:<file>, e.g. sqlite:data/grantory.db, or postgres://user:password@host/database',
    )
  }
  return url
}

function readMailUrl(read: Variables): string | null {
  const url = read.optional('MAIL_URL')
  if (url !== null && !(/^smtps?:\/\//.test(url) && URL.canParse(url) && new URL(url).hostname !== '')) {
    read.fault('MAIL_URL', 'smtp://user:password@host:587 or smtps://user:password@host')
  }
  return url
}

function readMailFrom(read: Variables, publicUrl: string): string {
  const fallback = `Grantory <no-reply@${new URL(publicUrl).hostname}>`
  return read.text('MAIL_FROM', fallback, MAILBOX, 'an address, e.g. Grantory <hub@example.com>')
}

function readBrandName(read: Variables): string {
  const name = read.optional('BRAND_NAME') ?? 'Grantory'
  if (name.length > BRAND_CHARACTERS_MAX || UNSAFE_CHARACTERS.test(name)) {
    read.fault('BRAND_NAME', `a name of at most ${BRAND_CHARACTERS_MAX} visible characters`)
  }
  return name
}

/** The names of the hub's own app: equal in every check (G-01). `PLATFORM_APP_ALIASES=none` switches aliases off. */
function readPlatformApp(read: Variables): Pick<Config, 'platformAppName' | 'platformAppAliases'> {
  const expected = 'lower-case names of at least three letters, digits and underscores'
  const platformAppName = read.text('PLATFORM_APP_NAME', 'directory', TECHNICAL_NAME, expected)
  const isNone = read.optional('PLATFORM_APP_ALIASES') === 'none'
  const isAlias = (name: string) => TECHNICAL_NAME.test(name)
  const aliases = isNone
    ? []
    : read.list('PLATFORM_APP_ALIASES', ['zaikio'], isAlias, `${expected}, or none to switch them off`)
  return { platformAppName, platformAppAliases: aliases.filter(alias => alias !== platformAppName) }
}

function readSecrets(read: Variables, isRequired: boolean): ConfiguredSecrets {
  const readKey = (name: string) => {
    const key = read.optional(name)
    const isStrong =
      key === null ||
      (key.length >= SECRET_KEY_CHARACTERS_MIN && new Set(key).size >= SECRET_KEY_DIFFERENT_CHARACTERS_MIN)
    if (!isStrong) {
      read.fault(
        name,
        `at least ${SECRET_KEY_CHARACTERS_MIN} random characters, e.g. from: openssl rand -hex 32`,
      )
    }
    return key
  }
  const secretKey = readKey('SECRET_KEY')
  const previousSecretKey = readKey('SECRET_KEY_PREVIOUS')
  if (secretKey === null && isRequired) {
    read.fault(
      'SECRET_KEY',
      'a key of its own for production and for PostgreSQL, e.g. from: openssl rand -hex 32',
    )
  }
  if (secretKey !== null && secretKey === previousSecretKey) {
    read.fault('SECRET_KEY_PREVIOUS', 'the key used before, not the current one')
  }
  return { secretKey, previousSecretKey }
}

/** An address or a network in CIDR form. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}
