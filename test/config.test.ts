import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ConfigError, loadConfig, VARIABLE_NAMES } from '../src/config.ts'

const strongKey = '3f9a1c5e7b2d4860a1b3c5d7e9f02468'
const production = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://hub.example.com',
  SECRET_KEY: strongKey,
}

/** The names of the variables that loadConfig refuses. */
function refused(environment: Record<string, string>, dotEnvText: string | null = null): string[] {
  try {
    loadConfig(environment, dotEnvText)
    return []
  } catch (error) {
    assert(error instanceof ConfigError)
    return error.faults.map(fault => fault.name)
  }
}

test('without any variable the hub is a sandbox on localhost with the embedded database', () => {
  const { config, secrets } = loadConfig({}, null)
  assert.equal(config.port, 4000)
  assert.equal(config.host, 'localhost')
  assert.equal(config.publicUrl, 'http://localhost:4000')
  assert.equal(config.databaseUrl, 'sqlite:data/grantory.db')
  assert.equal(config.environment, 'sandbox')
  assert.equal(config.tokenIssuer, 'http://localhost:4000')
  assert.equal(config.platformAppName, 'directory')
  assert.deepEqual(config.platformAppAliases, ['zaikio'])
  assert.equal(config.defaultSigningAlgorithm, 'RS256')
  assert.equal(config.publicClientOrganizationTokens, 'allowed')
  assert.equal(config.requestsPerSecond, 100)
  assert.equal(config.requestBurst, 200)
  assert.equal(config.metricsPort, null)
  assert.equal(config.mailUrl, null)
  assert.equal(secrets.secretKey, null)
})

test('the environment goes before the .env file, and an empty value counts as not set', () => {
  const file = 'PORT=5000\nBRAND_NAME="Press Hub"\n# LOG_LEVEL=debug\n'
  const { config } = loadConfig({ PORT: '6000', BRAND_NAME: '' }, file)
  assert.equal(config.port, 6000)
  assert.equal(config.brandName, 'Press Hub')
  assert.equal(config.publicUrl, 'http://localhost:6000')
})

test('every fault is reported at once with its name, what was found and what is expected', () => {
  const environment = {
    PORT: 'http',
    PUBLIC_URL: 'http://hub.example.com/path',
    DATABASE_URL: 'mysql://root@localhost/hub',
    ENVIRONMENT: 'staging',
    TRUSTED_PROXIES: '10.0.0.0/33',
    PLACES_DATABASE: 'package.json',
    MAIL_URL: 'mail.example.com',
    MAIL_FROM: 'Hub <hub@example.com>\r\nBcc: x@example.com',
    LOG_LEVEL: 'loud',
    PLATFORM_APP_NAME: 'My App',
    PLATFORM_APP_ALIASES: 'x',
    TOKEN_ISSUER: 'two words',
    SIGNING_ALGORITHM: 'HS256',
    PUBLIC_CLIENT_ORGANIZATION_TOKENS: 'sometimes',
    BRAND_NAME: 'evil\u202eyrotnarG',
    RATE_LIMIT_PER_SECOND: '0',
    RATE_LIMIT_BURST: '-1',
    DATABASE_POOL_SIZE: 'many',
    RETENTION_EVENTS_DAYS: '0',
    SECRET_KEY: 'short',
    METRICS_PORT: '70000',
    HOST: 'a b',
  }
  assert.deepEqual(refused(environment).sort(), Object.keys(environment).sort())
  assert.throws(() => loadConfig({ PORT: 'http' }, null), {
    name: 'ConfigError',
    message: 'PORT: found "http", expected a whole number from 0 to 65535',
  })
})

test('faults never show keys and passwords', () => {
  assert.throws(
    () => loadConfig({ SECRET_KEY: 'hunter2', DATABASE_URL: 'mysql://hub:hunter2@db/hub' }, null),
    (error: Error) => !error.message.includes('hunter2') && error.message.includes('[secret]'),
  )
})

test('production needs an https address and a secret key', () => {
  assert.deepEqual(refused({ ENVIRONMENT: 'production' }).sort(), ['PUBLIC_URL', 'SECRET_KEY'])
  assert.deepEqual(refused({ ...production, PUBLIC_URL: 'http://hub.example.com' }), ['PUBLIC_URL'])
  const { config, secrets } = loadConfig(production, null)
  assert.equal(config.publicUrl, 'https://hub.example.com')
  assert.equal(config.host, '0.0.0.0')
  assert.equal(secrets.secretKey, strongKey)
})

test('PostgreSQL needs a secret key also in the sandbox (G-24)', () => {
  const postgres = { DATABASE_URL: 'postgres://hub:secret@db.example.com/hub' }
  assert.deepEqual(refused(postgres), ['SECRET_KEY'])
  assert.deepEqual(refused({ ...postgres, SECRET_KEY: strongKey }), [])
})

test('a secret key that can be guessed is refused', () => {
  assert.deepEqual(refused({ SECRET_KEY: 'a'.repeat(64) }), ['SECRET_KEY'])
  assert.deepEqual(refused({ SECRET_KEY: strongKey, SECRET_KEY_PREVIOUS: strongKey }), [
    'SECRET_KEY_PREVIOUS',
  ])
})

test('PUBLIC_URL is an origin without a path (G-35)', () => {
  for (const url of [
    'https://hub.example.com/x',
    'https://a@hub.example.com',
    'ftp://hub.example.com',
    '/',
    'https://h?',
  ]) {
    assert.deepEqual(refused({ PUBLIC_URL: url }), ['PUBLIC_URL'], url)
  }
  assert.equal(
    loadConfig({ PUBLIC_URL: 'https://Hub.Example.com/' }, null).config.publicUrl,
    'https://hub.example.com',
  )
})

test('DATABASE_URL names a file or a PostgreSQL server', () => {
  for (const url of [
    'sqlite:',
    'sqlite::memory:',
    'sqlite://x',
    'data/grantory.db',
    'postgres:',
    'sqlite:dir/',
  ]) {
    assert.deepEqual(refused({ SECRET_KEY: strongKey, DATABASE_URL: url }), ['DATABASE_URL'], url)
  }
  for (const url of [
    'sqlite:/var/lib/grantory/hub.db',
    'postgresql://localhost/hub',
    'sqlite:C:\\hub.db',
    'sqlite:///var/hub.db',
  ]) {
    assert.deepEqual(refused({ SECRET_KEY: strongKey, DATABASE_URL: url }), [], url)
  }
})

test('trusted proxies are addresses and networks', () => {
  const { config } = loadConfig({ TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7 2001:db8::/32' }, null)
  assert.deepEqual(config.trustedProxies, ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'])
  for (const networks of ['10.0.0.0/', 'all', '10.0.0.0/8/8', ',']) {
    assert.deepEqual(refused({ TRUSTED_PROXIES: networks }), ['TRUSTED_PROXIES'], networks)
  }
})

test('the aliases of the platform app can be switched off (spec oauth.md §3.3)', () => {
  assert.deepEqual(loadConfig({ PLATFORM_APP_ALIASES: 'none' }, null).config.platformAppAliases, [])
  const named = loadConfig({ PLATFORM_APP_NAME: 'zaikio', PLATFORM_APP_ALIASES: 'zaikio,directory' }, null)
  assert.deepEqual(named.config.platformAppAliases, ['directory'])
})

test('metrics have a port of their own', () => {
  assert.deepEqual(refused({ METRICS_PORT: '4000' }), ['METRICS_PORT'])
  assert.equal(loadConfig({ METRICS_PORT: '9464' }, null).config.metricsPort, 9464)
})

test('docs/configuration.md explains every variable once, and no other', () => {
  const text = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8')
  const explained = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(explained.toSorted(), VARIABLE_NAMES.toSorted())
})
