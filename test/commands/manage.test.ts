import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CommandLine, type CommandOutcome, commandLine } from '../support/command.ts'
import { smtpServer } from '../support/smtp-server.ts'

const stockLabels = {
  name: 'stock_labels',
  title: 'Stock Labels',
  organization: 'stockworks',
  oauth_redirect_urls: ['https://labels.example.com/cb'],
  desired_oauth_scopes: ['directory.person.r', 'warehouse.items.r'],
}

/** A command that must succeed; gives its data. */
async function done(grantory: CommandLine, args: string[], input?: string): Promise<CommandOutcome['json']> {
  const outcome = await grantory.run([...args, '--json'], { ...(input !== undefined && { input }) })
  assert.equal(outcome.exitCode, 0, outcome.stdout + outcome.stderr)
  return outcome.json
}

/** A command that must be refused; gives its message and details. */
async function refused(grantory: CommandLine, args: string[], input?: string): Promise<string[]> {
  const outcome = await grantory.run([...args, '--json'], { ...(input !== undefined && { input }) })
  assert.equal(outcome.exitCode, 5, outcome.stdout + outcome.stderr)
  const { message, details } = outcome.json.error
  return [message, ...details]
}

/** How a hub of this database answers a code that does not exist: 400 to a known client, 401 to a wrong secret. */
async function statusFor(address: string, id: string, secret: string): Promise<number> {
  const answer = await fetch(`${address}/oauth/access_token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: 'none' }),
  })
  return answer.status
}

test('person create makes an account, with --operator an operator, and shows a made password once (G-32)', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const args = [
    'person',
    'create',
    '--email',
    'Root@Example.com',
    '--operator',
    '--first-name',
    'Rita',
    '--name',
    'Root',
  ]
  const created = await done(grantory, args)
  assert.equal(created.operator, true)
  assert.equal(created.email, 'Root@example.com')
  assert.match(created.password, /^[A-Za-z0-9]{20}$/)
  assert.match(
    (await refused(grantory, ['person', 'create', '--email', 'root@example.com']))[0] ?? '',
    /already/,
  )
})

test('person create takes a password from standard input, under the rules for passwords', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const args = ['person', 'create', '--email', 'a@example.com', '--password-stdin']
  assert.match((await refused(grantory, args, 'short\n'))[0] ?? '', /too short/)
  const created = await done(grantory, args, 'correct horse battery\n')
  assert.equal(created.password, undefined)
})

test('person reset-second-factor refuses who has none, and who is nobody', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const reset = ['person', 'reset-second-factor', '--email', 'ada@example.com']
  assert.match((await refused(grantory, reset))[0] ?? '', /no account/)
  await done(grantory, ['person', 'create', '--email', 'ada@example.com'])
  assert.match((await refused(grantory, reset))[0] ?? '', /no second factor/)
})

test('from an empty database to the first app: an account, its organization, a manifest', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const create = [
    'organization',
    'create',
    '--name',
    'Rota Labs',
    '--owner',
    'ada@example.com',
    '--country',
    'de',
  ]
  assert.match((await refused(grantory, create))[0] ?? '', /no account/)
  await done(grantory, ['person', 'create', '--email', 'ada@example.com'])
  assert.equal((await done(grantory, create)).slug, 'rota_labs')
  assert.equal((await done(grantory, create)).slug, 'rota_labs_2')
  // Each of the two was one act, of the operator.
  const created = await done(grantory, ['audit', 'list', '--action', 'organization_created'])
  assert.deepEqual(
    created.entries.map(({ actor }: { actor: string }) => actor),
    ['operator', 'operator'],
  )
  const manifest = grantory.file('app.json', {
    name: 'rota_planner',
    title: 'Rota',
    organization: 'rota_labs',
  })
  assert.equal((await done(grantory, ['app', 'apply', manifest])).outcome, 'created')
  for (const [name, value] of [
    ['--country', 'Germany'],
    ['--kind', 'baker'],
    ['--owner', 'ada'],
    ['--name', ' '],
  ] as const) {
    assert.equal((await grantory.run([...create, name, value])).exitCode, 2, name)
  }
})

test('app apply creates an app, shows its secret once, and updates it (platform.md §4.11)', async () => {
  await using grantory = await commandLine()
  await done(grantory, ['demo'])
  const file = grantory.file('app.json', stockLabels)
  const created = await done(grantory, ['app', 'apply', file])
  assert.equal(created.outcome, 'created')
  assert.equal(created.app.state, 'active')
  const [pair] = created.credentials
  assert.match(pair.client_secret, /^[A-Za-z0-9]{32}$/)
  const updated = await done(
    grantory,
    ['app', 'apply', '-'],
    JSON.stringify({ ...stockLabels, category: 'warehouse' }),
  )
  assert.equal(updated.outcome, 'updated')
  assert.deepEqual(updated.credentials, [])
  const shown = await done(grantory, ['app', 'show', 'stock_labels'])
  assert.equal(shown.category, 'warehouse')
  assert.deepEqual(shown.desired_oauth_scopes, stockLabels.desired_oauth_scopes)
  const hub = await grantory.serve(['serve'])
  assert.equal(await statusFor(hub.address, pair.client_id, pair.client_secret), 400)
  assert.equal(await statusFor(hub.address, pair.client_id, 'wrong'), 401)
  await hub.end()
})

test('app apply tells every fault at once and changes nothing', async () => {
  await using grantory = await commandLine()
  await done(grantory, ['demo'])
  const syntax = await refused(grantory, ['app', 'apply', grantory.file('broken.json', '{ "name": ')])
  assert.match(syntax[0] ?? '', /broken\.json is not JSON/)
  const piped = await refused(grantory, ['app', 'apply', '-'], '{ "name": ')
  assert.match(piped[0] ?? '', /^the manifest on standard input is not JSON/)
  assert.match(
    (await refused(grantory, ['app', 'apply', 'missing.json']))[0] ?? '',
    /missing\.json cannot be read/,
  )
  const shape = {
    ...stockLabels,
    oauth_redirect_urls: ['javascript:alert(1)', 'https://*.example.com'],
    typ: 'public',
  }
  assert.deepEqual(await refused(grantory, ['app', 'apply', grantory.file('shape.json', shape)]), [
    'shape.json was not applied, nothing was changed',
    'typ is not known',
    'oauth_redirect_urls[0] must not use the scheme javascript',
    'oauth_redirect_urls[1] must not contain a wildcard',
  ])
  const rules = {
    ...stockLabels,
    name: 'st0ck_keeper',
    organization: 'nobody',
    desired_oauth_scopes: ['nobody.items.r'],
  }
  assert.deepEqual(await refused(grantory, ['app', 'apply', grantory.file('rules.json', rules)]), [
    'rules.json was not applied, nothing was changed',
    'name has already been taken, or looks like a name that has',
    'organization does not exist: nobody',
    'desired_oauth_scopes[0] does not exist: nobody.items.r',
  ])
  await refused(grantory, ['app', 'show', 'stock_labels'])
})

test('apps are switched on and off and deleted by name', async () => {
  await using grantory = await commandLine()
  await done(grantory, ['demo'])
  assert.deepEqual(await done(grantory, ['app', 'deactivate', 'stock_keeper']), {
    name: 'stock_keeper',
    state: 'inactive',
  })
  assert.deepEqual(await done(grantory, ['app', 'activate', 'stock_keeper']), {
    name: 'stock_keeper',
    state: 'active',
  })
  assert.deepEqual(await done(grantory, ['app', 'delete', 'stock_keeper']), {
    name: 'stock_keeper',
    state: 'deleted',
  })
  await refused(grantory, ['app', 'activate', 'stock_keeper'])
  const hubItself = await refused(grantory, ['app', 'delete', 'directory'])
  assert.deepEqual(hubItself, ['directory is the hub itself and stays as it is'])
  assert.deepEqual(await refused(grantory, ['app', 'delete', 'stock_keeper']), [
    'there is no app stock_keeper',
  ])
})

test('credentials are made, switched, rotated, shown and deleted by their client id (G-07, G-32)', async () => {
  await using grantory = await commandLine()
  await done(grantory, ['demo'])
  const made = await done(grantory, ['credentials', 'create', 'stock_keeper', '--name', 'web', '--public'])
  assert.equal(made.client_secret, null)
  assert.match(
    (await refused(grantory, ['credentials', 'create', 'stock_keeper', '--name', 'web']))[0] ?? '',
    /web/,
  )
  const id = made.client_id
  const switches = ['--confidential', '--algorithm', 'ES256', '--plain-pkce', 'on', '--profile', 'strict']
  const grants = ['--machine-refresh-tokens', 'off', '--password-grant', 'on', '--implicit-grant', 'on']
  assert.deepEqual(await done(grantory, ['credentials', 'set', id, ...switches, ...grants]), {
    client_id: id,
    confidential: true,
    algorithm: 'ES256',
    plain_pkce: true,
    machine_refresh_tokens: false,
    password_grant: true,
    implicit_grant: true,
    profile: 'strict',
  })
  assert.equal(
    (await done(grantory, ['credentials', 'set', id, '--algorithm', 'default'])).confidential,
    true,
  )
  const before = await done(grantory, ['credentials', 'show', id])
  const rotated = await done(grantory, ['credentials', 'rotate', id, '--keep-former', '1h'])
  assert.notEqual(rotated.client_secret, before.client_secret)
  assert.equal((await done(grantory, ['credentials', 'show', id])).client_secret, rotated.client_secret)

  const hub = await grantory.serve(['serve'])
  assert.equal(await statusFor(hub.address, id, before.client_secret), 400)
  assert.equal(await statusFor(hub.address, id, rotated.client_secret), 400)
  await done(grantory, ['credentials', 'rotate', id, '--end-former'])
  assert.equal(await statusFor(hub.address, id, before.client_secret), 401)
  await hub.end()

  assert.deepEqual(await done(grantory, ['credentials', 'delete', id]), { client_id: id, state: 'deleted' })
  for (const command of ['show', 'rotate', 'delete']) await refused(grantory, ['credentials', command, id])
})

test('keys are listed and rotated; a new one is published before it signs (spec oauth.md §10.2)', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const { key } = await done(grantory, ['key', 'rotate', '--algorithm', 'ES256'])
  assert.deepEqual([key.algorithm, key.state], ['ES256', 'published'])
  const { keys } = await done(grantory, ['key', 'list'])
  const states = keys.map(
    ({ algorithm, state }: { algorithm: string; state: string }) => `${algorithm} ${state}`,
  )
  assert.deepEqual(states.sort(), ['ES256 published', 'ES256 signing', 'EdDSA signing', 'RS256 signing'])
  const urgent = await done(grantory, ['key', 'rotate', '--immediately'])
  assert.deepEqual([urgent.key.algorithm, urgent.key.state], ['RS256', 'signing'])
})

test('doctor finds a new installation well, and says what it still lacks', async () => {
  await using grantory = await commandLine()
  const before = await done(grantory, ['doctor'])
  assert.equal(before.healthy, true)
  assert.equal(before.checks.find(({ name }: { name: string }) => name === 'database').status, 'warning')
  const hub = await grantory.serve(['start'])
  const outcome = await grantory.run(['doctor'], { environment: { PORT: new URL(hub.address).port } })
  await hub.end()
  assert.equal(outcome.exitCode, 0)
  assert.doesNotMatch(outcome.stdout, /warning|fault/)
})

test('doctor tries the mail server, and a server that is away is a warning: mails wait for it', async () => {
  await using grantory = await commandLine()
  await using mails = await smtpServer()
  const mailCheck = async (url: string) => {
    const environment = { MAIL_URL: url }
    const { json, exitCode } = await grantory.run(['doctor', '--json'], { environment })
    assert.equal(exitCode, 0)
    return json.checks.find(({ name }: { name: string }) => name === 'mail')
  }
  assert.equal((await mailCheck(mails.url)).status, 'ok')
  assert.deepEqual(mails.received, [])
  const away = await mailCheck('smtp://hub:password@127.0.0.1:1')
  assert.equal(away.status, 'warning')
  assert.match(away.found, /127\.0\.0\.1:1 takes no mails/)
  assert.doesNotMatch(JSON.stringify(away), /password/)
})

test('doctor names every fault of the configuration and misspelled variables, and ends with 6', async () => {
  await using grantory = await commandLine()
  grantory.file('.env', 'PUBLIC_UROL=https://hub.example.com\n')
  const environment = { PORT: 'http', ENVIRONMENT: 'production' }
  const outcome = await grantory.run(['doctor'], { environment })
  assert.equal(outcome.exitCode, 6)
  for (const text of ['PORT', 'PUBLIC_URL ', 'PUBLIC_UROL is not read'])
    assert(outcome.stdout.includes(text), text)
})

test('doctor finds a database that is away, a wrong secret key, and demo data in production', async () => {
  await using grantory = await commandLine()
  const faults = async (environment: Record<string, string>) => {
    const { exitCode, json } = await grantory.run(['doctor', '--json'], { environment })
    assert.equal(exitCode, 6)
    return json.checks
      .filter(({ status }: { status: string }) => status === 'fault')
      .map(({ name }: { name: string }) => name)
  }
  assert.deepEqual(await faults({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' }), ['database'])
  await done(grantory, ['demo'])
  assert.deepEqual(await faults({ SECRET_KEY: 'another secret key: fedcba9876543210' }), ['secret key'])
  const production = { ENVIRONMENT: 'production', PUBLIC_URL: 'https://127.0.0.1:1' }
  assert.deepEqual(new Set(await faults(production)), new Set(['demo data']))
})

test('the example manifests can be applied beside the demo data', async () => {
  await using grantory = await commandLine()
  await done(grantory, ['demo'])
  const examples = new URL('../../examples/manifests/', import.meta.url).pathname
  assert.equal((await done(grantory, ['app', 'apply', `${examples}stock-labels.json`])).credentials.length, 2)
  assert.equal((await done(grantory, ['app', 'apply', `${examples}platform-scopes.json`])).outcome, 'updated')
})
