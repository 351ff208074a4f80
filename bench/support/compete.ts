import type { Competitor } from './competitor.ts'
import { measure, median } from './load.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { SETTINGS } from './settings.ts'

/** Of what is used up, such as codes, so many are made for each second; whoever is quicker ends its round early. */
const REQUESTS_PER_SECOND_MAX = 15_000

/** Medians of one scenario; null where a competitor does not have it. */
export type Row = { scenario: string; cells: ({ perSecond: number; perCpuSecond: number } | null)[] }
/** What became of a competition; memory in MB in the order of the competitors. */
export type Results = { rows: Row[]; skipped: string[]; memoryAfterFirst: number[]; memoryAtEnd: number[] }

/**
 * Lets the competitors do each scenario in turn: first a warm-up each, then round after round, each of them in every
 * round. The first competitor is ours: what it does not have is skipped.
 */
export async function compete(
  competitors: readonly Competitor[],
  scenarios: readonly Scenario[] = SCENARIOS,
): Promise<Results> {
  const results: Results = { rows: [], skipped: [], memoryAfterFirst: [], memoryAtEnd: [] }
  for (const scenario of scenarios) {
    const row = await competeIn(scenario, competitors)
    if (row.cells[0] === null) results.skipped.push(scenario.name)
    else results.rows.push(row)
    if (results.memoryAfterFirst.length === 0) results.memoryAfterFirst = await memoryOf(competitors)
  }
  results.memoryAtEnd = await memoryOf(competitors)
  return results
}

async function competeIn(scenario: Scenario, competitors: readonly Competitor[]): Promise<Row> {
  const entries = competitors.map(competitor => ({
    competitor,
    perSecond: [] as number[],
    perCpuSecond: [] as number[],
    isOffered: true,
  }))
  for (let round = 0; round <= SETTINGS.rounds; round += 1) {
    for (const entry of entries) {
      if (!entry.isOffered || entries[0]?.isOffered === false) continue
      const isWarmUp = round === 0
      const durationMs = isWarmUp ? SETTINGS.warmUpMs : SETTINGS.roundMs
      const measured = await measureOnce(scenario, entry.competitor, durationMs)
      entry.isOffered = measured !== null
      if (measured === null || isWarmUp) continue
      entry.perSecond.push(measured.perSecond)
      entry.perCpuSecond.push(measured.perCpuSecond)
    }
  }
  return {
    scenario: scenario.name,
    cells: entries.map(({ perSecond, perCpuSecond }) =>
      perSecond.length === 0 ? null : { perSecond: median(perSecond), perCpuSecond: median(perCpuSecond) },
    ),
  }
}

async function measureOnce(scenario: Scenario, competitor: Competitor, durationMs: number) {
  try {
    const workers = await competitor.workers(
      scenario,
      Math.ceil((REQUESTS_PER_SECOND_MAX * durationMs) / 1000),
    )
    if (workers === null) return null
    const before = await cpuMsOf(competitor)
    const { requests, seconds } = await measure(workers, durationMs)
    const cpuSeconds = ((await cpuMsOf(competitor)) - before) / 1000
    return { perSecond: requests / seconds, perCpuSecond: requests / cpuSeconds }
  } catch (error) {
    throw new Error(`${scenario.name} of ${competitor.name} failed`, { cause: error })
  }
}

async function cpuMsOf({ processes }: Competitor): Promise<number> {
  const usages = await Promise.all(processes.map(process => process.usage()))
  return usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
}

async function memoryOf(competitors: readonly Competitor[]): Promise<number[]> {
  const memory: number[] = []
  for (const { processes } of competitors) {
    const usages = await Promise.all(processes.map(process => process.usage()))
    memory.push(usages.reduce((sum, { memoryMb }) => sum + memoryMb, 0))
  }
  return memory
}

/** Ends every process of these competitors. */
export async function stopAll(competitors: readonly { processes: Competitor['processes'] }[]): Promise<void> {
  await Promise.all(competitors.flatMap(({ processes }) => processes.map(process => process.stop())))
}
