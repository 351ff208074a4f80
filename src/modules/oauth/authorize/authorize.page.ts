import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { uuid } from '../../../platform/crypto/random.ts'
import { browserHash } from '../../../platform/http/browser.ts'
import { pageContext } from '../../../platform/http/page-context.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { type Client, findClient, redirectUrlsOf } from '../../apps/index.ts'
import { currentKinds } from '../../directory/index.ts'
import { isParameterFault, listParameter, type Parameters, readParameters } from '../protocol/parameters.ts'
import { matchRedirectUri } from '../protocol/redirect-uri.ts'
import { redirectWithCode, redirectWithError } from './answer.page.ts'
import { KNOWN_PARAMETERS, type RedirectError, readAuthorizationRequest } from './authorization-request.ts'
import { conclude } from './conclude.ts'
import type { AuthorizeDeps } from './deps.ts'
import { type RefusedModel, refusedPage } from './ended.view.ts'
import { insertInteraction } from './interaction.repository.ts'
import { INTERACTION_LIFETIME_MS, type Progress } from './interaction.ts'
import { type Insight, lookInto } from './look-into.ts'
import { signInUrl } from './step.page.ts'

/** Errors that must not redirect (spec oauth.md §4.4): status and the text other clients than browsers get. */
const NOT_REDIRECTED: Record<RefusedModel['reason'], { status: number; text: string }> = {
  client_id_missing: { status: 422, text: 'The client ID parameter is missing' },
  unknown_client: { status: 403, text: 'This client is not known' },
  unknown_redirect_uri: { status: 403, text: 'The redirect URI is unknown or malformed' },
  invalid_request: { status: 400, text: 'A parameter is repeated' },
}

/** What names the client and the way back: read first, for they decide where errors go. */
const IDENTITY_PARAMETERS = ['client_id', 'redirect_uri']
const CLIENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** GET /oauth/authorize (spec oauth.md §4). */
export function authorizePage(scope: FastifyInstance, deps: AuthorizeDeps): void {
  const { db, clock, publicUrl } = deps

  scope.get('/oauth/authorize', async (request, reply) => {
    const now = clock.now()
    // Step 1: the client and the way back; until both are known nothing is redirected (R5).
    const identified = await identify(request)
    if ('reason' in identified) return refused(request, reply, identified.reason)
    const { client, redirectUri } = identified

    // Step 2: the rest of the request; faults go back to the app.
    const parameters = readParameters([request.query], KNOWN_PARAMETERS)
    const state = isParameterFault(parameters) ? null : (parameters.get('state') ?? null)
    const to = { redirectUri, state }
    if (isParameterFault(parameters)) {
      const description = `The parameter ${parameters.repeated} is repeated.`
      return redirectWithError(reply, to, { error: 'invalid_request', description }, publicUrl)
    }
    const read = readAuthorizationRequest(parameters, client, redirectUri, kindsOf(request, parameters))
    if ('error' in read) return redirectWithError(reply, to, read, publicUrl)

    // Step 3: the session and the scopes decide what is left to ask.
    const session = await deps.session(request)
    const progress: Progress = {
      isAccountChosen: false,
      signInAfter: read.prompts.includes('login') ? now : null,
    }
    const matter = { request: read, client, progress, chosenOrganizationId: null, session }
    const insight = await lookInto(db, { names: deps.names, isSandbox: deps.settings.isSandbox }, matter)
    const { step } = insight
    if (step.kind === 'reject') {
      return redirectWithError(reply, to, { error: 'invalid_scope', description: step.error }, publicUrl)
    }
    if (step.kind === 'pass' && session) {
      // Everything was allowed before: no screen. What was revoked meanwhile is found at the redemption.
      const conclusion = { request: read, client, decided: step.decided, insight, personId: session.personId }
      const code = await db.transaction(tx => conclude(tx, deps.connections, conclusion, now))
      return redirectWithCode(reply, to, code, publicUrl)
    }
    if (read.prompts.includes('none'))
      return redirectWithError(reply, to, withoutPrompt(step.kind), publicUrl)

    // Step 4: a person is asked, on pages of their own.
    const id = uuid(now)
    await db.transaction(tx =>
      insertInteraction(tx, {
        id,
        browserHash: browserHash(request),
        personId: null,
        organizationId: null,
        request: read,
        progress,
        createdAt: now,
        expiresAt: now + INTERACTION_LIFETIME_MS,
        finishedAt: null,
      }),
    )
    return reply.redirect(
      step.kind === 'sign_in' ? signInUrl(id, read) : `/oauth/authorize/continue?interaction=${id}`,
      302,
    )
  })

  async function identify(
    request: FastifyRequest,
  ): Promise<{ client: Client; redirectUri: string } | { reason: RefusedModel['reason'] }> {
    const identity = readParameters([pick(request.query, IDENTITY_PARAMETERS)], KNOWN_PARAMETERS)
    if (isParameterFault(identity)) return { reason: 'invalid_request' }
    const clientId = identity.get('client_id')?.toLowerCase()
    if (clientId === undefined) return { reason: 'client_id_missing' }
    const client = CLIENT_ID.test(clientId) ? await findClient(db, clientId) : null
    if (!client || client.isDeleted || client.appIsDeleted) return { reason: 'unknown_client' }
    const redirectUri = matchRedirectUri(await redirectUrlsOf(db, client.appId), identity.get('redirect_uri'))
    return redirectUri === null ? { reason: 'unknown_redirect_uri' } : { client, redirectUri }
  }

  function refused(
    request: FastifyRequest,
    reply: FastifyReply,
    reason: RefusedModel['reason'],
  ): FastifyReply {
    const { status, text } = NOT_REDIRECTED[reason]
    request.log.info({ reason }, 'authorization refused without redirect')
    if (!request.headers.accept?.includes('text/html')) {
      return reply.code(status).header('content-type', 'text/plain; charset=utf-8').send(`error: ${text}`)
    }
    const context = pageContext(request, deps.settings, { signedInAs: null, languages: [] })
    return sendPage(reply.code(status), refusedPage(context, { reason, description: text, reference: null }))
  }
}

/** `prompt=none` shows nothing: what would have been asked is an error (OpenID Connect Core §3.1.2.6, G-20). */
function withoutPrompt(kind: Insight['step']['kind']): RedirectError {
  return kind === 'sign_in'
    ? { error: 'login_required', description: 'The person must sign in.' }
    : { error: 'interaction_required', description: 'The person must be asked.' }
}

/** Kinds of the organization to be created, in all spellings (spec oauth.md §4.1, C-40). */
function kindsOf(request: FastifyRequest, parameters: Parameters): string[] {
  const kind = parameters.get('organization[kind]')
  return currentKinds([...listParameter(request.query, 'organization[kinds][]'), ...(kind ? [kind] : [])])
}

function pick(source: unknown, names: string[]): Record<string, unknown> {
  if (typeof source !== 'object' || source === null) return {}
  return Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name)))
}
