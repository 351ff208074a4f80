import { relative } from 'node:path'
import type { run } from 'node:test'
import { inspect, stripVTControlCharacters } from 'node:util'
import { root } from './root.ts'

/** How many tests ended how. */
export type Counts = { passed: number; failed: number; skipped: number }

const OUTPUT_CHARACTERS_MAX = 8_000

/** Adds counts up. */
export function add(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  }
}

/**
 * Prints one line per test file as it ends, each failure with its error, and for a failing file what it wrote.
 * Resolves with the counts and the names of the failed tests when all files have ended.
 */
export function report(stream: ReturnType<typeof run>): Promise<{ counts: Counts; failures: string[] }> {
  const failures: string[] = []
  const output = new Map<string, string>()
  const keepOutput = ({ file, message }: { file?: string | undefined; message: string }) => {
    const name = place(file)
    output.set(name, ((output.get(name) ?? '') + message).slice(-OUTPUT_CHARACTERS_MAX))
  }
  return new Promise((resolve, reject) => {
    stream.on('test:stdout', keepOutput)
    stream.on('test:stderr', keepOutput)
    stream.on('test:fail', test => {
      const error: unknown = test.details.error.cause ?? test.details.error
      if (isOnlyOfSubtests(test.details.error)) return
      const title = `${place(test.file)}:${test.line ?? 1}  ${test.name}`
      failures.push(title)
      // A file that ends before its tests have reported has no summary: what it wrote is all there is to see.
      const isWholeFile = test.name === test.file
      console.log(
        `✖ ${title}\n${indent(isWholeFile ? `${output.get(place(test.file)) ?? ''}${test.details.error}` : inspect(error))}`,
      )
    })
    stream.on('test:summary', ({ file, counts, duration_ms: durationMs }) => {
      const { tests, passed, todo } = counts
      const skipped = counts.skipped + todo
      const total = { passed, failed: tests - passed - skipped, skipped }
      if (file === undefined) {
        // A hook that fails after the last test is a failure, but no failed test.
        resolve({ counts: { ...total, failed: Math.max(total.failed, failures.length) }, failures })
        return
      }
      const name = place(file)
      console.log(
        `${total.failed > 0 ? '✖' : '✔'} ${name}  ${sentence(total)}  ${(durationMs / 1000).toFixed(1)} s`,
      )
      if (total.failed > 0 && output.has(name)) console.log(indent(`it wrote:\n${output.get(name)}`))
    })
    stream.once('error', reject)
    stream.resume()
  })
}

/** "3 passed, 0 failed" and, where there are any, ", 1 skipped". */
export function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function isOnlyOfSubtests(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed'
}

function place(file: string | undefined): string {
  return file === undefined ? 'a test file' : relative(root, file)
}

function indent(text: string): string {
  return stripVTControlCharacters(text)
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n')
}
