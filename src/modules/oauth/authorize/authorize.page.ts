import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUuid, uuid } from '../../../platform/crypto/random.ts'
import { originOf } from '../../../platform/http/address.ts'
import { browserHash } from '../../../platform/http/browser.ts'
import { pageContext } from '../../../platform/http/page-context.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { type Client, findRedirectClient } from '../../apps/index.ts'
import { endOfClient } from '../client/end-of-client.ts'
import { isParameterFault, parameterFaultText, readParameters } from '../protocol/parameters.ts'
import { matchRedirectUri } from '../protocol/redirect-uri.ts'
import { parseScopes } from '../protocol/scope.ts'
import { answerRequest, redirectWithError } from './answer.page.ts'
import {
  type AuthorizationRequest,
  type Destination,
  destinationFor,
  KNOWN_PARAMETERS,
  NOT_OFFERED,
  type RedirectError,
  readAuthorizationRequest,
  readOrganizationPrefill,
} from './authorization-request.ts'
import type { AuthorizeDeps } from './deps.ts'
import { type RefusedModel, refusedPage } from './ended.view.ts'
import { MAY_NOT } from './finish-interaction.page.ts'
import { insertInteraction } from './interaction.repository.ts'
import { INTERACTION_LIFETIME_MS, type Progress } from './interaction.ts'
import { interactionUrl, signInUrl } from './interaction-url.ts'
import { lookInto } from './look-into.ts'
import type { Step } from './next-step.ts'
import { lookDeps } from './open-interaction.page.ts'
import { pass } from './pass.ts'

/** Errors that must not redirect (spec oauth.md §4.4): status and the text other clients than browsers get. */
const NOT_REDIRECTED: Record<RefusedModel['reason'], { status: number; text: string }> = {
  client_id_missing: { status: 422, text: 'The client ID parameter is missing' },
  unknown_client: { status: 403, text: 'This client is not known' },
  unknown_redirect_uri: { status: 403, text: 'The redirect URI is unknown or malformed' },
  invalid_request: { status: 400, text: 'A parameter is repeated' },
}

/** What the operator forbids (G-08); the error of RFC 6749 §4.1.2.1. */
const NOT_FOR_PUBLIC: RedirectError = {
  error: 'unauthorized_client',
  description: 'Public credentials may not ask for an organization here.',
}

/** GET /oauth/authorize (spec oauth.md §4). */
export function authorizePage(scope: FastifyInstance, deps: AuthorizeDeps): void {
  const { db, clock, publicUrl, publicClientOrganizationTokens } = deps

  scope.get('/oauth/authorize', async (request, reply) => {
    const now = clock.now()
    // Step 1: the client and the way back; until both are known nothing is redirected (R5).
    const [identified, session] = await Promise.all([identify(deps, request), deps.session(request)])
    const note = (client: Client, error: string, reason: string) => {
      const origin = originOf(request, deps.addresses)
      return deps.noteRefusal({ client, personId: session?.personId ?? null, error, reason, origin }, now)
    }
    if ('reason' in identified) {
      const { reason, client, why } = identified
      if (client) await note(client, reason, why ?? NOT_REDIRECTED[reason].text)
      return refuseHere(deps, request, reply, reason)
    }
    const { client, to } = identified
    const refuse = async (error: RedirectError) => {
      await note(client, error.error, error.description)
      return redirectWithError(reply, to, error, publicUrl)
    }

    // Step 2: the rest of the request; faults go back to the app.
    const read = readRequest(request, client, to)
    if ('error' in read) return refuse(read)

    if (!client.isConfidential && publicClientOrganizationTokens === 'forbidden' && asksForOrganization(read))
      return refuse(NOT_FOR_PUBLIC)

    // Step 3: who is signed in and the scopes decide what is left to ask.
    const progress = {
      isAccountChosen: false,
      signInAfter: read.prompts.includes('login') ? now : null,
    }
    const matter = { request: read, client, progress, chosenOrganizationId: null, session }
    const insight = await lookInto(db, lookDeps(deps), matter)
    const { step } = insight
    if (step.kind === 'reject') return refuse({ error: 'invalid_scope', description: step.error })
    if (step.kind === 'not_offered') return refuse(NOT_OFFERED)
    if (step.kind === 'pass' && session) {
      // Everything was allowed before: no screen.
      const passing = { matter: { ...matter, session }, insight, decided: step.decided }
      const answer = await db.transaction(tx =>
        pass(tx, { ...lookDeps(deps), connections: deps.connections }, passing, now),
      )
      return answer === 'changed' ? lookAnew(request, reply) : answerRequest(reply, deps, answer)
    }
    if (read.prompts.includes('none')) {
      const error = withoutPrompt(step.kind)
      // That there is a question is no refusal: apps look every few minutes.
      return error === MAY_NOT ? refuse(error) : redirectWithError(reply, to, error, publicUrl)
    }

    // Step 4: a person is asked, on pages of their own.
    const id = await beginInteraction(deps, request, { request: read, progress }, now)
    return reply.redirect(step.kind === 'sign_in' ? signInUrl(id, read) : interactionUrl('continue', id), 302)
  })
}

/** Something was taken back just now: the same request again, with what is known of it now. */
function lookAnew(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const begin = request.url.indexOf('?')
  return reply.redirect(`/oauth/authorize${begin === -1 ? '' : request.url.slice(begin)}`, 302)
}

/** Why there is no way back; whose request it is, where that is known, and why in the words of our log. */
type NotRedirected = { reason: RefusedModel['reason']; client?: Client; why?: string }

/** Reads what names the client and the way back, before anything else: it decides where errors go. */
async function identify(
  { db }: AuthorizeDeps,
  request: FastifyRequest,
): Promise<{ client: Client; to: Destination } | NotRedirected> {
  const identity = readParameters([pick(request.query, ['client_id', 'redirect_uri'])], KNOWN_PARAMETERS)
  if (isParameterFault(identity)) return { reason: 'invalid_request' }
  const clientId = identity.get('client_id')?.toLowerCase()
  if (clientId === undefined) return { reason: 'client_id_missing' }
  const found = isUuid(clientId) ? await findRedirectClient(db, clientId) : null
  if (!found) return { reason: 'unknown_client' }
  const ended = endOfClient(found.client)
  if (ended) return { reason: 'unknown_client', client: found.client, why: ended }
  const redirectUri = matchRedirectUri(found.redirectUrls, identity.get('redirect_uri'))
  if (redirectUri === null) return { reason: 'unknown_redirect_uri', client: found.client }
  // Errors carry the state wherever it is readable, whatever else is wrong (RFC 6749 §4.1.2.1).
  const readable = (name: string) => {
    const parameters = readParameters([pick(request.query, [name])], KNOWN_PARAMETERS)
    return isParameterFault(parameters) ? undefined : parameters.get(name)
  }
  const way = { redirectUri, state: readable('state') ?? null }
  return { client: found.client, to: destinationFor(readable('response_type'), found.client, way) }
}

function readRequest(
  { query }: FastifyRequest,
  client: Client,
  to: Destination,
): AuthorizationRequest | RedirectError {
  const parameters = readParameters([query], KNOWN_PARAMETERS)
  if (isParameterFault(parameters)) {
    return { error: 'invalid_request', description: parameterFaultText(parameters) }
  }
  return readAuthorizationRequest(parameters, client, to, readOrganizationPrefill(parameters, [query]))
}

/** Whether a token of an organization is asked for, not one on its behalf (attack T4). */
function asksForOrganization({ scope }: AuthorizationRequest): boolean {
  return parseScopes(scope ?? '')?.some(({ form }) => form === 'Organization') ?? false
}

/** Stores the request for the pages that ask; gives its id. */
async function beginInteraction(
  { db, requestLimit, addresses }: AuthorizeDeps,
  request: FastifyRequest,
  asked: { request: AuthorizationRequest; progress: Progress },
  now: number,
): Promise<string> {
  requestLimit(`interaction ${addresses.addressBlock(request)}`, now)
  const interaction = {
    ...asked,
    id: uuid(now),
    browserHash: browserHash(request),
    personId: null,
    organizationId: null,
    createdAt: now,
    expiresAt: now + INTERACTION_LIFETIME_MS,
    finishedAt: null,
  }
  await db.transaction(tx => insertInteraction(tx, interaction))
  return interaction.id
}

/** Says it on a page of ours, or to programs in one line of text (spec oauth.md §4.4). */
function refuseHere(
  { settings }: AuthorizeDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  reason: RefusedModel['reason'],
): FastifyReply {
  const { status, text } = NOT_REDIRECTED[reason]
  request.log.info({ reason }, 'authorization refused without redirect')
  if (!request.headers.accept?.includes('text/html')) {
    return reply.code(status).header('content-type', 'text/plain; charset=utf-8').send(`error: ${text}`)
  }
  const context = pageContext(request, settings, { signedInAs: null, languages: [] })
  return sendPage(reply.code(status), refusedPage(context, { reason, description: text, reference: null }))
}

/** `prompt=none` shows nothing: what would have been asked is an error (OpenID Connect Core §3.1.2.6, G-20). */
function withoutPrompt(kind: Step['kind']): RedirectError {
  switch (kind) {
    case 'sign_in':
      return { error: 'login_required', description: 'The person must sign in.' }
    case 'ask_administrator':
    case 'unavailable':
      return MAY_NOT
    default:
      return { error: 'interaction_required', description: 'The person must be asked.' }
  }
}

function pick(source: unknown, names: string[]): Record<string, unknown> {
  if (typeof source !== 'object' || source === null) return {}
  return Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name)))
}
