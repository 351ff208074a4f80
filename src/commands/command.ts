import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Clock } from '../platform/clock.ts'
import type { Outage } from '../platform/database/database.ts'

/** What a command ends with; scripts may rely on it (docs/command-line.md). */
export const EXIT = {
  done: 0,
  /** A fault of the program itself. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** The configuration cannot be used. */
  configuration: 3,
  /** A dependency does not answer: the database above all. */
  outage: 4,
  /** A rule says no, or what was named does not exist. */
  refused: 5,
  /** `doctor` found something that must be mended. */
  unhealthy: 6,
} as const

/** The world outside the program; only main.ts has the real one. */
export type Surroundings = {
  environment: Record<string, string | undefined>
  /** The text of `.env` in the working directory; null when there is none. */
  dotEnvText: string | null
  clock: Clock
  monotonicMs(): number
  version: string
  /** Says something while a command is still running, in the form its result will have. */
  announce(result: Result): void
  /** Tells what happens while a command is running: beside its result, and with `--json` on standard error. */
  tell(lines: string[]): void
  /** A line of the log of a command that does not serve: beside its result, never in it. */
  log: { write(line: string): void }
  readFile(path: string): string
  /** Everything on standard input. */
  readInput(): Promise<string>
  /** From now on a signal does not end the program, but resolves this. */
  stopRequested(): Promise<void>
  /** Waits; ends early, and without an error, when the signal says so. */
  pause(ms: number, signal: AbortSignal): Promise<void>
  /** Asks the desktop to show an address. Nobody waits for it, and nobody hears when there is no desktop. */
  openBrowser(url: string): void
}

/** What a command has to say: lines for people, and the same as data for `--json`. */
export type Result = { exitCode?: number; lines: string[]; data: unknown }

/** A command as its file exports it. */
export type Command = (args: string[], surroundings: Surroundings) => Promise<Result>

/** The command line cannot be understood. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** A rule says no; `details` are shown line by line, and as data with `--json`, where `data` stands beside the error. */
export class Refused extends Error {
  readonly details: string[]
  readonly data: Record<string, unknown>

  constructor(message: string, details: string[] = [], data: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Refused'
    this.details = details
    this.data = data
  }
}

/** What failed outside the program, and why, unless the message has the reason already. */
export function outageWords({ message, cause }: Outage): string {
  const reason = cause instanceof Error ? cause.message : ''
  return message.includes(reason) ? message : `${message} (${reason})`
}

/** The arguments of a command, read. An option that is there but empty is a UsageError. */
export type Arguments = {
  option(name: string): string | undefined
  /** The values of an option that may be given more than once. */
  list(name: string): string[]
  flag(name: string): boolean
  word(index: number): string
}

type Values = Record<string, string | boolean | undefined | (string | boolean)[]>

/**
 * Reads the arguments of a command: options that are not in `options` and another number of words than `words` names
 * are a UsageError.
 */
export function readArgs(
  args: string[],
  options: ParseArgsOptionsConfig,
  words: readonly string[] = [],
): Arguments {
  const { values, positionals } = parse(args, options)
  if (positionals.length !== words.length) {
    const expected = words.length === 0 ? 'no further words' : words.map(word => `<${word}>`).join(' ')
    throw new UsageError(`expected ${expected}, found ${positionals.join(' ') || 'nothing'}`)
  }
  return {
    option(name) {
      const value = values[name]
      if (value === '') throw new UsageError(`--${name} is empty`)
      return typeof value === 'string' ? value : undefined
    },
    list(name) {
      const value = values[name]
      return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
    },
    flag: name => values[name] === true,
    word: index => positionals[index] ?? '',
  }
}

function parse(args: string[], options: ParseArgsOptionsConfig): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true })
    return { values, positionals }
  } catch (error) {
    // The parser's own messages tell which option is meant; its codes all begin like this.
    const isUsage =
      error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    throw isUsage ? new UsageError(firstSentence(error.message)) : error
  }
}

/** The parser goes on about words that begin with a hyphen, which no command takes. */
function firstSentence(message: string): string {
  return message.replace(/\. To specify .*/s, '')
}
