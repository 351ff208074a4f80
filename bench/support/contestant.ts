import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Cores, startedOn } from './cores.ts'

/** Ours runs as its launcher starts it (bin/runtime.js). */
const LAUNCHER_FLAGS = ['--max-semi-space-size=4']
const LAUNCHER_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url)),
}

const START_MS_MAX = 60_000
const ASK_MS_MAX = 60_000
const STOP_MS_MAX = 5_000

/** The questions a server process answers besides its work, each with a word or a number. */
export type Questions = { [question: string]: (argument: string) => unknown }
/** Resident memory in MB, and CPU time since the start in ms. */
export type Usage = { memoryMb: number; cpuMs: number }

/** A server in a process of its own; the load comes from another. */
export type Contestant = {
  port: number
  /** Rejects when the process does not answer in time. */
  ask<T>(question: string, argument?: string): Promise<T>
  usage(): Promise<Usage>
  /** Ends it, by force when it does not end by itself. Never rejects. */
  stop(): Promise<void>
}

/** Starts `bench/servers/<name>.ts` with these words behind it. Rejects when it does not listen in time. */
export async function startContestant(
  name: 'grantory' | 'oidc-provider' | 'limit',
  { words, cores }: { words: string[]; cores: Cores },
): Promise<Contestant> {
  const file = fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url))
  const isOurs = name === 'grantory'
  const profile =
    isOurs && process.env['BENCH_PROFILE']
      ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`]
      : []
  const flags = ['--no-warnings', ...(isOurs ? LAUNCHER_FLAGS : []), ...profile]
  const child = spawn(...startedOn(cores, process.execPath, [...flags, file, ...words]), {
    env: { ...process.env, ...(isOurs && LAUNCHER_ENVIRONMENT) },
    // What it prints is no result.
    stdio: ['ignore', process.stderr.fd, 'inherit', 'ipc'],
  })
  try {
    const answers = new Answers(name, child)
    const { port } = await answers.of<{ port: number }>('ready', START_MS_MAX)
    let asked = 0
    const ask = <T>(question: string, argument = '') => {
      asked += 1
      const answer = answers.of<T>(String(asked), ASK_MS_MAX)
      child.send({ id: String(asked), question, argument })
      return answer
    }
    return { port, ask, usage: () => ask<Usage>('usage'), stop: () => stop(name, child) }
  } catch (error) {
    await stop(name, child)
    throw error
  }
}

/** What a server process sends. */
type Message = { id: string; answer: unknown } | { id: string; error: string }

/** The answers of one process by the id of their question; all that wait are rejected when it ends. */
class Answers {
  readonly #waiting = new Map<string, { resolve(answer: unknown): void; reject(error: Error): void }>()
  readonly #name: string

  constructor(name: string, child: ChildProcess) {
    this.#name = name
    child.on('message', (message: Message) => {
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if ('error' in message) waiting?.reject(new Error(`${name}: ${message.error}`))
      else waiting?.resolve(message.answer)
    })
    child.on('error', error => this.#end(error))
    child.on('exit', (code, signal) =>
      this.#end(new Error(`the server ${name} ended with ${signal ?? code}`)),
    )
  }

  async of<T>(id: string, limitMs: number): Promise<T> {
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    const limit = AbortSignal.timeout(limitMs)
    limit.onabort = () => {
      this.#waiting
        .get(id)
        ?.reject(new Error(`the server ${this.#name} says nothing for ${limitMs / 1000} s`))
    }
    try {
      // Both ends of the channel are this file and bench/servers: the question says what is answered.
      return (await answer) as T
    } finally {
      limit.onabort = null
    }
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

async function stop(name: string, child: ChildProcess): Promise<void> {
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  if (isOver()) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await Promise.race([ended, pause(STOP_MS_MAX, undefined, { ref: false })])
  if (isOver()) return
  console.error(`the server ${name} did not end within ${STOP_MS_MAX / 1000} s: killed`)
  child.kill('SIGKILL')
  await ended
}

/** In the server process: tells the load that it listens, and answers its questions until the load is gone. */
export function announce(port: number, questions: Questions = {}): void {
  const all: Questions = {
    usage: () => {
      const { user, system } = process.cpuUsage()
      return { memoryMb: process.memoryUsage.rss() / 1e6, cpuMs: (user + system) / 1000 }
    },
    ...questions,
  }
  process.on(
    'message',
    async ({ id, question, argument }: { id: string; question: string; argument: string }) => {
      try {
        const answer = await all[question]?.(argument)
        process.send?.({ id, answer })
      } catch (error) {
        process.send?.({ id, error: String(error) })
      }
    },
  )
  // A server that outlives a load that failed would hold its output open, and whoever reads that would wait for ever.
  process.on('disconnect', () => process.exit(1))
  process.on('SIGTERM', () => process.exit(0))
  process.send?.({ id: 'ready', answer: { port } })
}
