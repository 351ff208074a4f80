import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { commandLine } from '../support/command.ts'

/** The limit for running requests, and some time for everything else. */
const END_MS_MAX = 14_000

/** A connection whose request is begun and never finished. */
async function unfinishedRequest(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => {})
  socket.write(
    'POST /oauth/access_token HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\nexpect: 100-continue\r\n\r\n',
  )
  await once(socket, 'data')
  return socket
}

/** Resolves when new connections are refused: the program has begun to end. */
async function untilRefused(address: string): Promise<void> {
  for (;;) {
    const answers = await fetch(`${address}/healthz`).catch(() => null)
    if (answers === null) return
    await answers.text()
  }
}

test('a request that does not end is cut after the limit, and the end is still an orderly one', async () => {
  await using grantory = await commandLine()
  const hub = await grantory.serve(['serve'])
  const socket = await unfinishedRequest(hub.address)
  const closed = once(socket, 'close')
  const began = performance.now()
  const ended = await hub.end()
  await closed
  assert.equal(ended.exitCode, 0, ended.stderr)
  assert.ok(performance.now() - began < END_MS_MAX)
})

test('a second signal ends at once', async () => {
  await using grantory = await commandLine()
  const hub = await grantory.serve(['serve'])
  const socket = await unfinishedRequest(hub.address)
  const closed = once(socket, 'close')
  const first = hub.end('SIGTERM')
  await untilRefused(hub.address)
  const began = performance.now()
  assert.equal((await hub.end('SIGTERM')).exitCode, null)
  assert.ok(performance.now() - began < 2_000)
  assert.equal((await first).exitCode, null)
  await closed
})

test('a port for metrics that is in use is told by its name', async () => {
  const other = createServer().listen(0, 'localhost')
  await once(other, 'listening')
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  await using grantory = await commandLine()
  const outcome = await grantory.run(['serve'], {
    environment: { PORT: '0', METRICS_PORT: String(address.port) },
  })
  other.close()
  assert.equal(outcome.exitCode, 5, outcome.stderr)
  assert.match(outcome.stderr, new RegExp(`port ${address.port} of localhost is in use: set METRICS_PORT`))
})
