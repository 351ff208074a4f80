import { Outage } from '../platform/database/database.ts'
import { ConfigError } from '../platform/variables.ts'
import { EXIT, outageWords, Refused, type Result, type Surroundings, UsageError } from './command.ts'
import { COMMANDS, type CommandEntry } from './commands.ts'
import { help, usageOf } from './help.ts'

/** What a run ends with: an exit code, and whether its words are a result or a fault. */
export type Outcome = Result & { exitCode: number; isFault: boolean }

/** Finds the command that the words name, runs it, and turns whatever goes wrong into an exit code and words. */
export async function run(args: string[], surroundings: Surroundings): Promise<Outcome> {
  try {
    const result = await dispatch(args, surroundings)
    return { ...result, exitCode: result.exitCode ?? EXIT.done, isFault: false }
  } catch (error) {
    return faultOf(error)
  }
}

async function dispatch(args: string[], surroundings: Surroundings): Promise<Result> {
  const [first = 'help', ...others] = args
  if (first === 'version' || first === '--version') {
    return { lines: [surroundings.version], data: { version: surroundings.version } }
  }
  if (first === 'help' || first === '--help' || first === '-h') {
    return help(others.length === 0 ? null : helpTopic(others))
  }
  if (args.includes('--help') || args.includes('-h')) return help(helpTopic(args))
  const entry = findCommand(args)
  const rest = args.slice(entry.name.split(' ').length)
  try {
    const command = await entry.load()
    return await command(rest, surroundings)
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message}\n${usageOf(entry)}`)
    throw error
  }
}

function findCommand(args: string[]): CommandEntry {
  const named = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word))
  if (named) return named
  const group = groupOf(args).map(({ name }) => name)
  const wanted = group.length > 0 ? `one of: ${group.join(', ')}` : 'a command: see grantory help'
  throw new UsageError(`expected ${wanted}, found ${args.join(' ')}`)
}

/** What the words ask about: one command, or all that begin with the first word. */
function helpTopic(args: string[]): readonly CommandEntry[] {
  const words = args.filter(word => !word.startsWith('-'))
  const group = groupOf(words)
  return words.length === 1 && group.length > 0 ? group : [findCommand(words)]
}

function groupOf([first]: string[]): CommandEntry[] {
  return COMMANDS.filter(({ name }) => name.startsWith(`${first} `))
}

/** What makes the database that is configured the wrong one. */
const UNUSABLE_DATABASE: ReadonlySet<string> = new Set(['NoDatabase', 'WrongSecretKey', 'DatabaseTooNew'])

/** One table from what went wrong to exit code, identifier and public words. */
function faultOf(error: unknown): Outcome {
  if (error instanceof UsageError) return fault(EXIT.usage, 'usage', error.message)
  if (error instanceof ConfigError) {
    const lines = error.faults.map(
      ({ name, found, expected }) => `${name}: found ${found}, expected ${expected}`,
    )
    return fault(EXIT.configuration, 'configuration', 'the configuration cannot be used', lines, error.faults)
  }
  if (error instanceof Refused) {
    const refused = fault(EXIT.refused, 'refused', error.message, error.details)
    return { ...refused, data: { ...refused.data, ...error.data } }
  }
  if (error instanceof Outage) return fault(EXIT.outage, 'outage', outageWords(error))
  if (error instanceof Error && UNUSABLE_DATABASE.has(error.name)) {
    return fault(EXIT.configuration, 'configuration', error.message)
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return fault(EXIT.failed, 'failed', text)
}

function fault(
  exitCode: number,
  code: string,
  message: string,
  details: string[] = [],
  faults: unknown = details,
): Outcome & { data: object } {
  return {
    exitCode,
    isFault: true,
    lines: [`grantory: ${message}`, ...details.map(detail => `  ${detail}`)],
    data: { error: { code, message, details: faults } },
  }
}
