import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Ours runs as its launcher starts it (bin/runtime.js). */
const LAUNCHER_FLAGS = ['--max-semi-space-size=4']
const LAUNCHER_ENVIRONMENT = {
  ...process.env,
  MALLOC_ARENA_MAX: '2',
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
}

/** What a server process tells when it listens. */
export type Ready = {
  port: number
  authorization: string
  tokenPath: string
  refreshTokens: string[]
  codes: string[]
  redirectUri: string
}

/** A server in a process of its own, on the first core; the load comes from another. */
export type Contestant = {
  ready: Ready
  /** Resident memory in MB. */
  memory(): Promise<number>
  stop(): Promise<void>
}

/** Starts `bench/servers/<name>.ts` with these words behind it. */
export async function startContestant(name: string, words: string[]): Promise<Contestant> {
  const file = fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url))
  const [flags, env] = name === 'grantory' ? [LAUNCHER_FLAGS, LAUNCHER_ENVIRONMENT] : [[], process.env]
  const child = spawn('taskset', ['-c', '0', process.execPath, '--no-warnings', ...flags, file, ...words], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ready = await message<Ready>(child)
  return {
    ready,
    async memory() {
      child.send('memory')
      return (await message<{ rss: number }>(child)).rss / 1_000_000
    },
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [answer] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the server ended before it answered')
    }),
  ])
  return answer
}

/** In the server process: tells the load that it listens, answers for its memory. */
export function announce(ready: Ready): void {
  process.send?.(ready)
  process.on('message', () => process.send?.({ rss: process.memoryUsage().rss }))
  process.on('SIGTERM', () => process.exit(0))
}
