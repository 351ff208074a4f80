import { createHash } from 'node:crypto'
import { randomSecret } from '../../../platform/crypto/random.ts'
import {
  type Authentication,
  documentOrText,
  get,
  type HttpAnswer,
  type HttpRequest,
  headersOf,
} from '../../../platform/http/message.ts'
import type { DemoFacts } from '../demo-facts.ts'
import { DemoPerson, type Journey } from './demo-person.ts'
import type { FlowName, Run, RunStep, StepName } from './flow-run.ts'
import type { HubAnswer, SendToHub } from './send-to-hub.ts'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const VERIFY_PATH = '/oauth/device_authorizations/verify'
const MACHINE_SCOPES = ['directory.organization.r', 'directory.delegations.rw', 'warehouse.items.r']

export type FlowDeps = { send: SendToHub; publicUrl: string; demo: DemoFacts; monotonicMs(): number }

/** A step got another answer than the flow needs: it ends here, and shows what it got. */
class Refused extends Error {}

/** Runs a flow against this hub with the demo app and a demo person, and tells every request and answer. */
export async function runFlow(deps: FlowDeps, flow: FlowName): Promise<Run> {
  const startedAt = deps.monotonicMs()
  const { demo, send } = deps
  const [owner] = demo.persons
  const answers = {
    email: owner?.email ?? '',
    password: demo.password,
    organization: demo.lindenPress,
  }
  const person = new DemoPerson(send, answers)
  const attempt = new Attempt(deps, person)
  let refused = false
  try {
    await attempt.run(flow)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    refused = true
  } finally {
    await person.signOut()
  }
  const { steps, accessToken } = attempt
  return { flow, steps, accessToken, refused, durationMs: deps.monotonicMs() - startedAt }
}

/** One run: what was sent so far, and the tokens that came of it. */
class Attempt {
  readonly steps: RunStep[] = []
  accessToken: string | null = null
  readonly #deps: FlowDeps
  readonly #person: DemoPerson

  constructor(deps: FlowDeps, person: DemoPerson) {
    this.#deps = deps
    this.#person = person
  }

  async run(flow: FlowName): Promise<void> {
    const organization = `Org/${this.#deps.demo.lindenPress}`
    switch (flow) {
      case 'person':
        await this.#redirect('directory.person.r')
        return this.#callApi('/api/v1/person')
      case 'organization':
        await this.#redirect('Org.directory.organization.r,Org.warehouse.items.r')
        return this.#callApi('/api/v1/organization')
      case 'device':
        await this.#device('Org.directory.organization.r')
        return this.#callApi('/api/v1/organization')
      case 'client_credentials':
        await this.#machine([`${organization}.directory.organization.r`])
        return this.#callApi('/api/v1/organization')
      case 'refresh': {
        const first = await this.#machine([`${organization}.directory.organization.r`])
        const refreshToken = text(first, 'refresh_token')
        await this.#token('refresh', { grant_type: 'refresh_token', refresh_token: refreshToken })
        return this.#callApi('/api/v1/organization')
      }
      case 'delegation':
        await this.#machine(MACHINE_SCOPES.map(scope => `${organization}.${scope}`))
        return this.#delegate()
    }
  }

  /** The redirect flow with PKCE (RFC 6749 §4.1, RFC 7636). */
  async #redirect(scope: string): Promise<void> {
    const { publicUrl, demo } = this.#deps
    const verifier = randomSecret() + randomSecret()
    const redirectUri = demo.stockKeeper.redirectUrls[0] ?? ''
    const parameters = new URLSearchParams({
      client_id: demo.stockKeeper.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      state: randomSecret().slice(0, 10),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const path = `/oauth/authorize?${parameters}`
    this.steps.push({ name: 'authorize', request: get(`${publicUrl}${path}`), answer: null })
    const journey = await this.#person.goThrough(path)
    const { location } = this.#arrival(journey)
    const code = new URL(location).searchParams.get('code')
    if (code === null) throw new Refused()
    await this.#token('redeem', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    })
  }

  /** Tells how the person's way through the pages ended. */
  #arrival({ location, asked, stoppedAt }: Journey): { location: string } {
    const wasAsked = asked.includes('consent')
    const answer = stoppedAt
      ? answerOf(stoppedAt)
      : { status: 302, statusText: 'Found', headers: { location: location ?? '' }, body: '' }
    this.steps.push({ name: wasAsked ? 'allow' : 'pass', request: null, answer })
    if (location === null) throw new Refused()
    return { location }
  }

  /** The device flow: the device polls before and after the person lets it in (RFC 8628 §3). */
  async #device(scope: string): Promise<void> {
    const { demo } = this.#deps
    const started = await this.#ask('start_device', {
      path: '/oauth/device_authorizations/authorize',
      authentication: this.#client(),
      form: { client_id: demo.stockKeeper.clientId, scope },
    })
    const poll = { grant_type: DEVICE_GRANT, device_code: text(started, 'device_code') }
    await this.#token('poll_pending', poll, 400)
    const journey = await this.#person.letDeviceIn(VERIFY_PATH, text(started, 'user_code'))
    const last = journey.stoppedAt
    this.steps.push({ name: 'let_in', request: null, answer: null })
    if (journey.location !== null || last === null || last.status >= 400) throw new Refused()
    await this.#token('poll', poll)
  }

  /** Client credentials (RFC 6749 §4.4). A machine gets what was granted before: the person grants it first if need be. */
  async #machine(scopes: string[]): Promise<unknown> {
    const form = { grant_type: 'client_credentials', scope: scopes.join(',') }
    const before = await this.#send(this.#tokenRequest(form))
    if (before.status === 200) return this.#keep('machine', this.#tokenRequest(form), before, 200)
    await this.#prepare(scopes)
    return this.#token('machine', form)
  }

  async #prepare(scopes: string[]): Promise<void> {
    const { publicUrl, demo } = this.#deps
    const parameters = new URLSearchParams({
      client_id: demo.stockKeeper.clientId,
      redirect_uri: demo.stockKeeper.redirectUrls[0] ?? '',
      scope: scopes.join(','),
    })
    const path = `/oauth/authorize?${parameters}`
    const { location, stoppedAt } = await this.#person.goThrough(path)
    const answer = stoppedAt ? answerOf(stoppedAt) : null
    this.steps.push({ name: 'prepare', request: get(`${publicUrl}${path}`), answer })
    if (location === null) throw new Refused()
  }

  /** A token for another app of the vendor, with less in it (spec oauth.md §8). */
  async #delegate(): Promise<void> {
    const answer = await this.#ask('delegate', {
      path: '/oauth/delegate',
      authentication: { scheme: 'Bearer', token: this.accessToken ?? '' },
      form: {
        client_id: this.#deps.demo.warehouse.clientId,
        delegate_access_scope: 'directory.organization.r',
      },
    })
    this.accessToken = text(answer, 'access_token')
    await this.#callApi('/api/v1/organization')
  }

  async #callApi(path: string): Promise<void> {
    const authentication = { scheme: 'Bearer', token: this.accessToken ?? '' } as const
    const request = get(`${this.#deps.publicUrl}${path}`, authentication)
    this.#keep('call_api', request, await this.#send(request), 200)
  }

  async #token(name: StepName, form: Record<string, string>, status = 200): Promise<unknown> {
    const request = this.#tokenRequest(form)
    return this.#keep(name, request, await this.#send(request), status)
  }

  #tokenRequest(form: Record<string, string>): HttpRequest {
    return this.#request({ path: '/oauth/access_token', authentication: this.#client(), form })
  }

  async #ask(
    name: StepName,
    asked: { path: string; authentication: Authentication; form: Record<string, string> },
  ): Promise<unknown> {
    const request = this.#request(asked)
    return this.#keep(name, request, await this.#send(request), 200)
  }

  #request({
    path,
    authentication,
    form,
  }: {
    path: string
    authentication: Authentication
    form: Record<string, string>
  }): HttpRequest {
    const url = `${this.#deps.publicUrl}${path}`
    return { method: 'POST', url, authentication, form: Object.entries(form) }
  }

  /** Keeps a step, and the access token it brought. */
  #keep(name: StepName, request: HttpRequest, answer: HttpAnswer, status: number): unknown {
    this.steps.push({ name, request, answer })
    if (answer.status !== status) throw new Refused()
    const { body } = answer
    if (typeof body === 'object' && body !== null && 'access_token' in body)
      this.accessToken = text(body, 'access_token')
    return body
  }

  async #send(request: HttpRequest): Promise<HttpAnswer> {
    const { publicUrl, send } = this.#deps
    const body = request.form && new URLSearchParams(request.form).toString()
    const path = request.url.slice(publicUrl.length)
    return answerOf(await send({ method: request.method, path, headers: headersOf(request), body }))
  }

  #client(): Authentication {
    const { clientId, secret } = this.#deps.demo.stockKeeper
    return { scheme: 'Basic', clientId, clientSecret: secret }
  }
}

function answerOf({ status, statusText, headers, body }: HubAnswer): HttpAnswer {
  return { status, statusText, headers, body: documentOrText(body) }
}

/** A text of a document; a hub that leaves it out has refused in its own words. */
function text(document: unknown, name: string): string {
  const value: unknown =
    typeof document === 'object' && document !== null ? Reflect.get(document, name) : null
  if (typeof value !== 'string') throw new Refused()
  return value
}
