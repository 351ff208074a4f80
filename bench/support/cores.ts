import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Whether a process can be kept on one core here (Linux with `taskset`, two cores at least). */
const canPin =
  process.platform === 'linux' &&
  availableParallelism() >= 2 &&
  spawnSync('taskset', ['--version']).status === 0

/** Where a server runs: on the first core alone, or wherever the system puts it. */
export type Cores = 'first' | 'any'

/** The words that start a program there. */
export function startedOn(cores: Cores, program: string, args: string[]): [string, string[]] {
  return cores === 'first' && canPin ? ['taskset', ['-c', '0', program, ...args]] : [program, args]
}

/** Keeps this process, and what it starts from now on, on the second core; says whether it could. */
export function moveToSecondCore(): boolean {
  if (!canPin) return false
  return spawnSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)]).status === 0
}

/** In the words of a table's head. */
export function wordsFor(cores: Cores): string {
  return cores === 'first' && canPin
    ? 'server on one core'
    : `${availableParallelism()} cores shared by everything`
}
