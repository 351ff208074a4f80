/** How long `grantory serve` takes on an existing database until it listens: the median of five. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './support/load.ts'

const ROUNDS = 5
const PORT = '4998'
const launcher = fileURLToPath(new URL('../bin/grantory.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'grantory-bench-'))
const environment = {
  ...process.env,
  PORT,
  HOST: '127.0.0.1',
  PUBLIC_URL: `http://localhost:${PORT}`,
  DATABASE_URL: `sqlite:${join(folder, 'grantory.db')}`,
  LOG_LEVEL: 'warn',
}

try {
  await timeToListen() // The first start makes the database.
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) times.push(await timeToListen())
  console.log(
    `grantory serve listens after ${median(times).toFixed(0)} ms (median of ${ROUNDS}: ${times.map(ms => ms.toFixed(0)).join(', ')})`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function timeToListen(): Promise<number> {
  const began = performance.now()
  const server = spawn(process.execPath, [launcher, 'serve'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilItAnswers(server)
  const elapsed = performance.now() - began
  server.kill('SIGTERM')
  await once(server, 'exit')
  return elapsed
}

async function untilItAnswers(server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const answers = await fetch(`http://127.0.0.1:${PORT}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answers) return
  }
}
