import type { Result } from './command.ts'
import { COMMANDS, type CommandEntry } from './commands.ts'

const NAME_COLUMN = 28

/** The meaning of every exit code, as the help tells it. */
const EXIT_CODES = [
  '0  done',
  '1  a fault of the program itself',
  '2  the command line cannot be understood',
  '3  the configuration cannot be used, or names no database',
  '4  the database, or another dependency, does not answer',
  '5  a rule says no, or what was named does not exist',
  '6  doctor found something that must be mended',
]

/** All commands in short, or those of `entries` in full. */
export function help(entries: readonly CommandEntry[] | null): Result {
  const lines = entries ? entries.flatMap(helpBelow) : overview()
  const listed = entries ?? COMMANDS
  return { lines, data: { commands: listed.map(({ name, usage, summary }) => ({ name, usage, summary })) } }
}

/** What to write for a command: its name, words and options. */
export function usageOf({ name, usage }: CommandEntry): string {
  return `grantory ${name} ${usage}`.trim()
}

function helpBelow(entry: CommandEntry, index: number): string[] {
  return index === 0 ? helpOf(entry) : ['', ...helpOf(entry)]
}

function overview(): string[] {
  return [
    'grantory <command> [options]',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(NAME_COLUMN)}${summary}`),
    `  ${'help [command]'.padEnd(NAME_COLUMN)}this, or one command in full`,
    `  ${'version'.padEnd(NAME_COLUMN)}the version of this program`,
    '',
    'Every command takes --json: the result as one line of JSON on standard output, also when it fails.',
    'Configuration comes from the environment and from .env: see docs/configuration.md.',
    '',
    'Exit codes:',
    ...EXIT_CODES.map(line => `  ${line}`),
  ]
}

function helpOf(entry: CommandEntry): string[] {
  const { summary, details } = entry
  return [
    usageOf(entry),
    '',
    `  ${summary}`,
    ...(details.length > 0 ? [''] : []),
    ...details.map(line => `  ${line}`.trimEnd()),
  ]
}
