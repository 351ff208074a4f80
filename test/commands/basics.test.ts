import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, realpathSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../support/command.ts'

test('help names every command and exit code; each command has a help of its own', async () => {
  await using grantory = await commandLine()
  const all = await grantory.run(['help'])
  assert.equal(all.exitCode, 0)
  for (const name of ['serve', 'migrate', 'demo', 'key rotate', 'person create', 'app apply', 'doctor']) {
    assert.match(all.stdout, new RegExp(`^  ${name} `, 'm'))
  }
  const one = await grantory.run(['app', 'apply', '--help'])
  assert.match(one.stdout, /^grantory app apply <manifest\.json>/)
  assert.equal((await grantory.run(['help', 'key', 'list', '--json'])).json.commands[0].name, 'key list')
  for (const args of [
    ['help', 'key'],
    ['key', '--help'],
  ]) {
    const group = await grantory.run(args)
    assert.equal(group.exitCode, 0, group.stderr)
    assert.match(group.stdout, /^grantory key list$[\s\S]*^grantory key rotate .*--immediately/m)
  }
  assert.match((await grantory.run(['version'])).stdout, /^\d+\.\d+\.\d+\n$/)
})

test('a command line that cannot be understood ends with 2 and says what was expected', async () => {
  await using grantory = await commandLine()
  for (const [args, expected] of [
    [['launch'], /see grantory help/],
    [['key'], /key list, key rotate/],
    [['app', 'apply'], /<manifest\.json>/],
    [['migrate', 'twice'], /no further words/],
    [['key', 'rotate', '--algorithm', 'HS256'], /RS256, ES256, EdDSA/],
    [['person', 'create', '--mail', 'a@b.example'], /^grantory: Unknown option '--mail'\n/],
    [['help', 'launch'], /see grantory help/],
  ] as const) {
    const outcome = await grantory.run([...args])
    assert.equal(outcome.exitCode, 2, outcome.stderr)
    assert.match(outcome.stderr, expected)
    assert.equal(outcome.stdout, '')
  }
  const json = await grantory.run(['launch', '--json'])
  assert.equal(json.exitCode, 2)
  assert.equal(json.json.error.code, 'usage')
})

test('every fault of the configuration is told at once, with exit code 3', async () => {
  await using grantory = await commandLine()
  const environment = { PORT: 'http', ENVIRONMENT: 'production', LOG_LEVEL: 'loud', SECRET_KEY: undefined }
  grantory.file('.env', 'MAIL_URL=mail.example.com\n')
  const outcome = await grantory.run(['serve'], { environment })
  assert.equal(outcome.exitCode, 3)
  for (const name of ['PORT', 'PUBLIC_URL', 'LOG_LEVEL', 'SECRET_KEY', 'MAIL_URL']) {
    assert.match(outcome.stderr, new RegExp(`^  ${name}: found .*, expected `, 'm'))
  }
  const { json } = await grantory.run(['serve', '--json'], { environment })
  assert.equal(json.error.code, 'configuration')
  assert.deepEqual(json.error.details.map(({ name }: { name: string }) => name).sort(), [
    'LOG_LEVEL',
    'MAIL_URL',
    'PORT',
    'PUBLIC_URL',
    'SECRET_KEY',
  ])
})

test('migrate applies what is missing, once', async () => {
  await using grantory = await commandLine()
  const first = await grantory.run(['migrate', '--json'])
  assert.equal(first.exitCode, 0, first.stdout + first.stderr)
  assert(first.json.applied.length > 0)
  assert.deepEqual((await grantory.run(['migrate', '--json'])).json, { applied: [] })
})

test('a command in the wrong folder begins no database: it refuses with 3, names the path, and leaves nothing', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const manifest = grantory.file('app.json', { name: 'stock_labels', title: 'Stock Labels' })
  // As in a folder where nobody ever was, without a word about database and key.
  const environment = { DATABASE_URL: undefined, SECRET_KEY: undefined }
  const token = randomUUID()
  for (const args of [
    ['key', 'list'],
    ['key', 'rotate'],
    ['person', 'create', '--email', 'ada@example.com'],
    ['organization', 'create', '--name', 'Rota Labs', '--owner', 'ada@example.com'],
    ['app', 'apply', manifest],
    ['app', 'show', 'stock_labels'],
    ['app', 'delete', 'stock_labels'],
    ['app', 'invite', 'stock_labels', '--organization', 'rota_labs'],
    ['organization', 'set', 'rota_labs', '--discoverable', 'on'],
    ['connection', 'list', '--app', 'stock_labels'],
    ['credentials', 'show', token],
    ['audit', 'list'],
    ['token', 'list', '--person', 'ada@example.com'],
    ['token', 'inspect', token],
    ['token', 'revoke', token],
  ]) {
    const outcome = await grantory.run([...args, '--json'], { environment })
    assert.equal(outcome.exitCode, 3, outcome.stdout + outcome.stderr)
    const { code, message } = outcome.json.error
    assert.equal(code, 'configuration')
    assert.ok(message.includes(join(realpathSync(grantory.folder), 'data', 'grantory.db')), message)
    assert.match(message, /DATABASE_URL/)
    assert.equal(existsSync(join(grantory.folder, 'data')), false, args.join(' '))
  }
  const doctor = await grantory.run(['doctor'], { environment })
  assert.match(doctor.stdout, /database +does not exist yet/)
  assert.equal(existsSync(join(grantory.folder, 'data')), false)
  // These may begin one.
  assert.equal((await grantory.run(['demo'], { environment })).exitCode, 0)
  assert.equal((await grantory.run(['key', 'list'], { environment })).exitCode, 0)
})

test('a database that does not answer ends with 4', async () => {
  await using grantory = await commandLine()
  const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' }
  const outcome = await grantory.run(['migrate'], { environment })
  assert.equal(outcome.exitCode, 4, outcome.stderr)
  assert.equal(outcome.stderr.match(/ECONNREFUSED/g)?.length, 1, outcome.stderr)
})

test('another secret key than the database was begun with is refused with 3 (G-24)', async () => {
  await using grantory = await commandLine()
  await grantory.run(['migrate'])
  const environment = { SECRET_KEY: 'another secret key: fedcba9876543210' }
  const outcome = await grantory.run(['migrate'], { environment })
  assert.equal(outcome.exitCode, 3, outcome.stderr)
  assert.match(outcome.stderr, /SECRET_KEY/)
})

test('the embedded sandbox makes its secret key once, readable by its owner only (G-24)', async () => {
  await using grantory = await commandLine()
  const environment = { DATABASE_URL: undefined, SECRET_KEY: undefined }
  const [one, other] = await Promise.all([
    grantory.run(['migrate'], { environment }),
    grantory.run(['migrate'], { environment }),
  ])
  assert.equal(one.exitCode, 0, one.stderr)
  assert.equal(other.exitCode, 0, other.stderr)
  for (const name of ['grantory.db', 'grantory.db.key']) {
    assert.equal(statSync(join(grantory.folder, 'data', name)).mode & 0o777, 0o600, name)
  }
})

test('a port that is in use is told with what to do', async () => {
  await using grantory = await commandLine()
  const occupied = createServer()
  await new Promise<void>(resolve => occupied.listen(0, '127.0.0.1', resolve))
  const address = occupied.address()
  assert(address !== null && typeof address === 'object')
  const outcome = await grantory.run(['serve'], {
    environment: { HOST: '127.0.0.1', PORT: String(address.port) },
  })
  occupied.close()
  assert.equal(outcome.exitCode, 5, outcome.stderr)
  assert.match(outcome.stderr, /is in use: set PORT/)
})
