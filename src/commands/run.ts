import { Outage } from '../platform/database/database.ts'
import { ConfigError } from '../platform/variables.ts'
import { EXIT, Refused, type Result, type Surroundings, UsageError } from './command.ts'
import { COMMANDS, type CommandEntry } from './commands.ts'
import { help } from './help.ts'

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
    const name = others.join(' ')
    return help(name === '' ? null : findCommand(others))
  }
  const entry = findCommand(args)
  const rest = args.slice(entry.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) return help(entry)
  try {
    const command = await entry.load()
    return await command(rest, surroundings)
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message}\n${help(entry).lines[0]}`)
    throw error
  }
}

function findCommand(args: string[]): CommandEntry {
  const named = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word))
  if (named) return named
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${args[0]} `)).map(({ name }) => name)
  const wanted = group.length > 0 ? `one of: ${group.join(', ')}` : 'a command: see grantory help'
  throw new UsageError(`expected ${wanted}, found ${args.join(' ')}`)
}

/** One table from what went wrong to exit code, identifier and public words. */
function faultOf(error: unknown): Outcome {
  if (error instanceof UsageError) return fault(EXIT.usage, 'usage', error.message)
  if (error instanceof ConfigError) {
    const lines = error.faults.map(
      ({ name, found, expected }) => `${name}: found ${found}, expected ${expected}`,
    )
    return fault(EXIT.configuration, 'configuration', 'the configuration cannot be used', lines, error.faults)
  }
  if (error instanceof Refused) return fault(EXIT.refused, 'refused', error.message, error.details)
  if (error instanceof Outage) return fault(EXIT.outage, 'outage', `${error.message}${causeOf(error)}`)
  if (error instanceof Error && (error.name === 'WrongSecretKey' || error.name === 'DatabaseTooNew')) {
    return fault(EXIT.configuration, 'configuration', error.message)
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return fault(EXIT.failed, 'failed', text)
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : ''
}

function fault(
  exitCode: number,
  code: string,
  message: string,
  details: string[] = [],
  faults: unknown = details,
): Outcome {
  return {
    exitCode,
    isFault: true,
    lines: [`grantory: ${message}`, ...details.map(detail => `  ${detail}`)],
    data: { error: { code, message, details: faults } },
  }
}
