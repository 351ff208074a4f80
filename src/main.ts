import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Surroundings } from './commands/command.ts'
import { run } from './commands/run.ts'
import { systemClock } from './platform/clock.ts'

/** How long the process may live on after its command has ended. */
const LINGER_MS_MAX = 2_000

/**
 * The program `grantory`: gives a command what it needs of the process, prints what it says, ends with its exit code.
 * `--json` may stand anywhere. Results go to standard output; faults and logs to standard error, with `--json` faults
 * too are the one line on standard output.
 */
async function main(): Promise<void> {
  const args = process.argv.slice(2).filter(argument => argument !== '--json')
  const isJson = args.length < process.argv.length - 2
  const print = ({ lines, data }: { lines: string[]; data: unknown }) =>
    process.stdout.write(isJson ? `${JSON.stringify(data)}\n` : lines.map(line => `${line}\n`).join(''))

  const surroundings: Surroundings = {
    environment: process.env,
    dotEnvText: existsSync('.env') ? readFileSync('.env', 'utf8') : null,
    clock: systemClock,
    monotonicMs: () => performance.now(),
    version: readVersion(),
    announce: print,
    tell: lines => (isJson ? process.stderr : process.stdout).write(lines.map(line => `${line}\n`).join('')),
    log: { write: line => process.stderr.write(line) },
    readFile: path => readFileSync(path, 'utf8'),
    readInput,
    stopRequested,
    // The only fault of a delay is that it was ended.
    pause: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
    openBrowser,
  }
  const outcome = await run(args, surroundings)
  if (outcome.isFault && !isJson) process.stderr.write(outcome.lines.map(line => `${line}\n`).join(''))
  else print(outcome)
  process.exitCode = outcome.exitCode
  // Nothing should hold the process now; what does, for instance a database that went away, is not waited for.
  setTimeout(() => process.exit(), LINGER_MS_MAX).unref()
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return String(version)
}

async function readInput(): Promise<string> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) text += chunk
  return text
}

/** The first signal asks to end; a second one ends at once, as the system does it. */
function stopRequested(): Promise<void> {
  return new Promise(resolve => {
    const signals = ['SIGINT', 'SIGTERM'] as const
    const stop = () => {
      for (const signal of signals) process.off(signal, stop)
      resolve()
    }
    for (const signal of signals) process.on(signal, stop)
  })
}

/** What shows an address on each system; the address comes last. */
const OPENERS: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

function openBrowser(url: string): void {
  const [program = '', ...words] = OPENERS[process.platform] ?? ['xdg-open']
  const opener = spawn(program, [...words, url], { stdio: 'ignore', detached: true })
  opener.once('error', () => {})
  opener.unref()
}

await main()
