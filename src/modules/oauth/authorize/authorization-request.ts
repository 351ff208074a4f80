import type { Client } from '../../apps/index.ts'
import { currentKinds } from '../../directory/index.ts'
import { isTruthy, listParameter, type Parameters } from '../protocol/parameters.ts'
import { type Challenge, readChallenge } from '../protocol/pkce.ts'
import { parseScopes } from '../protocol/scope.ts'

/** A request of a client that is known to be good, and where its answer goes (spec oauth.md §4.1, §7.1). */
export type AuthorizationRequest = {
  clientId: string
  scope: string | null
  wayBack: WayBack
  /** `prompt` values, and what the older parameters mean in them. */
  prompts: Prompt[]
  login: string | null
  isSignUpAllowed: boolean
  mustConfirmEmail: boolean
  lang: string | null
  person: { firstName: string; name: string; email: string }
  organization: OrganizationPrefill
}

/** How the app gets its answer: by sending the person back to it, or by a device that asks for it. */
export type WayBack = CodeRedirect | TokenRedirect | DeviceWay

/** The redirect flow; the redirect URI is a registered one. */
export type CodeRedirect = {
  kind: 'code'
  redirectUri: string
  /** Reflected unchanged, also when empty; null when absent. */
  state: string | null
  challenge: Challenge | null
}

/** The implicit grant, where the operator allows it (G-12): the token itself, in the fragment (RFC 6749 §4.2). */
export type TokenRedirect = { kind: 'token'; redirectUri: string; state: string | null }

/** Where an answer by redirect goes, as far as it is known before the rest of the request is. */
export type Destination = Pick<CodeRedirect, 'kind' | 'redirectUri' | 'state'> | TokenRedirect

/** The device flow: the answer waits with the device authorization until the device polls. */
export type DeviceWay = { kind: 'device'; authorizationId: string }

/** What the form that creates an organization begins with. */
export type OrganizationPrefill = { name: string; countryCode: string; kinds: string[] }

/** What a request may ask of the screens (spec oauth.md §4.1; OpenID Connect Core §3.1.2.1). */
export type Prompt = 'none' | 'login' | 'consent' | 'select_account' | 'signup'

const PROMPTS: readonly string[] = ['none', 'login', 'consent', 'select_account', 'signup'] satisfies Prompt[]
const PREFILL_CHARACTERS_MAX = 200
const KINDS_MAX = 20

/** An error that is told to the app by redirecting (spec oauth.md §4.3). */
export type RedirectError = {
  error:
    | 'access_denied'
    | 'invalid_scope'
    | 'invalid_request'
    | 'unsupported_response_type'
    | 'unauthorized_client'
    | 'login_required'
    | 'interaction_required'
  description: string
}

/** The response type is none, or not for this client (any more). */
export const NOT_OFFERED: RedirectError = {
  error: 'unsupported_response_type',
  description: 'The response_type must be code.',
}
const TOKENS_OF_PERSONS_ONLY: RedirectError = {
  error: 'unsupported_response_type',
  description: 'The response_type token is for scopes of persons only.',
}

/** Names the authorization endpoint reads; repeating one is refused (RFC 6749 §3.1). */
export const KNOWN_PARAMETERS = new Set([
  'client_id',
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'login',
  'login_hint',
  'signup',
  'show_signup',
  'force_login',
  'prompt',
  'prompt_email_confirmation',
  'lang',
  'ui_locales',
  'person[first_name]',
  'person[name]',
  'person[email]',
  'organization[name]',
  'organization[country_code]',
  'organization[kind]',
])

/** A client with what it may ask for in a request. */
export type RequestingClient = Pick<
  Client,
  'id' | 'isConfidential' | 'allowsPlainPkce' | 'allowsImplicitGrant'
>

/** Where the answer to this response type goes: the token of an implicit grant, and its errors, into the fragment. */
export function destinationFor(
  responseType: string | undefined,
  { allowsImplicitGrant }: Pick<Client, 'allowsImplicitGrant'>,
  to: { redirectUri: string; state: string | null },
): Destination {
  return { kind: responseType === 'token' && allowsImplicitGrant ? 'token' : 'code', ...to }
}

/** Reads what does not depend on the person; the client's rights come as an argument. */
export function readAuthorizationRequest(
  parameters: Parameters,
  client: RequestingClient,
  to: Destination,
  organization: OrganizationPrefill,
): AuthorizationRequest | RedirectError {
  const wayBack = readWayBack(parameters, client, to)
  if ('error' in wayBack) return wayBack
  const prompts = promptsOf(parameters)
  if (prompts.includes('none') && prompts.length > 1) {
    return { error: 'invalid_request', description: 'prompt=none must stand alone.' }
  }
  return {
    clientId: client.id,
    scope: parameters.get('scope') ?? null,
    wayBack,
    prompts,
    login: parameters.get('login') ?? parameters.get('login_hint') ?? null,
    isSignUpAllowed: parameters.get('signup') === undefined || isTruthy(parameters.get('signup')),
    mustConfirmEmail: isTruthy(parameters.get('prompt_email_confirmation')),
    lang: parameters.get('lang') ?? parameters.get('ui_locales')?.split(' ')[0] ?? null,
    person: {
      firstName: prefill(parameters, 'person[first_name]'),
      name: prefill(parameters, 'person[name]'),
      email: prefill(parameters, 'person[email]'),
    },
    organization,
  }
}

function readWayBack(
  parameters: Parameters,
  client: RequestingClient,
  to: Destination,
): WayBack | RedirectError {
  if (to.kind === 'token') {
    const scopes = parseScopes(parameters.get('scope') ?? '') ?? []
    // Organization tokens stay in confidential back ends (spec oauth.md §1, G-12).
    return scopes.every(({ form }) => form === 'Person') ? to : TOKENS_OF_PERSONS_ONLY
  }
  const responseType = parameters.get('response_type')
  if (responseType !== undefined && responseType !== 'code') return NOT_OFFERED
  const challenge = challengeOf(parameters, client)
  return challenge && 'error' in challenge ? challenge : { ...to, challenge }
}

/** Reads `organization[…]`, its kinds in all spellings, from where the parameters came (spec oauth.md §4.1, C-40). */
export function readOrganizationPrefill(parameters: Parameters, sources: unknown[]): OrganizationPrefill {
  const kind = parameters.get('organization[kind]')
  const kinds = sources.flatMap(source => listParameter(source, 'organization[kinds][]'))
  return {
    name: prefill(parameters, 'organization[name]'),
    countryCode: prefill(parameters, 'organization[country_code]').toUpperCase(),
    kinds: currentKinds([...kinds, ...(kind ? [kind] : [])]).slice(0, KINDS_MAX),
  }
}

/** PKCE is obligatory for public credentials (spec oauth.md §4.6). */
function challengeOf(
  parameters: Parameters,
  client: { isConfidential: boolean; allowsPlainPkce: boolean },
): Challenge | RedirectError | null {
  const challenge = parameters.get('code_challenge')
  const method = parameters.get('code_challenge_method')
  if (challenge === undefined) {
    if (!client.isConfidential)
      return { error: 'invalid_request', description: 'This app is required to use PKCE' }
    // Somebody may have taken the challenge off the link.
    return method === undefined
      ? null
      : { error: 'invalid_request', description: 'The code_challenge is missing.' }
  }
  const read = readChallenge(challenge, method, client.allowsPlainPkce)
  return 'fault' in read ? { error: 'invalid_request', description: read.fault } : read
}

function promptsOf(parameters: Parameters): Prompt[] {
  const prompts = new Set((parameters.get('prompt') ?? '').split(/[\s,]+/).filter(isPrompt))
  if (isTruthy(parameters.get('force_login'))) prompts.add('login')
  if (isTruthy(parameters.get('show_signup'))) prompts.add('signup')
  return [...prompts]
}

function isPrompt(text: string): text is Prompt {
  return PROMPTS.includes(text)
}

function prefill(parameters: Parameters, name: string): string {
  return (parameters.get(name) ?? '').slice(0, PREFILL_CHARACTERS_MAX)
}
