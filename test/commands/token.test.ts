import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CommandLine, type CommandOutcome, commandLine } from '../support/command.ts'
import { DEMO } from '../support/demo.ts'
import { claimsOf } from '../support/test-client.ts'

const roster = {
  ...{ name: 'roster', title: 'Roster', type: 'private', organization: 'linden_press' },
  desired_oauth_scopes: ['directory.organization.r'],
}
const PERSON = ['--person', DEMO.owner]
const ORGANIZATION = ['--organization', 'linden_press']

async function run(
  grantory: CommandLine,
  args: string[],
  { exitCode = 0, input }: { exitCode?: number; input?: string } = {},
): Promise<CommandOutcome['json']> {
  const outcome = await grantory.run(['token', ...args, '--json'], { ...(input !== undefined && { input }) })
  assert.equal(outcome.exitCode, exitCode, outcome.stdout + outcome.stderr)
  return outcome.json
}

async function withDemo(): Promise<CommandLine> {
  const grantory = await commandLine()
  assert.equal((await grantory.run(['demo'])).exitCode, 0)
  return grantory
}

/** The status of GET /api/v1/access_token. */
async function statusFor(address: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${address}/api/v1/access_token`, { headers })).status
}

test('token issue, list, inspect and revoke: the life of a private token (spec oauth.md §13)', async () => {
  await using grantory = await withDemo()
  const scope = ['--scope', 'directory.organization.r,warehouse.items.r']
  const issued = await run(grantory, ['issue', ...ORGANIZATION, ...scope, '--note', 'nightly export'])
  assert.deepEqual(issued.scope, ['directory.organization.r', 'warehouse.items.r'])
  assert.equal(claimsOf(issued.access_token).sub, `Organization/${DEMO.linden}`)
  // The same issuer as at the command line, although the port is another.
  const hub = await grantory.serve(['serve'], { TOKEN_ISSUER: 'http://localhost:4000' })
  assert.equal(await statusFor(hub.address, issued.access_token), 200)

  const inspected = await run(grantory, ['inspect'], { input: `${issued.access_token}\n` })
  assert.equal(inspected.kind, 'private access token')
  assert.equal(inspected.accepted, true)
  assert.equal(inspected.claims.jti, issued.jti)
  assert.equal(inspected.facts.note, 'nightly export')
  const listed = await run(grantory, ['list', '--organization', DEMO.linden])
  assert.deepEqual(
    listed.private_tokens.map(({ jti, status, note }: Record<string, string>) => [jti, status, note]),
    [[issued.jti, 'active', 'nightly export']],
  )

  assert.equal((await run(grantory, ['revoke', issued.jti])).state, 'revoked')
  const deadline = performance.now() + 2_000
  while ((await statusFor(hub.address, issued.access_token)) !== 403) assert.ok(performance.now() < deadline)
  await hub.end()
  assert.equal((await run(grantory, ['revoke', '-'], { input: issued.access_token })).state, 'had ended')
  const refused = await run(grantory, ['inspect', issued.access_token], { exitCode: 5 })
  assert.equal(refused.refusal, 'it was revoked: revoked by the operator')
  assert.equal((await run(grantory, ['list', ...ORGANIZATION])).private_tokens[0].status, 'revoked')
})

test('token issue makes a person’s token, and says what is wrong with a wish', async () => {
  await using grantory = await withDemo()
  const issued = await run(grantory, ['issue', ...PERSON, '--scope', 'directory.person.r'])
  assert.match(claimsOf(issued.access_token).sub, /^Person\//)
  const lines = await grantory.run(['token', 'issue', ...PERSON, '--scope', 'directory.person.r'])
  assert.match(lines.stdout, /^eyJ\S+\n\nShown only now\. Its id is /)

  const wrong: [string[], number, RegExp][] = [
    [[...PERSON, '--scope', 'directory.organization.r'], 5, /scopes unavailable/],
    [['--person', 'nobody@example.com', '--scope', 'directory.person.r'], 5, /no account/],
    [[...PERSON, ...ORGANIZATION, '--scope', 'directory.person.r'], 2, /exclude/],
    [PERSON, 2, /--scope is missing/],
    [[...PERSON, '--app', 'roster', '--scope', 'directory.person.r'], 2, /--app goes with/],
  ]
  for (const [args, exitCode, message] of wrong) {
    const { error } = await run(grantory, ['issue', ...args], { exitCode })
    assert.match(error.message, message)
  }
})

test('token issue --app gives a private app’s pair for a connected organization (spec oauth.md §13)', async () => {
  await using grantory = await withDemo()
  const file = grantory.file('roster.json', roster)
  assert.equal((await grantory.run(['app', 'apply', file])).exitCode, 0)
  const forApp = ['issue', ...ORGANIZATION, '--scope', 'directory.organization.r', '--app']
  const issued = await run(grantory, [...forApp, 'roster'])
  assert.deepEqual(claimsOf(issued.access_token).aud, ['roster'])
  assert.match(issued.refresh_token, /^grt_/)
  const listed = await run(grantory, ['list', '--app', 'roster'])
  assert.deepEqual(
    listed.app_tokens.map(({ jti, flow }: Record<string, string>) => [jti, flow]),
    [[issued.jti, 'connection_page']],
  )
  assert.equal((await run(grantory, ['list', ...ORGANIZATION, '--app', 'roster'])).app_tokens.length, 1)
  assert.equal((await run(grantory, ['list', ...ORGANIZATION, '--app', 'stock_keeper'])).app_tokens.length, 0)
  for (const text of [issued.access_token, issued.refresh_token]) {
    const { accepted, facts } = await run(grantory, ['inspect'], { input: text })
    assert.deepEqual([accepted, facts.flow, facts.client_id], [true, 'connection_page', issued.client_id])
  }
  assert.match(
    (await run(grantory, [...forApp, 'stock_keeper'], { exitCode: 5 })).error.message,
    /not private/,
  )
  assert.match((await run(grantory, [...forApp, 'none'], { exitCode: 5 })).error.message, /no app none/)

  assert.equal((await run(grantory, ['revoke'], { input: issued.refresh_token })).jti, issued.jti)
  const access = await run(grantory, ['inspect', issued.access_token], { exitCode: 5 })
  assert.equal(access.refusal, 'it was revoked: revoked by the operator')
  const refresh = await run(grantory, ['inspect', issued.refresh_token], { exitCode: 5 })
  assert.equal(refresh.refusal, 'revoked by the operator')
  assert.deepEqual((await run(grantory, ['list', '--app', 'roster'])).app_tokens, [])
})

test('token inspect prints nothing of a forged token as it is (attack J1)', async () => {
  await using grantory = await withDemo()
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const forged = `${encoded({ kid: '\u001b[31mkey', alg: 'RS256' })}.${encoded({ sub: '\u001b[2Jme' })}.AAAA`
  const { stdout, exitCode } = await grantory.run(['token', 'inspect', forged])
  assert.equal(exitCode, 5)
  assert.match(stdout, /^This unknown text is refused: no key of this hub/)
  assert.ok(!stdout.includes('\u001b'))
  assert.equal((await grantory.run(['token', 'inspect'])).exitCode, 2)
  assert.match((await run(grantory, ['revoke', 'unknown'], { exitCode: 5 })).error.message, /no such token/)
})
