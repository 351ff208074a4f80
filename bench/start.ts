/** How long `grantory serve` takes on an existing database until it listens: the median of five. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './support/load.ts'
import { databaseFolder } from './support/place.ts'
import { figure } from './support/report.ts'

const ROUNDS = 5
const PORT = '4998'
const START_MS_MAX = 60_000
const launcher = fileURLToPath(new URL('../bin/grantory.js', import.meta.url))
await using folder = databaseFolder()
const environment = {
  ...process.env,
  PORT,
  HOST: '127.0.0.1',
  PUBLIC_URL: `http://localhost:${PORT}`,
  DATABASE_URL: `sqlite:${join(folder.path, 'grantory.db')}`,
  LOG_LEVEL: 'warn',
}

await timeToListen() // The first start makes the database.
const times: number[] = []
for (let round = 0; round < ROUNDS; round += 1) times.push(await timeToListen())
figure(`grantory serve listens after (median of ${ROUNDS})`, median(times), 'ms')

async function timeToListen(): Promise<number> {
  const began = performance.now()
  const server = spawn(process.execPath, [launcher, 'serve'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(server, 'exit')
  try {
    await untilItAnswers(server)
    return performance.now() - began
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

async function untilItAnswers(server: ChildProcess): Promise<void> {
  const limit = performance.now() + START_MS_MAX
  for (;;) {
    if (performance.now() > limit) throw new Error(`no answer within ${START_MS_MAX / 1000} s`)
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const answers = await fetch(`http://127.0.0.1:${PORT}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answers) return
  }
}
