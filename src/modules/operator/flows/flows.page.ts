import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import type { Addresses } from '../../../platform/http/address.ts'
import { formField } from '../../../platform/http/browser.ts'
import { type PageSettings, pageContext } from '../../../platform/http/page-context.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter } from '../../../platform/http/portal.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import { findAppByName } from '../../apps/index.ts'
import { type Session, signedInAs } from '../../identity/index.ts'
import type { TokenActs } from '../../oauth/index.ts'
import type { DemoFacts } from '../demo-facts.ts'
import { FLOWS, type FlowName, type Run } from './flow-run.ts'
import { flowPath, flowsPage, VERIFIER_PATH } from './flows.view.ts'
import { runFlow } from './run-flow.ts'
import type { SendToHub } from './send-to-hub.ts'
import { tokenCard } from './token-card.ts'
import { verifierPage } from './verifier.view.ts'

const TOKEN_CHARACTERS_MAX = 10_000

export type FlowPagesDeps = {
  db: Db
  clock: Clock
  settings: PageSettings
  publicUrl: string
  demo: DemoFacts
  addresses: Addresses
  tokens: Pick<TokenActs, 'inspect'>
  /** Each run makes a session and tokens: counted per address block. */
  runLimit: RequestLimit
  session(request: FastifyRequest): Promise<Session | null>
  /** Sends to this hub for whoever sent this request: limits count for them. */
  sendFor(request: FastifyRequest): SendToHub
  monotonicMs(): number
}

/** The sandbox's "Try the flows" and its token verifier; elsewhere there are none. */
export function flowPages(scope: FastifyInstance, deps: FlowPagesDeps): void {
  const { db, clock, runLimit, addresses, tokens } = deps

  scope.get(`/sandbox/flows/:flow`, async (request, reply) => {
    const page = await showFlow(deps, request, { flow: await flowOf(deps, request), run: null })
    return sendPage(reply, page)
  })

  scope.post(`/sandbox/flows/:flow`, async (request, reply) => {
    const flow = await flowOf(deps, request)
    runLimit(addresses.addressBlock(request), clock.now())
    const run = await runFlow({ ...deps, send: deps.sendFor(request) }, flow)
    return sendPage(reply, await showFlow(deps, request, { flow, run }))
  })

  scope.get(VERIFIER_PATH, async (request, reply) => {
    const { context, timeZone } = await readerOf(deps, request)
    const now = clock.now()
    return sendPage(reply, verifierPage(context, { text: '', fault: null, token: null, now, timeZone }))
  })

  scope.post(VERIFIER_PATH, async (request, reply) => {
    const { context, timeZone } = await readerOf(deps, request)
    const now = clock.now()
    // Pasted from a header or a terminal: the scheme and line breaks come along.
    const pasted = (formField(request, 'token') ?? '').replace(/^\s*Bearer\s+/i, '').replace(/\s+/g, '')
    const fault = pasted === '' ? 'missing' : pasted.length > TOKEN_CHARACTERS_MAX ? 'tooLong' : null
    const text = pasted.slice(0, TOKEN_CHARACTERS_MAX)
    const token = fault === null ? await tokenCard(db, text, await tokens.inspect(text, now)) : null
    return sendPage(
      reply.code(fault === null ? 200 : 422),
      verifierPage(context, { text, fault, token, now, timeZone }),
    )
  })
}

/** Raises 404 for what is no flow, and where the demo app is gone. */
async function flowOf({ db, settings }: FlowPagesDeps, request: FastifyRequest): Promise<FlowName> {
  const flow = FLOWS.find(name => name === pathParameter(request, 'flow'))
  const app = settings.isSandbox ? await findAppByName(db, 'stock_keeper') : null
  if (!flow || !app) throw new PageRefusal(404, 'not_found')
  return flow
}

async function showFlow(
  deps: FlowPagesDeps,
  request: FastifyRequest,
  { flow, run }: { flow: FlowName; run: Run | null },
): Promise<string> {
  const { db, clock, tokens, demo } = deps
  const { context, timeZone } = await readerOf(deps, request)
  const now = clock.now()
  const accessToken = run?.accessToken ?? null
  const token =
    accessToken === null ? null : await tokenCard(db, accessToken, await tokens.inspect(accessToken, now))
  return flowsPage(
    { ...context, path: flowPath(flow) },
    { flow, run, token, walkUrl: walkUrl(demo, flow), keySetUrl: '/.well-known/jwks.json', now, timeZone },
  )
}

/** The same request of the demo app, for the reader's own browser. */
function walkUrl({ stockKeeper }: DemoFacts, flow: FlowName): string | null {
  const scopes: Partial<Record<FlowName, string>> = {
    person: 'directory.person.r',
    organization: 'Org.directory.organization.r,Org.warehouse.items.r',
  }
  const scope = scopes[flow]
  if (scope === undefined) return null
  const redirect_uri = stockKeeper.redirectUrls[flow === 'person' ? 0 : 1] ?? ''
  return `/oauth/authorize?${new URLSearchParams({ client_id: stockKeeper.clientId, redirect_uri, scope })}`
}

async function readerOf({ session: sessionOf, settings }: FlowPagesDeps, request: FastifyRequest) {
  const session = await sessionOf(request)
  const context = pageContext(request, settings, {
    signedInAs: signedInAs(session),
    languages: [session?.person.locale ?? null],
  })
  return { context, timeZone: session?.person.timeZone ?? 'UTC' }
}
