import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyDatabase } from './test-database.ts'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname
/** A command that takes longer hangs; it is killed, and its test sees no exit code. */
const RUN_MS_MAX = 60_000
/** One that serves lives as long as its test, which may run many others. */
const SERVE_MS_MAX = 480_000
const SECRET_KEY = 'a secret key for tests: 0123456789abcdef'

/** What a command ended with. `json` is its standard output, read. */
export type CommandOutcome = {
  exitCode: number | null
  stdout: string
  stderr: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the command said
  json: any
}

/** The real program in a folder and on a database of its own. */
export type CommandLine = {
  folder: string
  databaseUrl: string
  /** Runs a command to its end; `environment` comes on top of the database and a secret key. */
  run(args: string[], more?: { environment?: Environment; input?: string }): Promise<CommandOutcome>
  /** Begins a command that waits for somebody. */
  begin(args: string[], more?: { environment?: Environment }): Begun
  /** Runs a command that serves, until it says where it listens. */
  serve(args: string[], environment?: Environment): Promise<Serving>
  /** Writes a file of the folder and gives its name. */
  file(name: string, content: unknown): string
  [Symbol.asyncDispose](): Promise<void>
}

/** A server that runs: what it said first, and how to end it. */
export type Serving = {
  address: string
  lines: string[]
  end(signal?: NodeJS.Signals): Promise<CommandOutcome>
}

/** A command that is running: what it has said so far can be waited for. */
export type Begun = {
  /** Resolves with the first match in what it says, on whichever output; fails when it ends without it. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  signal(signal: NodeJS.Signals): void
  outcome: Promise<CommandOutcome>
}

/** An undefined value takes a variable away. */
export type Environment = Record<string, string | undefined>

/**
 * A command line on an empty database, on SQLite or on the PostgreSQL of `TEST_DATABASE`; unless it is migrated, the file of
 * SQLite is not there yet.
 */
export async function commandLine({ isMigrated = false } = {}): Promise<CommandLine> {
  const folder = mkdtempSync(join(tmpdir(), 'grantory-command-'))
  const database = await emptyDatabase({ isMigrated })
  const running = new Set<ChildProcess>()
  const launch = (args: string[], environment: Environment = {}, timeout = RUN_MS_MAX) => {
    const base = { PATH: process.env['PATH'], DATABASE_URL: database.url, SECRET_KEY }
    const env = { ...base, ...environment }
    const limit = { timeout, killSignal: 'SIGKILL' } as const
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env, ...limit })
    running.add(child)
    child.once('close', () => running.delete(child))
    return child
  }
  return {
    folder,
    databaseUrl: database.url,
    async run(args, { environment, input = '' } = {}) {
      const child = launch(args, environment)
      child.stdin.end(input)
      return outcomeOf(child)
    },
    begin(args, { environment } = {}) {
      const child = launch(args, environment)
      const outcome = outcomeOf(child)
      return { said: pattern => saidBy(child, outcome, pattern), signal: name => child.kill(name), outcome }
    },
    async serve(args, environment = {}) {
      const child = launch(args, { PORT: '0', ...environment }, SERVE_MS_MAX)
      const outcome = outcomeOf(child)
      const lines = await firstLines(child, outcome)
      const address = /listens at (\S+)/.exec(lines[0] ?? '')?.[1] ?? ''
      return {
        address,
        lines,
        end(signal = 'SIGTERM') {
          child.kill(signal)
          return outcome
        },
      }
    },
    file(name, content) {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
      return name
    },
    async [Symbol.asyncDispose]() {
      for (const child of running) child.kill('SIGKILL')
      await database.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function outcomeOf(child: ReturnType<typeof spawn>): Promise<CommandOutcome> {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', exitCode => {
      resolve({
        exitCode,
        ...output,
        get json() {
          return JSON.parse(output.stdout)
        },
      })
    })
  })
}

function saidBy(
  child: ChildProcess,
  outcome: Promise<CommandOutcome>,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  let text = ''
  return new Promise((resolve, reject) => {
    const listen = (chunk: unknown) => {
      text += String(chunk)
      const match = pattern.exec(text)
      if (match) resolve(match)
    }
    for (const output of [child.stdout, child.stderr]) output?.on('data', listen)
    void outcome.then(ended =>
      reject(new Error(`ended with ${ended.exitCode}: ${ended.stdout}${ended.stderr}`)),
    )
  })
}

/** The first lines of a server; fails when it ends before it listens. */
function firstLines(child: ChildProcess, outcome: Promise<CommandOutcome>): Promise<string[]> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', text => resolve(String(text).trimEnd().split('\n')))
    void outcome.then(ended =>
      reject(new Error(`ended with ${ended.exitCode}: ${ended.stdout}${ended.stderr}`)),
    )
  })
}
