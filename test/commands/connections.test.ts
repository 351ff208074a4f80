import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import type { CommandOutcome } from '../support/command.ts'
import { DEMO } from '../support/demo.ts'
import { perform, standIn } from '../support/perform.ts'
import { runCommand } from '../support/run-command.ts'
import { type TestDatabase, testDatabase } from '../support/test-database.ts'

const SECRET_KEY = 'a secret key for tests: 0123456789abcdef'
const PRODUCTION = { ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example.com' }
const OWNER = 'otto@mill.example'
const OTHER = 'ada@rota.example'
const APP = 'rota_planner'
const DECIDES = ['--organization', 'paper_mill', '--as', OWNER]

/** A vendor with an app, and an organization, in a hub for production, where not everybody may connect what is not published. */
async function production(): Promise<Commands> {
  const commands = await commandsOn(PRODUCTION)
  for (const email of [OWNER, OTHER]) await commands.done('person', 'create', '--email', email)
  const organization = ['organization', 'create', '--country', 'DE']
  await commands.done(...organization, '--name', 'Rota Labs', '--owner', OTHER)
  await commands.done(...organization, '--name', 'Paper Mill', '--owner', OWNER, '--kind', 'printer')
  await commands.done(
    'app',
    'create',
    APP,
    '--organization',
    'rota_labs',
    '--scope',
    'directory.organization.r',
  )
  return commands
}

type Commands = AsyncDisposable & {
  db: TestDatabase['db']
  done(...args: string[]): Promise<CommandOutcome['json']>
  /** Applies a manifest. */
  apply(manifest: object): Promise<CommandOutcome['json']>
  /** Message and details of a command that must be refused with this exit code. */
  refused(args: string[], exitCode?: number): Promise<string>
}

/** Commands of this process on a database of their own. */
async function commandsOn(environment: Record<string, string> = {}): Promise<Commands> {
  const database = await testDatabase()
  const variables = { DATABASE_URL: database.url, SECRET_KEY, ...environment }
  const run = async (args: string[], { exitCode = 0, input = '' } = {}) => {
    const outcome = await runCommand(args, variables, { readInput: async () => input })
    assert.equal(outcome.exitCode, exitCode, `${args.join(' ')}: ${outcome.lines.join('\n')}`)
    return outcome
  }
  return {
    db: database.db,
    done: async (...args) => (await run(args)).data,
    apply: async manifest => (await run(['app', 'apply', '-'], { input: JSON.stringify(manifest) })).data,
    refused: async (args, exitCode = 5) => (await run(args, { exitCode })).lines.join('\n'),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

test('app create makes an app once; its faults are told like those of a manifest (platform.md §4.1)', async () => {
  await using commands = await commandsOn()
  const { done, refused } = commands
  await done('person', 'create', '--email', OTHER)
  await done('organization', 'create', '--name', 'Rota Labs', '--owner', OTHER, '--country', 'DE')
  const create = ['app', 'create', 'rota_planner', '--organization', 'rota_labs']
  assert.match(await refused(['app', 'create', 'rota_planner'], 2), /--organization is missing/)
  const faults = await refused([
    ...create,
    ...['--type', 'secret', '--redirect-url', 'javascript:alert(1)', '--entry-point', 'data:text/html,x'],
  ])
  for (const name of ['type', 'oauth_redirect_urls[0]', 'entry_point_url'])
    assert.ok(faults.includes(name), `${name} in ${faults}`)
  const callbacks = ['--redirect-url', 'https://rota.example/cb', '--redirect-url', 'myapp://done']
  const made = await done(...create, '--title', 'Rota', '--type', 'private', '--public', ...callbacks)
  assert.deepEqual([made.app.type, made.credentials[0].confidential], ['private', false])
  const shown = await done('app', 'show', 'rota_planner')
  assert.deepEqual(shown.oauth_redirect_urls, ['https://rota.example/cb', 'myapp://done'])
  assert.match(await refused(create), /there is an app rota_planner already/)
  const { apps } = await done('app', 'list', '--organization', 'rota_labs')
  assert.deepEqual(
    [apps.length, apps[0].name, apps[0].title, apps[0].state],
    [1, 'rota_planner', 'Rota', 'active'],
  )
  assert.match(await refused(['app', 'list', '--organization', 'nobody']), /no organization nobody/)
})

test('an app is connected by the rules of the pages: who may connect it, who decides (platform.md §5, §7, attack T4)', async () => {
  await using commands = await production()
  const { done, refused } = commands
  const connect = ['connection', 'create', APP]
  assert.match(await refused([...connect, '--organization', 'paper_mill'], 2), /--as is missing/)
  assert.match(await refused([...connect, '--person', OWNER, '--as', OWNER], 2), /for themselves/)
  assert.match(await refused(connect, 2), /--person or --organization is missing/)
  assert.match(await refused([...connect, '--organization', 'paper_mill', '--as', OTHER]), /owner or admin/)
  assert.match(await refused([...connect, ...DECIDES]), /nobody invited/)
  assert.match(await refused([...connect, '--person', OWNER]), /nobody invited/)
  assert.match(await refused(['connection', 'create', 'directory', '--person', OWNER]), /the hub itself/)

  const invite = ['app', 'invite', APP, '--organization']
  assert.match(await refused([...invite, 'paper_mill']), /organization set paper_mill --discoverable on/)
  await done('organization', 'set', 'paper_mill', '--discoverable', 'on')
  await done('organization', 'set', 'rota_labs', '--discoverable', 'on')
  assert.match(await refused([...invite, 'rota_labs']), /is the vendor/)
  await done(...invite, 'paper_mill')
  assert.match(await refused([...invite, 'paper_mill']), /invited already/)

  const connected = await done(...connect, ...DECIDES)
  assert.deepEqual([connected.outcome, connected.granted], ['connected', ['directory.organization.r']])
  assert.equal((await done(...connect, ...DECIDES)).outcome, 'unchanged')
  const { connections } = await done('connection', 'list', '--organization', 'paper_mill')
  assert.deepEqual(
    connections.map(({ app }: { app: string }) => app),
    [APP],
  )
  await done('app', 'deactivate', APP)
  assert.match(await refused([...connect, ...DECIDES]), /switched off/)
})

test('taking an invitation back ends the connection (platform.md §5)', async () => {
  await using commands = await production()
  const { done, refused } = commands
  await done('organization', 'set', 'paper_mill', '--discoverable', 'on')
  await done('app', 'invite', APP, '--organization', 'paper_mill')
  await done('connection', 'create', APP, ...DECIDES)
  await done('app', 'uninvite', APP, '--organization', 'paper_mill')
  assert.deepEqual((await done('app', 'participants', APP)).participants, [])
  assert.deepEqual((await done('connection', 'list', '--app', APP)).connections, [])
  assert.match(await refused(['app', 'uninvite', APP, '--organization', 'paper_mill']), /not invited/)
  assert.match(await refused(['connection', 'revoke', APP, ...DECIDES]), /not connected/)
})

test('approving grants what waits, only what waits, and only by those who decide (spec oauth.md §3.7)', async () => {
  await using commands = await commandsOn()
  const { done, apply, refused } = commands
  await done('demo')
  const create = ['app', 'create', APP, '--organization', 'stockworks', '--scope', 'directory.organization.r']
  await done(...create)
  const connect = [APP, '--organization', 'linden_press', '--as', DEMO.owner]
  await done('connection', 'create', ...connect)
  const desired_oauth_scopes = ['directory.organization.r', 'directory.sites.r', 'directory.sites.rw']
  await apply({ name: APP, desired_oauth_scopes })
  const approve = ['connection', 'approve', ...connect]
  assert.match(await refused([...approve, '--scope', 'directory.machines.r']), /directory\.machines\.r/)
  assert.match(
    await refused(['connection', 'approve', ...connect.slice(0, -1), DEMO.member]),
    /owner or admin/,
  )
  const one = await done(...approve, '--scope', 'directory.sites.r')
  assert.equal(one.approved, 1)
  assert.ok(one.granted.includes('directory.sites.r') && !one.granted.includes('directory.sites.rw'))
  await done(...approve)
  assert.equal((await done(...approve)).approved, 0)
})

test('S7 nobody decides for an organization without the second factor it requires (platform.md §1.2)', async () => {
  await using commands = await production()
  const { db, done, refused } = commands
  await done('organization', 'set', 'paper_mill', '--discoverable', 'on')
  await done('app', 'invite', APP, '--organization', 'paper_mill')
  await done('connection', 'create', APP, ...DECIDES)
  await db.transaction(tx =>
    tx.write(sql`update organization set require_two_factor = 1 where slug = 'paper_mill'`),
  )
  for (const act of ['create', 'approve', 'revoke'])
    assert.match(
      await refused(['connection', act, APP, ...DECIDES]),
      /Paper Mill requires a second factor/,
      act,
    )
  await db.transaction(tx => tx.write(sql`update person set two_factor_since = 1 where email = ${OWNER}`))
  await done('connection', 'revoke', APP, ...DECIDES)
})

test('perform call asks the API with a token, and a refusal tells cause and cure', async () => {
  await using server = await standIn(({ path }) =>
    path === '/away'
      ? { status: 503, body: { error: 'temporarily_unavailable' } }
      : path === '/no'
        ? { status: 401, body: { error: 'invalid_token' } }
        : { body: { name: 'Paper Mill' } },
  )
  const call = (words: string[]) => perform(server.url, ['call', ...words]).outcome
  const good = await call(['/api/v1/organization', '--token', 'secret-token'])
  assert.equal(good.exitCode, 0)
  assert.deepEqual([good.data.status, good.data.body], [200, { name: 'Paper Mill' }])
  assert.equal(server.got.at(-1)?.headers.authorization, 'Bearer secret-token')
  assert.ok(!JSON.stringify(good.data).includes('secret-token'), 'the token of a request stays hidden')
  assert.equal((await call(['/no', '--token', 'a'])).exitCode, 5)
  assert.equal((await call(['/away', '--token', 'a'])).exitCode, 4)
  assert.equal((await call(['javascript:alert(1)', '--token', 'a'])).exitCode, 5)
  assert.equal((await call(['/api/v1/organization'])).exitCode, 2)
})
