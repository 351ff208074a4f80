import type { Surroundings } from '../../src/commands/command.ts'
import { type Outcome, run } from '../../src/commands/run.ts'
import { systemClock } from '../../src/platform/clock.ts'

/** Runs a command of the program in this process, with these environment variables only. */
export function runCommand(
  args: string[],
  environment: Record<string, string>,
  surroundings: Partial<Surroundings> = {},
): Promise<Outcome> {
  return run(args, {
    environment,
    dotEnvText: null,
    clock: systemClock,
    monotonicMs: () => performance.now(),
    version: '0.0.0',
    announce: () => {},
    tell: () => {},
    log: { write: () => {} },
    readFile: path => {
      throw new Error(`no file ${path} here`)
    },
    readInput: async () => '',
    stopRequested: () => new Promise(() => {}),
    pause: async () => {},
    openBrowser: () => {},
    ...surroundings,
  })
}
