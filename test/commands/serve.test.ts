import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { commandLine } from '../support/command.ts'
import { DEMO } from '../support/demo.ts'

const production = { ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example.com', HOST: '127.0.0.1' }

test('start says in at most ten lines where it listens, with which accounts, and what to try', async () => {
  await using grantory = await commandLine()
  const hub = await grantory.serve(['start'])
  assert(hub.lines.length <= 10, hub.lines.join('\n'))
  assert.match(hub.address, /^http:\/\/localhost:\d+$/)
  for (const text of [
    DEMO.owner,
    DEMO.member,
    DEMO.developer,
    DEMO.operator,
    DEMO.password,
    `HUB_URL=${hub.address} npm start -w examples/passport-app`,
  ]) {
    assert(hub.lines.join('\n').includes(text), text)
  }
  assert.equal((await fetch(`${hub.address}/healthz`)).status, 200)
  assert.equal((await fetch(hub.address)).status, 200)
  const ended = await hub.end()
  assert.equal(ended.exitCode, 0, ended.stderr)
  assert.equal(ended.stderr, '')
})

test('start gives demo data to a new database only, serve to none', async () => {
  await using grantory = await commandLine()
  const plain = await grantory.serve(['serve'])
  assert.equal(plain.lines.length, 1)
  assert.equal((await plain.end('SIGINT')).exitCode, 0)
  await grantory.run(['person', 'create', '--email', 'somebody@example.com'])
  const again = await grantory.serve(['start'])
  assert.equal(again.lines.length, 1)
  await again.end()
  assert.equal((await grantory.run(['app', 'show', 'stock_keeper'])).exitCode, 5)
})

test('demo puts the demo data into a sandbox, as often as one likes', async () => {
  await using grantory = await commandLine()
  for (const _ of [1, 2]) {
    const outcome = await grantory.run(['demo', '--json'])
    assert.equal(outcome.exitCode, 0, outcome.stdout + outcome.stderr)
    assert.equal(outcome.json.persons.length, 4)
  }
  const hub = await grantory.serve(['start'])
  assert(hub.lines.length > 1)
  await hub.end()
})

test('production refuses demo data and does not start where it is left', async () => {
  await using grantory = await commandLine()
  const refused = await grantory.run(['demo'], { environment: production })
  assert.equal(refused.exitCode, 5)
  await grantory.run(['demo'])
  for (const command of ['serve', 'start']) {
    const outcome = await grantory.run([command], { environment: production })
    assert.equal(outcome.exitCode, 5, outcome.stderr)
    assert.match(
      outcome.stderr,
      /the client 0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e11 of stock_keeper with its published secret/,
    )
    assert.match(outcome.stderr, /the account owner@linden\.example/)
    assert.equal(outcome.stdout, '')
  }
})

test('production starts on a database of its own', async () => {
  await using grantory = await commandLine()
  const hub = await grantory.serve(['start', '--json'], { ...production, LOG_LEVEL: 'silent' })
  const said = JSON.parse(hub.lines[0] ?? '')
  assert.equal(said.environment, 'production')
  assert.equal(said.demo, false)
  assert.equal((await fetch(`http://127.0.0.1:${said.port}/readyz`)).status, 200)
  assert.equal((await hub.end()).exitCode, 0)
})

test('asked to end, the hub takes nothing new and answers what it has begun', async () => {
  await using grantory = await commandLine()
  const hub = await grantory.serve(['start'])
  const body = 'grant_type=authorization_code&client_id=nobody&code=none'
  const begun = request(`${hub.address}/oauth/access_token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': body.length,
      expect: '100-continue',
    },
  })
  const answered = once(begun, 'response')
  begun.flushHeaders()
  await once(begun, 'continue')
  const ended = hub.end()
  while (await accepts(hub.address));
  begun.end(body)
  const [answer] = await answered
  assert.equal(answer.statusCode, 400)
  answer.resume()
  assert.equal((await ended).exitCode, 0)
})

/** Whether a new connection is accepted. */
function accepts(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port) })
  return new Promise(resolve => {
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
