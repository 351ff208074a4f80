import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, newVisitor, signInWith } from '../support/browser.ts'
import { type CommandLine, type CommandOutcome, commandLine } from '../support/command.ts'
import { freePort } from '../support/listening-app.ts'
import { ADDRESS } from '../support/perform.ts'

const PASSWORD = 'a password for the terminal'
const VENDOR = 'ada@rota.example'
const ADMIN = 'otto@mill.example'
const ENTRY_POINT = 'https://example.com/myapp'
const PERSON = 'directory.person.r'
const ORGANIZATION = 'directory.organization.r'
const SITES = 'directory.sites.rw'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

test('a vendor gets from an empty database to an installed app and both kinds of tokens by commands alone (platform.md §4, §7, experience.md)', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const hub = await hubOf(grantory)

  // Two accounts with their organizations; the second one allows to be found.
  for (const email of [VENDOR, ADMIN])
    await done(grantory, ['person', 'create', '--email', email, '--password-stdin'], { input: PASSWORD })
  const create = ['organization', 'create', '--country', 'DE']
  await done(grantory, [...create, '--name', 'Rota Labs', '--owner', VENDOR])
  const mill = await done(grantory, [
    ...create,
    '--name',
    'Paper Mill',
    '--owner',
    ADMIN,
    '--kind',
    'printer',
  ])
  await done(grantory, ['organization', 'set', 'paper_mill', '--discoverable', 'on'])

  // The app: by options, then on by its manifest.
  const app = await done(grantory, [
    ...['app', 'create', 'my_first_app', '--organization', 'rota_labs', '--title', 'My first app'],
    ...['--entry-point', ENTRY_POINT, '--scope', `${PERSON},${ORGANIZATION}`],
  ])
  assert.deepEqual([app.outcome, app.app.state], ['created', 'active'])
  const manifest = await done(grantory, ['app', 'show', 'my_first_app'])
  const file = grantory.file('app.json', { ...manifest, oauth_redirect_urls: ['http://127.0.0.1/callback'] })
  assert.equal((await done(grantory, ['app', 'apply', file])).outcome, 'updated')
  const [pair] = (await done(grantory, ['credentials', 'list', 'my_first_app'])).credentials
  assert.equal(pair.client_id, app.credentials[0].client_id)
  const { client_secret } = await done(grantory, ['credentials', 'show', pair.client_id])
  const asApp = {
    GRANTORY_CLIENT_ID: pair.client_id,
    GRANTORY_CLIENT_SECRET: client_secret,
    PUBLIC_URL: hub.address,
  }

  // The organization takes part, and its admin connects the app.
  await done(grantory, ['app', 'invite', 'my_first_app', '--organization', 'paper_mill'])
  const decides = ['my_first_app', '--organization', 'paper_mill', '--as', ADMIN]
  const connected = await done(grantory, ['connection', 'create', ...decides])
  assert.deepEqual(connected.granted, [ORGANIZATION])
  assert.equal(connected.opens_at, `${ENTRY_POINT}?launchpad=1&organization_id=${mill.id}`)
  const { participants } = await done(grantory, ['app', 'participants', 'my_first_app'])
  assert.deepEqual([participants[0].name, participants[0].connected], ['Paper Mill', true])

  // A person logs in; only this needs a browser.
  const words = ['perform', 'authorization-code', '--scope', PERSON, '--call', '/api/v1/person', '--verify']
  const flow = grantory.begin([...words, '--json'], { environment: asApp })
  const [, address = ''] = await flow.said(ADDRESS)
  await using person = await newVisitor(browser)
  await person.page.goto(address)
  await signInWith(person.page, ADMIN, PASSWORD)
  await person.page.getByRole('button', { name: 'Allow' }).click()
  await person.page.getByText('you can close this page').waitFor()
  const loggedIn = await flow.outcome
  assert.equal(loggedIn.exitCode, 0, loggedIn.stdout + loggedIn.stderr)
  assert.equal(loggedIn.json.steps.at(-1).answer.body.email, ADMIN)

  // The machine's turn: the scope stands in the address, who asks in the header.
  const machine = (scopes: string[]) => [
    ...['perform', 'client-credentials', '--in-query', '--verify', '--scope'],
    scopes.map(scope => `Org/${mill.id}.${scope}`).join(','),
  ]
  const granted = await done(grantory, machine([ORGANIZATION]), { environment: asApp })
  const { request } = granted.steps.find(({ title }: { title: string }) => title.startsWith('The client'))
  assert.match(request.url, /\/oauth\/access_token\?grant_type=client_credentials&scope=Org/)
  assert.equal(request.headers.authorization, 'Basic [secret]')
  assert.match(granted.steps[1].curl, /^curl -X POST -u \S+ 'http\S+'$/)
  const withToken = { ...asApp, GRANTORY_TOKEN: granted.tokens.access_token }
  const organization = await done(grantory, ['perform', 'call', '/api/v1/organization'], {
    environment: withToken,
  })
  assert.deepEqual([organization.status, organization.body.name], [200, 'Paper Mill'])
  assert.equal((await refused(grantory, ['perform', 'call', '/api/v1/sites'], withToken)).steps.length, 1)

  // One scope more waits for an approval, and works from then on.
  const more = { ...manifest, desired_oauth_scopes: [PERSON, ORGANIZATION, SITES] }
  await done(grantory, ['app', 'apply', '-'], { input: JSON.stringify(more) })
  await refused(grantory, machine([ORGANIZATION, SITES]), asApp)
  const approved = await done(grantory, ['connection', 'approve', ...decides])
  assert.deepEqual([approved.approved, approved.granted], [1, [ORGANIZATION, SITES].sort()])
  await done(grantory, machine([ORGANIZATION, SITES]), { environment: asApp })

  // It ends: at once, also for the token that was good a moment ago.
  await done(grantory, ['connection', 'revoke', ...decides])
  await refused(grantory, machine([ORGANIZATION]), asApp)
  await refused(grantory, ['perform', 'call', '/api/v1/organization'], withToken)

  // All of it was the operator's, and is in the audit log.
  const { entries } = await done(grantory, ['audit', 'list', '--app', 'my_first_app', '--actor', 'operator'])
  const actions = new Set(entries.map(({ action }: { action: string }) => action))
  for (const action of [
    'app_created',
    'client_secret_shown',
    'participation_offered',
    'connection_established',
    'connection_extended',
    'connection_revoked',
  ])
    assert.ok(actions.has(action), `${action} among ${[...actions]}`)
  await hub.end()
})

test('the walk in docs/command-line.md runs line by line as it stands (experience.md)', async () => {
  await using grantory = await commandLine({ isMigrated: true })
  const hub = await hubOf(grantory)
  // What a reader copies from answers, and what `export` keeps for the shell.
  const known = new Map<string, string>()
  const environment: Record<string, string> = { PUBLIC_URL: hub.address }
  for (const { words, input } of walk()) {
    const args = words.map(word => word.replace(/<([a-z ]+)>/g, (_, name) => known.get(name) ?? `no ${name}`))
    if (args[0] === 'export') {
      for (const [, name = '', value = ''] of args.slice(1).map(pair => /^(\w+)=(.*)$/.exec(pair) ?? []))
        environment[name] = value
      continue
    }
    assert.equal(args.shift(), 'grantory')
    const isLogin = args[1] === 'authorization-code'
    const typed = args.includes('-') ? (input ?? known.get('access token') ?? '') : ''
    const outcome = isLogin
      ? await logIn(grantory, args, { environment, password: known.get('password') ?? '' })
      : await grantory.run(args, { environment, input: typed })
    assert.equal(outcome.exitCode, 0, `${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`)
    for (const [name, pattern] of Object.entries(IN_ANSWERS)) {
      const [, value] = pattern.exec(outcome.stdout) ?? []
      if (value !== undefined) known.set(name, value)
    }
  }
  const { connections } = await done(grantory, ['connection', 'list', '--app', 'my_first_app'])
  assert.deepEqual(connections[0].granted, [ORGANIZATION, 'directory.sites.r'])
  await hub.end()
})

/** Where answers for people have what later lines need. */
const IN_ANSWERS = {
  password: /^Password, shown only now: (\S+)$/m,
  'client id': /^ {2}client id {6}(\S+)/m,
  'client secret': /^ {2}client secret {2}(\S+)$/m,
  id: /Organization\/([0-9a-f-]{36})/,
  'access token': /"access_token": "([^"]+)"/,
}

type Line = { words: string[]; input?: string }

/** The lines of the walk as a shell would read them. */
function walk(): Line[] {
  const page = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8')
  const [, block = ''] = /## From nothing to an app that works\n.*?```sh\n(.*?)```/s.exec(page) ?? []
  const heredocs: string[] = []
  const text = block
    .replace(/ <<'(\w+)'\n(.*?\n)\1\n/gs, (_, _end, body) => ` HEREDOC${heredocs.push(body)}\n`)
    .replace(/\\\n\s*/g, '')
  return text
    .split('\n')
    .map(line => line.replace(/(?:^|\s+)# .*$/, ''))
    .filter(line => line !== '')
    .map(line => {
      const words = [...line.matchAll(/(?:"[^"]*"|<[^>]*>|[^\s"])+/g)].map(([word]) =>
        word.replaceAll('"', ''),
      )
      const [, number] = /^HEREDOC(\d+)$/.exec(words.at(-1) ?? '') ?? []
      return number === undefined
        ? { words }
        : { words: words.slice(0, -1), input: heredocs[Number(number) - 1] ?? '' }
    })
}

async function logIn(
  grantory: CommandLine,
  args: string[],
  { environment, password }: { environment: Record<string, string>; password: string },
): Promise<CommandOutcome> {
  const flow = grantory.begin(args, { environment })
  const [, address = ''] = await flow.said(ADDRESS)
  await using person = await newVisitor(browser)
  await person.page.goto(address)
  await signInWith(person.page, 'otto@example.com', password)
  await person.page.getByRole('button', { name: 'Allow' }).click()
  await person.page.getByText('you can close this page').waitFor()
  return flow.outcome
}

/** A hub on the database of the command line, at an address both know. */
async function hubOf(grantory: CommandLine) {
  const port = await freePort()
  return grantory.serve(['serve'], { PORT: String(port) })
}

type More = { environment?: Record<string, string>; input?: string }

/** A command that must succeed; gives its data. */
async function done(grantory: CommandLine, args: string[], more: More = {}): Promise<CommandOutcome['json']> {
  const outcome = await grantory.run([...args, '--json'], more)
  assert.equal(outcome.exitCode, 0, `${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`)
  return outcome.json
}

/** A command that must be refused; gives its data. */
async function refused(
  grantory: CommandLine,
  args: string[],
  environment: Record<string, string>,
): Promise<CommandOutcome['json']> {
  const outcome = await grantory.run([...args, '--json'], { environment })
  assert.equal(outcome.exitCode, 5, `${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`)
  return outcome.json
}
