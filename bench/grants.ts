/**
 * Refresh with rotation and code exchange, side by side with oidc-provider (in memory) and with the limit (a bare HTTP
 * server that only signs), RS256 and ES256. Servers run on one core, the load on another; rounds are interleaved, the
 * median counts. Every answer must be 200.
 */
import { type Contestant, startContestant } from './support/contestant.ts'
import { measure, median, type Step } from './support/load.ts'

const CONNECTIONS = 32
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const ROUND_MS = Number(process.env['BENCH_ROUND_MS'] ?? 2000)
const WARM_UP_MS = 1500
/** Enough for every round; a server that is quicker ends its round early. */
const CODES = 60_000
const SERVERS = ['grantory', 'oidc-provider', 'limit'] as const

type Server = (typeof SERVERS)[number]
type Result = { refresh: number; code: number; memory: number }

for (const algorithm of ['RS256', 'ES256']) {
  const results = await compete(algorithm)
  print(algorithm, results)
}

async function compete(algorithm: string): Promise<Map<Server, Result>> {
  const contestants = new Map<Server, Contestant>()
  for (const name of SERVERS) {
    contestants.set(name, await startContestant(name, [algorithm, String(CONNECTIONS), String(CODES)]))
  }
  const rates = new Map(SERVERS.map(name => [name, { refresh: [] as number[], code: [] as number[] }]))
  for (const [, contestant] of contestants) {
    const steps = refreshSteps(contestant)
    await measure(contestant.ready.port, { steps, durationMs: WARM_UP_MS })
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, contestant] of contestants) {
      const { port } = contestant.ready
      rates
        .get(name)
        ?.refresh.push(await measure(port, { steps: refreshSteps(contestant), durationMs: ROUND_MS }))
      rates
        .get(name)
        ?.code.push(await measure(port, { steps: codeSteps(contestant), durationMs: ROUND_MS / 2 }))
    }
  }
  const results = new Map<Server, Result>()
  for (const [name, contestant] of contestants) {
    const { refresh = [], code = [] } = rates.get(name) ?? {}
    results.set(name, { refresh: median(refresh), code: median(code), memory: await contestant.memory() })
    await contestant.stop()
  }
  return results
}

/** Each connection follows its own chain of refresh tokens; the chain goes on in the next round. */
function refreshSteps({ ready }: Contestant): Step[] {
  return ready.refreshTokens.map((_token, index) => async connection => {
    const form = `grant_type=refresh_token&refresh_token=${ready.refreshTokens[index]}`
    const { status, body } = await connection.post(ready.tokenPath, form, ready.authorization)
    if (status !== 200) throw new Error(`refresh answered ${status}: ${body}`)
    ready.refreshTokens[index] = JSON.parse(body).refresh_token
    return true
  })
}

function codeSteps({ ready }: Contestant): Step[] {
  const redirectUri = encodeURIComponent(ready.redirectUri)
  const step: Step = async connection => {
    const code = ready.codes.pop()
    if (code === undefined) return false
    const form = `grant_type=authorization_code&code=${code}&redirect_uri=${redirectUri}`
    const { status, body } = await connection.post(ready.tokenPath, form, ready.authorization)
    if (status !== 200) throw new Error(`code exchange answered ${status}: ${body}`)
    return true
  }
  return Array.from({ length: CONNECTIONS }, () => step)
}

function print(algorithm: string, results: Map<Server, Result>): void {
  const own = results.get('grantory')
  console.log(`\n${algorithm}, ${CONNECTIONS} in flight, server on one core, median of ${ROUNDS} rounds`)
  console.log('                 refresh/s  code/s  memory MB  refresh ÷  code ÷')
  for (const [name, { refresh, code, memory }] of results) {
    const ratios = own ? [own.refresh / refresh, own.code / code] : []
    const cells = [
      refresh.toFixed(0).padStart(9),
      code.toFixed(0).padStart(7),
      memory.toFixed(0).padStart(10),
    ]
    console.log(
      `${name.padEnd(16)} ${cells.join(' ')} ${ratios.map(ratio => ratio.toFixed(2).padStart(10)).join('')}`,
    )
  }
}
