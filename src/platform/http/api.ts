import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Act } from '../audit.ts'
import { sha256Base64Url } from '../crypto/digest.ts'
import { Outage } from '../database/database.ts'
import { bunchAnswers } from './bunched-answers.ts'
import { failureReply, requestFault } from './failures.ts'
import { TooManyRequests, tooMany } from './rate-limit.ts'

/** A refusal of the REST API: a status and the body of spec directory-api.md §2 (a list, or texts by field). */
export class ApiError extends Error {
  readonly status: number
  readonly errors: string[] | Record<string, string[]>
  /** How to authenticate, as `WWW-Authenticate` says it (RFC 9110 §11.6.1); null where that is not the matter. */
  readonly challenge: string | null

  constructor(status: number, errors: string[] | Record<string, string[]>, challenge: string | null = null) {
    super(Array.isArray(errors) ? errors.join(': ') : Object.keys(errors).join(', '))
    this.name = 'ApiError'
    this.status = status
    this.errors = errors
    this.challenge = challenge
  }
}

/** An organization asks its members for a second factor, and this person has none (platform.md §1.2). */
export function secondFactorRequired(): ApiError {
  return new ApiError(403, ['second_factor_required'])
}

/** Unknown and invisible records look the same (directory-api.md §2). */
export function notFound(): ApiError {
  return new ApiError(404, ['not_found'])
}

/** Texts by field, in Rails wording (directory-api.md §2). */
export function validationFailed(errors: Record<string, string[]>): ApiError {
  return new ApiError(422, errors)
}

/** Who a verified access token speaks for, and what it may do. Instants in milliseconds. */
export type Principal = {
  tokenId: string
  appId: string | null
  appName: string | null
  audience: string[]
  scopes: string[]
  issuedAt: number
  expiresAt: number
  bearer: { type: 'Person' | 'Organization'; id: string }
  onBehalfOf: { personId: string; roles: number } | null
}

/** Whose act a request with this token is, for the audit log. */
export function tokenAct({ tokenId }: Pick<Principal, 'tokenId'>): Act {
  return { actor: `Token/${tokenId}` }
}

/**
 * How API routes ask for a token. Each verifies the request's bearer token and refuses with the errors of
 * directory-api.md §2; `person` and `organization` also require the bearer type and one of the scopes (named without
 * the platform app: `person.r`). On-behalf tokens pass both.
 */
export type ApiGuard = {
  any(request: FastifyRequest): Promise<Principal>
  person(request: FastifyRequest, ...scopes: string[]): Promise<Principal & { personId: string }>
  organization(request: FastifyRequest, ...scopes: string[]): Promise<Principal & { organizationId: string }>
  /** Whoever the bearer is. */
  either(request: FastifyRequest, ...scopes: string[]): Promise<Principal>
}

/** An app that proved who it is: endpoints for apps themselves (marker B of directory-api.md §1). */
export type AppPrincipal = { clientId: string; appId: string; appName: string; act: Act }

/**
 * How API routes ask for an app: HTTP Basic with confidential credentials, public ones are refused (directory-api.md §1).
 * Null when the request carries something else than Basic.
 */
export type AppGuard = {
  required(request: FastifyRequest): Promise<AppPrincipal>
  ifBasic(request: FastifyRequest): Promise<AppPrincipal | null>
}

/** The headers of `oauth.md` §2.6: no cookie is read behind them, so every origin may call. */
const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Link, Current-Page, Total-Count, Total-Pages, RateLimit-Reset, RateLimit-Rule',
  vary: 'Origin',
}
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST, PATCH, PUT, DELETE, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, Accept, Accept-Language',
  'access-control-max-age': '7200',
}

/** Lets browsers of any origin call the routes of this scope, errors included (oauth.md §2.6). */
export function allowAnyOrigin(scope: FastifyInstance, paths: string[]): void {
  scope.addHook('onRequest', (_request, reply, done) => {
    reply.headers(CORS_HEADERS)
    done()
  })
  for (const path of paths) {
    scope.options(path, async (_request, reply) => reply.headers(PREFLIGHT_HEADERS).code(204).send())
  }
}

/** Makes a scope answer as the REST API does: JSON only, errors in the two shapes of directory-api.md §2. */
export function useApiSurface(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof ApiError) {
      if (error.challenge !== null) reply.header('www-authenticate', error.challenge)
      return reply.code(error.status).send({ errors: error.errors })
    }
    if (error instanceof TooManyRequests)
      return tooMany(reply, error).send({ errors: ['rate_limited', 'Retry later'] })
    const fault = requestFault(error)
    if (fault) return reply.code(fault.status).send({ errors: { base: [fault.text] } })
    const failure = failureReply(error, request)
    if (error instanceof Outage) reply.header('retry-after', '5')
    return reply.code(failure.status).send({ errors: [failure.code, failure.text] })
  })
  scope.addHook('onSend', (request, reply, payload, done) => {
    if (reply.getHeader('cache-control') === undefined) {
      reply.header(
        'cache-control',
        reply.statusCode === 204 ? 'no-cache' : 'max-age=0, private, must-revalidate',
      )
    }
    const isTagged = request.method === 'GET' && reply.statusCode === 200 && typeof payload === 'string'
    done(null, isTagged ? tagged(request, reply, payload) : payload)
  })
  scope.addHook('onSend', bunchAnswers())
}

/** Names an answer by its content; a caller that has it already gets 304 (RFC 9110 §13.1.2). */
function tagged(request: FastifyRequest, reply: FastifyReply, payload: string): string | null {
  const tag = `W/"${sha256Base64Url(payload)}"`
  reply.header('etag', tag)
  const known = request.headers['if-none-match']?.split(',').map(text => text.trim())
  if (!known?.includes(tag)) return payload
  reply.code(304)
  return null
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>()

/**
 * An instant as the API writes it: ISO 8601 with milliseconds and the offset of an IANA time zone at that instant, or
 * `Z` for UTC and without a zone (directory-api.md §1).
 */
export function apiTime(instant: number, timeZone: string | null): string {
  const offset = timeZone === null ? '' : offsetAt(instant, timeZone)
  if (offset === '') return new Date(instant).toISOString()
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number)
  const shift = (hours * 60 + minutes) * 60_000 * (offset.startsWith('-') ? -1 : 1)
  return new Date(instant + shift).toISOString().slice(0, -1) + offset
}

/** The offset as `+01:00`; empty where the zone keeps UTC. */
function offsetAt(instant: number, timeZone: string): string {
  let format = offsetFormats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    offsetFormats.set(timeZone, format)
  }
  const part = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')
  return part?.value.replace(/^GMT(\+00:00)?/, '') ?? ''
}
