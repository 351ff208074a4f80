import type { Results } from './compete.ts'
import type { Competitor } from './competitor.ts'

const isJson = process.argv.includes('--json')
const LABEL_WIDTH = 30
const FIGURE_WIDTH = 52

/**
 * Prints a table: a row a scenario, a column a competitor, behind each but the first what the first makes of it (first ÷
 * this one). With `--json`, one line of JSON instead.
 */
export function report(title: string, competitors: readonly Competitor[], results: Results): void {
  const names = competitors.map(({ name }) => name)
  if (isJson) {
    console.log(JSON.stringify({ title, competitors: names, ...results }))
    return
  }
  const { rows, skipped, memoryAfterFirst, memoryAtEnd } = results
  console.log(`\n${title}\n`)
  print(
    'requests per second',
    names.flatMap((name, index) => (index === 0 ? [name] : [name, '÷'])),
    'per CPU second',
  )
  for (const { scenario, cells } of rows) {
    const [own] = cells
    const figures = cells.flatMap((cell, index) => {
      const figure = cell === null ? '–' : cell.perSecond.toFixed(0)
      if (index === 0) return [figure]
      return [figure, cell && own ? (own.perSecond / cell.perSecond).toFixed(2) : '–']
    })
    print(scenario, figures, own ? own.perCpuSecond.toFixed(0) : '–')
  }
  print(`memory after ${rows[0]?.scenario ?? 'the first'}`, memoryCells(memoryAfterFirst), 'MB')
  print('memory at the end', memoryCells(memoryAtEnd), 'MB')
  for (const scenario of skipped) console.log(`skipped: ${scenario}, as Grantory does not announce it`)
}

/** One figure that stands alone. */
export function figure(title: string, value: number, unit: string): void {
  if (isJson) console.log(JSON.stringify({ title, value, unit }))
  else console.log(`${title.padEnd(FIGURE_WIDTH)}${value.toFixed(0).padStart(8)} ${unit}`)
}

/** A line that is no part of a table; nothing with `--json`. */
export function remark(text: string): void {
  if (!isJson) console.log(text)
}

function memoryCells(memory: number[]): string[] {
  return memory.flatMap((mb, index) => (index === 0 ? [mb.toFixed(0)] : [mb.toFixed(0), '']))
}

/** The first two columns are wide; then narrow ratios and wide columns take turns. */
function print(label: string, cells: string[], last: string): void {
  const padded = cells.map((cell, index) => cell.padStart(index > 0 && index % 2 === 0 ? 8 : 19))
  console.log(`${label.padEnd(LABEL_WIDTH)}${padded.join('')}${last.padStart(16)}`)
}

/** Pages, a row each, with what the server takes and when a browser first paints it (null: not measured). */
export function pageFigures(
  pages: readonly { path: string; serverMs: number; paintMs: number | null; kilobytes: number }[],
): void {
  if (isJson) {
    for (const page of pages) console.log(JSON.stringify(page))
    return
  }
  console.log(
    `\n${'page'.padEnd(FIGURE_WIDTH)}${'server ms'.padStart(11)}${'paint ms'.padStart(11)}${'KB'.padStart(8)}`,
  )
  for (const { path, serverMs, paintMs, kilobytes } of pages) {
    const shown = path.length < FIGURE_WIDTH ? path : `${path.slice(0, FIGURE_WIDTH - 2)}…`
    const paint = paintMs === null ? '–' : paintMs.toFixed(0)
    console.log(
      `${shown.padEnd(FIGURE_WIDTH)}${serverMs.toFixed(1).padStart(11)}${paint.padStart(11)}${kilobytes.toFixed(0).padStart(8)}`,
    )
  }
}
