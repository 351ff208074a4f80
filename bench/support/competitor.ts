import { type Contestant, startContestant } from './contestant.ts'
import type { Cores } from './cores.ts'
import { type Answer, Connection, type Worker } from './load.ts'
import type { Scenario } from './scenarios.ts'
import { SETTINGS } from './settings.ts'
import type { Target } from './target.ts'

/** A column of a table. */
export type Competitor = {
  name: string
  processes: readonly Contestant[]
  /** Fresh work for one measurement; null where it has nothing of the kind. */
  workers(scenario: Scenario, requests: number): Promise<Worker[] | null>
}

/** A server does what the scenario says; several processes share the connections evenly. */
export function competitorOf(target: Target): Competitor {
  const { name, processes } = target
  return {
    name,
    processes,
    async workers(scenario, requests) {
      if (target.endpoints[scenario.endpoint] === undefined) return null
      const steps = await scenario.prepare(target, { connections: SETTINGS.connections, requests })
      return steps.map((step, index) => ({ step, port: processes[index % processes.length]?.port ?? 0 }))
    },
  }
}

/**
 * The limit for what a target does: a bare server is sent the same requests and signs a token, or says what the target
 * said. It checks and stores nothing.
 */
export async function startLimit(
  target: Target,
  { algorithm, cores }: { algorithm: string; cores: Cores },
): Promise<Competitor> {
  const limit = await startContestant('limit', { words: [algorithm], cores })
  return {
    name: 'limit',
    processes: [limit],
    async workers(scenario) {
      if (target.endpoints[scenario.endpoint] === undefined) return null
      const { request, answer } = await sampleOf(target, scenario)
      const path = scenario.signs ? '/sign' : `/${scenario.name.replaceAll(/\W+/g, '-')}`
      if (!scenario.signs) await limit.ask('teach', JSON.stringify({ path, ...answer }))
      const text = request.replace(/ \/\S*/, ` ${path}`)
      const worker: Worker = {
        port: limit.port,
        step: async connection => {
          const { status, body } = await connection.send(text)
          if (status !== answer.status) throw new Error(`the limit answered ${status}: ${body}`)
        },
      }
      return Array.from({ length: SETTINGS.connections }, () => worker)
    },
  }
}

/** One request of the scenario and what the target answers. */
async function sampleOf(target: Target, scenario: Scenario): Promise<{ request: string; answer: Answer }> {
  const [step] = await scenario.prepare(target, { connections: 1, requests: 1 })
  const connection = new Connection(target.processes[0]?.port ?? 0)
  const samples: { request: string; answer: Answer }[] = []
  try {
    await step?.({
      async send(request) {
        const answer = await connection.send(request)
        samples.push({ request, answer })
        return answer
      },
    })
  } finally {
    connection.close()
  }
  const [sample] = samples
  if (!sample) throw new Error(`${scenario.name} sends nothing`)
  return sample
}
