import { type Answer, bearerGet, collect, formPost, type Step, UsedUp } from './load.ts'
import type { Endpoint, Target } from './target.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** Tokens that are introspected and checked, in turn. */
const LIVE_TOKENS = 200
/** Devices that poll in turn; so often each that some are told to slow down. */
const DEVICES_MAX = 10_000
/** They are made anew before their codes expire. */
const DEVICE_CODES_MS_MAX = 300_000

/** One thing to measure. */
export type Scenario = {
  name: string
  /** The endpoint it calls: a server without it is left out. */
  endpoint: Endpoint
  /** A limit for it is a server that signs; else one that says the same bytes. */
  signs: boolean
  /** One step for each connection, good for `requests` in all. What it makes before is not measured. */
  prepare(target: Target, options: { connections: number; requests: number }): Promise<Step[]>
}

/** Everything that is measured, in the order of the tables. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'client credentials',
    endpoint: 'token',
    signs: true,
    async prepare(target, { connections }) {
      const request = formPost(pathOf(target, 'token'), target.machineForm, target.authorization)
      return copies(connections, post(request, grantsToken))
    },
  },
  {
    name: 'refresh with rotation',
    endpoint: 'token',
    signs: true,
    async prepare(target, { connections }) {
      return (await target.refreshTokens(connections)).map(first => {
        let token = first
        return async connection => {
          const form = `grant_type=refresh_token&refresh_token=${token}`
          const answer = await connection.send(formPost(pathOf(target, 'token'), form, target.authorization))
          token = grantsToken(answer).refresh_token
        }
      })
    },
  },
  {
    name: 'code exchange',
    endpoint: 'token',
    signs: true,
    async prepare(target, { connections, requests }) {
      const codes = await target.codes(requests)
      const redirectUri = encodeURIComponent(target.redirectUri)
      return copies(connections, async connection => {
        const code = codes.pop()
        if (code === undefined) throw new UsedUp('codes')
        const form = `grant_type=authorization_code&code=${code}&redirect_uri=${redirectUri}`
        grantsToken(await connection.send(formPost(pathOf(target, 'token'), form, target.authorization)))
      })
    },
  },
  {
    name: 'introspection, access token',
    endpoint: 'introspection',
    signs: false,
    async prepare(target, { connections }) {
      // oidc-provider can introspect what it stores only, and that is opaque access tokens.
      const tokens = await machineTokens(target, { form: target.introspectableForm, count: LIVE_TOKENS })
      return copies(connections, inTurn(introspections(target, tokens), saysActive))
    },
  },
  {
    name: 'introspection, refresh token',
    endpoint: 'introspection',
    signs: false,
    async prepare(target, { connections }) {
      const tokens = await target.refreshTokens(LIVE_TOKENS)
      return copies(connections, inTurn(introspections(target, tokens), saysActive))
    },
  },
  {
    name: 'device poll',
    endpoint: 'device',
    signs: false,
    async prepare(target, { connections, requests }) {
      const codes = await deviceCodes(target, Math.min(requests, DEVICES_MAX))
      const polls = codes.map(code => {
        const form = `grant_type=${encodeURIComponent(DEVICE_GRANT)}&client_id=${target.clientId}&device_code=${code}`
        return formPost(pathOf(target, 'token'), form, target.authorization)
      })
      return copies(connections, inTurn(polls, saysPending))
    },
  },
  {
    name: 'delegated token',
    endpoint: 'delegation',
    signs: true,
    async prepare(target, { connections }) {
      const [parent] = await machineTokens(target, { form: target.machineForm, count: 1 })
      const form = `client_id=${target.delegateId}&delegate_access_scope=directory.organization.r`
      const request = formPost(pathOf(target, 'delegation'), form, `Bearer ${parent}`)
      return copies(connections, post(request, grantsToken))
    },
  },
  {
    // The hub's own API: the answer describes the token, which takes two reads besides the check itself.
    name: 'API check',
    endpoint: 'check',
    signs: false,
    async prepare(target, { connections }) {
      const tokens = await machineTokens(target, { form: target.machineForm, count: LIVE_TOKENS })
      const requests = tokens.map(token => bearerGet(pathOf(target, 'check'), token))
      return copies(connections, inTurn(requests, isFine))
    },
  },
]

const devices = new WeakMap<Target, { codes: string[]; madeAt: number }>()

/** Asked for once, as they take their time; a poll does not use them up. */
async function deviceCodes(target: Target, count: number): Promise<string[]> {
  const known = devices.get(target)
  if (known && known.codes.length >= count && performance.now() - known.madeAt < DEVICE_CODES_MS_MAX)
    return known.codes
  const request = formPost(pathOf(target, 'device'), `client_id=${target.clientId}`, target.authorization)
  const codes = await collect(portOf(target), {
    count,
    request,
    read: answer => String(JSON.parse(isFine(answer).body).device_code),
  })
  devices.set(target, { codes, madeAt: performance.now() })
  return codes
}

function machineTokens(target: Target, { form, count }: { form: string; count: number }): Promise<string[]> {
  const request = formPost(pathOf(target, 'token'), form, target.authorization)
  return collect(portOf(target), { count, request, read: answer => grantsToken(answer).access_token })
}

function introspections(target: Target, tokens: string[]): string[] {
  const path = pathOf(target, 'introspection')
  return tokens.map(token => formPost(path, `token=${token}`, target.authorization))
}

/** The token response in an answer. */
function grantsToken(answer: Answer): { access_token: string; refresh_token: string } {
  return JSON.parse(isFine(answer).body)
}

function isFine(answer: Answer): Answer {
  if (answer.status !== 200) throw unexpected(answer)
  return answer
}

function saysActive(answer: Answer): void {
  if (answer.status !== 200 || !answer.body.includes('"active":true')) throw unexpected(answer)
}

/** RFC 8628 §3.5: the device keeps polling. */
function saysPending(answer: Answer): void {
  if (answer.status !== 400 || !/"(authorization_pending|slow_down)"/.test(answer.body))
    throw unexpected(answer)
}

function unexpected({ status, body }: Answer): Error {
  return new Error(`an unexpected answer, ${status}: ${body.slice(0, 500)}`)
}

function post(request: string, judge: (answer: Answer) => unknown): Step {
  return async connection => {
    judge(await connection.send(request))
  }
}

/** One request after another, from the beginning again at the end. */
function inTurn(requests: readonly string[], judge: (answer: Answer) => unknown): Step {
  let next = 0
  return async connection => {
    const request = requests[next % requests.length] ?? ''
    next += 1
    judge(await connection.send(request))
  }
}

function copies(count: number, step: Step): Step[] {
  return Array.from({ length: count }, () => step)
}

function pathOf(target: Target, endpoint: Endpoint): string {
  const path = target.endpoints[endpoint]
  if (path === undefined) throw new Error(`${target.name} has no ${endpoint}`)
  return path
}

function portOf(target: Target): number {
  return target.processes[0]?.port ?? 0
}
