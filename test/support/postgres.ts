import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** A PostgreSQL server of our own; `url` names its administrator and the database `postgres`. */
export type Cluster = { url: string; stop(): Promise<void> }

const START_MS_MAX = 30_000
const USER = 'grantory'

/** The folder with `initdb` and `postgres` (newest first in Debian's layout), or null when PostgreSQL is not installed. */
export function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map(version => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/opt/homebrew/opt/postgresql/bin',
    '/usr/local/opt/postgresql/bin',
  ]
  return folders.find(folder => ['initdb', 'postgres'].every(name => existsSync(join(folder, name)))) ?? null
}

/**
 * Starts a throw-away server on a free port of the loopback address: nothing is synced to disk unless it `isDurable`,
 * nothing is left after `stop`. PostgreSQL refuses to run as root, so root hands it to the user `postgres`. Throws when it
 * does not come up.
 */
export async function startPostgres(
  binaries: string,
  { isDurable = false }: { isDurable?: boolean } = {},
): Promise<Cluster> {
  const identity = unprivilegedUser()
  const folder = mkdtempSync(join(tmpdir(), 'grantory-postgres-'))
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  const password = randomBytes(16).toString('hex')
  writeFileSync(passwordFile, password)
  if (identity.uid !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, identity.uid, identity.gid)
  }
  const initialise = ['-D', data, '-U', USER, '--pwfile', passwordFile, '--auth=password', '--no-sync']
  const options = { ...identity, cwd: folder, stdio: 'pipe' } as const
  execFileSync(join(binaries, 'initdb'), [...initialise, '--encoding=UTF8', '--locale=C'], options)

  const port = await freePort()
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings({ port, folder, isDurable })], {
    ...identity,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>(resolve => server.once('close', () => resolve()))
  const log = { text: '' }
  server.stderr.setEncoding('utf8')
  server.stderr.on('data', (chunk: string) => {
    log.text = (log.text + chunk).slice(-20_000)
  })
  await untilReady(server, log)
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      server.kill('SIGQUIT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function settings({
  port,
  folder,
  isDurable,
}: {
  port: number
  folder: string
  isDurable: boolean
}): string[] {
  const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: 300,
    shared_buffers: '128MB',
    max_wal_size: '4GB',
    ...(isDurable ? {} : hasty),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function untilReady(server: { exitCode: number | null }, log: { text: string }): Promise<void> {
  for (let waitedMs = 0; !log.text.includes('ready to accept connections'); waitedMs += 50) {
    if (server.exitCode !== null || waitedMs > START_MS_MAX) {
      throw new Error(`PostgreSQL does not start:\n${log.text}`)
    }
    await pause(50)
  }
}

/** Who runs the server: the user `postgres` when we are root, else we ourselves. */
function unprivilegedUser(): { uid: number; gid: number } | { uid?: undefined } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  })
}
