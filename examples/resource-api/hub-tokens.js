// @ts-check
// Verifies the access tokens of a hub in an API of yours. Copy this file; it needs Node 20 and the package jose.
//
//   const hub = createVerifier({ hub: 'https://hub.example.com' })
//   app.get('/items', expressGuard(hub, { scope: 'warehouse.items.r' }), (req, res) => …req.token.bearer…)
//
// The hub is not asked about each token: its public keys and its list of revoked tokens are kept here, and fetched anew
// when they are no longer fresh. While the hub is away these copies serve on, until they are too old to be believed.
// From then on nobody gets in, and the answer is 503.
import { createLocalJWKSet, errors, jwtVerify } from 'jose'

const SECOND_MS = 1000
const HOUR_MS = 3600 * SECOND_MS

// What the hub signs with. This list keeps out `none`, and HS256, for which the public key would be the secret.
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA']
// Logout tokens and the like say in their header what else they are.
const TYPES = [undefined, 'JWT', 'at+jwt']
const REQUIRED_CLAIMS = ['iss', 'sub', 'aud', 'jti', 'nbf', 'exp', 'scope']
const LEEWAY_SECONDS = 5
const TOKEN_LENGTH_MAX = 8192
const FETCH_TIMEOUT_MS = 5 * SECOND_MS

const SUBJECTS = ['Person', 'Organization', 'Person>Organization']
const SUBJECT = /^(?:Person\/([0-9a-f-]{36})>(?=Organization))?(Person|Organization)\/([0-9a-f-]{36})$/
const APP = /^([a-z][a-z0-9_]{2,})(?:\/|$)/
const SCOPE = /^([a-z][a-z0-9_]{2,})\.([a-z][a-z_]{2,})\.(rw|r|w)$/

// What is said to whom, and its name in RFC 6750 §3.1; a request without a token is told no error there.
const REFUSALS = {
  no_jwt_passed: { status: 401, error: undefined },
  invalid_jwt: { status: 403, error: 'invalid_token' },
  jwt_expired: { status: 403, error: 'invalid_token' },
  unpermitted_subject: { status: 403, error: 'insufficient_scope' },
  unpermitted_scope: { status: 403, error: 'insufficient_scope' },
}

/**
 * @typedef {object} Options
 * @property {string} hub Where the hub is: its `PUBLIC_URL`.
 * @property {string} [issuer] The `iss` of its tokens, where its operator has set `TOKEN_ISSUER`.
 * @property {string} [resourceMetadata] The URL of your API's metadata (RFC 9728); refusals lead there.
 * @property {string[]} [platformNames] The names of the hub itself in scopes. They mean the same.
 * @property {number} [keysFreshMs] When to fetch the keys anew: after an hour. New keys are published a day before they
 *   sign, and a key that is not known is looked for at once.
 * @property {number} [keysUsableMs] How old the keys may become while the hub is away: a day.
 * @property {number} [revocationsFreshMs] When to fetch the list anew, which is how long a revoked token may still be
 *   taken: after a minute.
 * @property {number} [revocationsUsableMs] How old the list may become while the hub is away: an hour. By then the
 *   tokens that apps had when it went away have run out anyway.
 * @property {number} [pauseMs] How long to leave the hub alone after each attempt, whatever tokens come: 5 seconds.
 * @property {boolean} [allowInsecureRequests] Fetch keys over http from another machine. Whoever is in between can then
 *   make tokens.
 * @property {(message: string) => void} [warn] Is told when the hub does not answer.
 * @property {() => number} [clock] Milliseconds since 1970.
 * @property {(url: string, init: RequestInit) => Promise<Response>} [fetch]
 *
 * @typedef {object} Requirement
 * @property {string | string[]} scope One of these, as `app.name.permission`. A token with `rw` covers `r` and `w`.
 * @property {'Person' | 'Organization' | 'Person>Organization'} [subject] Who has to stand behind the token. `Person`
 *   and `Organization` include a person who acts for an organization, `Person>Organization` is nobody else.
 *
 * @typedef {object} Token Who a token speaks for, and what it may do. Instants are milliseconds since 1970.
 * @property {string} id
 * @property {string | null} app The technical name of the app that asks. A private token has none.
 * @property {{ type: 'Person' | 'Organization', id: string }} bearer Whose data it is about.
 * @property {string | null} personId The person who asks; null where an app asks for an organization by itself.
 * @property {number | null} roles Where a person acts for an organization: their roles there, as a bit field.
 * @property {string[]} scopes
 * @property {number} expiresAt
 *
 * @typedef {ReturnType<typeof createVerifier>} Verifier
 */

/** This request may not pass: 401 without a token, 403 with one that does not do. */
export class TokenRefused extends Error {
  /** @param {keyof typeof REFUSALS} code @param {{ text?: string, challenge: string }} details */
  constructor(code, { text, challenge }) {
    super(text ?? code)
    this.status = REFUSALS[code].status
    this.errors = text === undefined ? [code] : [code, text]
    this.headers = { 'www-authenticate': challenge }
  }
}

/** Nobody can say whether this request may pass, because the hub does not answer: 503. The token may well be good. */
export class HubUnavailable extends Error {
  /** @param {string} message @param {{ cause: unknown, retryAfterMs: number }} details */
  constructor(message, { cause, retryAfterMs }) {
    super(message, { cause })
    this.status = 503
    this.errors = ['temporarily_unavailable', 'Tokens cannot be verified at the moment. Try again.']
    this.headers = { 'retry-after': String(Math.ceil(retryAfterMs / SECOND_MS)) }
  }
}

/**
 * Makes the verifier of your API: one is enough, because it keeps the copies. It fetches nothing before the first token.
 * @param {Options} options
 */
export function createVerifier(options) {
  const { platformNames = ['directory', 'zaikio'], clock = Date.now, resourceMetadata } = options
  const { keysFreshMs = HOUR_MS, keysUsableMs = 24 * HOUR_MS } = options
  const { revocationsFreshMs = 60 * SECOND_MS, revocationsUsableMs = HOUR_MS } = options
  const hub = originOf(options)
  const keys = createCopy(options, {
    url: `${hub}/.well-known/jwks.json`,
    read: readKeys,
    freshMs: keysFreshMs,
    usableMs: keysUsableMs,
  })
  const revocations = createCopy(options, {
    url: `${hub}/api/v1/revoked_access_tokens`,
    read: readRevocations,
    freshMs: revocationsFreshMs,
    usableMs: revocationsUsableMs,
  })
  /** @type {Map<string, number>} Ids that came as events, and when: any list that is still used then has them. */
  const announced = new Map()
  const announcedMs = Math.max(HOUR_MS, revocationsUsableMs)

  /**
   * The token in an `Authorization` header. Throws `TokenRefused` where the request may not pass, and `HubUnavailable`
   * where nobody can say.
   * @param {string | undefined} authorization
   * @param {Requirement} requirement
   * @returns {Promise<Token>}
   */
  async function verify(authorization, requirement) {
    const { scopes, subject } = parseRequirement(requirement)
    if (!authorization?.startsWith('Bearer ') || authorization === 'Bearer ') throw refused('no_jwt_passed')
    const token = await readToken(authorization.slice('Bearer '.length))
    const revoked = await revocations.current()
    if (revoked.has(token.id) || announced.has(token.id)) throw refused('invalid_jwt')
    if (!subjectFits(token, subject)) {
      const text = `Expected Subject Type: ${subject} | Subject type from Access Token: ${token.bearer.type}`
      throw refused('unpermitted_subject', { text })
    }
    if (!scopes.some(scope => token.scopes.some(held => covers(held, scope, platformNames)))) {
      const text = `This endpoint requires one of the following scopes: ${scopes.join(', ')} but your access token only includes the following scopes: ${token.scopes.join(', ')}`
      throw refused('unpermitted_scope', { text, scope: scopes.join(' ') })
    }
    return token
  }

  /** @param {string} text */
  async function readToken(text) {
    if (text.length > TOKEN_LENGTH_MAX) throw refused('invalid_jwt')
    try {
      const { protectedHeader, payload } = await jwtVerify(text, findKey, {
        algorithms: ALGORITHMS,
        issuer: options.issuer ?? hub,
        requiredClaims: REQUIRED_CLAIMS,
        clockTolerance: LEEWAY_SECONDS,
        currentDate: new Date(clock()),
      })
      const token = TYPES.includes(protectedHeader.typ) ? tokenOf(payload) : null
      if (!token) throw refused('invalid_jwt')
      return token
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw refused('jwt_expired')
      if (error instanceof errors.JOSEError) throw refused('invalid_jwt')
      throw error
    }
  }

  /**
   * The key comes from the hub's set and from nowhere else: `jku`, `jwk` and `x5u` of a token are what its writer says.
   * @type {import('jose').JWTVerifyGetKey}
   */
  async function findKey(header, token) {
    if (header.kid === undefined) throw refused('invalid_jwt')
    const set = await keys.current()
    const found = set.ids.has(header.kid) ? set : await keys.latest()
    return found.find(header, token)
  }

  /** @param {keyof typeof REFUSALS} code @param {{ text?: string, scope?: string }} [details] */
  function refused(code, { text, scope } = {}) {
    const { error } = REFUSALS[code]
    const parameters = Object.entries({ error, scope, resource_metadata: resourceMetadata })
    const given = parameters.filter(([, value]) => value !== undefined)
    const challenge = `Bearer ${given.map(([name, value]) => `${name}="${value}"`).join(', ')}`.trimEnd()
    return new TokenRefused(code, { challenge, ...(text !== undefined && { text }) })
  }

  return {
    verify,
    /**
     * Refuses this token from now on. Call it with `payload.access_token_id` of the event `revoked_access_token`, and
     * you need not wait for the next list.
     * @param {string} id
     */
    addRevoked(id) {
      const now = clock()
      for (const [other, at] of announced) if (now - at > announcedMs) announced.delete(other)
      announced.set(id, now)
    },
  }
}

/**
 * For Express: the handlers behind it have `req.token`. Put it before `express.json()`: who may not send a body need
 * not be read.
 * @param {Verifier} verifier
 * @param {Requirement} requirement
 */
export function expressGuard(verifier, requirement) {
  parseRequirement(requirement)
  /** @param {any} req @param {any} res @param {(error?: unknown) => void} next */
  return async (req, res, next) => {
    try {
      req.token = await verifier.verify(req.headers.authorization, requirement)
      next()
    } catch (error) {
      if (!isAnswer(error)) return next(error)
      res.status(error.status).set(error.headers).json({ errors: error.errors })
    }
  }
}

/**
 * For Fastify, as `onRequest` of a route: its handler has `request.token`. Say once `app.decorateRequest('token', null)`.
 * @param {Verifier} verifier
 * @param {Requirement} requirement
 */
export function fastifyGuard(verifier, requirement) {
  parseRequirement(requirement)
  /** @param {any} request @param {any} reply */
  return async (request, reply) => {
    try {
      request.token = await verifier.verify(request.headers.authorization, requirement)
    } catch (error) {
      if (!isAnswer(error)) throw error
      return reply.code(error.status).headers(error.headers).send({ errors: error.errors })
    }
  }
}

/** @param {unknown} error @returns {error is TokenRefused | HubUnavailable} */
function isAnswer(error) {
  return error instanceof TokenRefused || error instanceof HubUnavailable
}

/**
 * A copy of a document of the hub. When it is no longer fresh it is fetched anew, once for all who wait. If that fails
 * the old one serves on, until it is older than `usableMs`.
 * @template T
 * @param {Options} options
 * @param {{ url: string, read: (document: any) => T, freshMs: number, usableMs: number }} document
 */
function createCopy(options, { url, read, freshMs, usableMs }) {
  const { pauseMs = 5 * SECOND_MS, clock = Date.now, fetch = globalThis.fetch, warn = console.warn } = options
  if (usableMs < freshMs) throw new TypeError(`${url} has to stay usable for as long as it is fresh`)
  /** @type {{ value: T, asOf: number } | null} */
  let copy = null
  let triedAt = Number.NEGATIVE_INFINITY
  /** @type {unknown} Why the last attempt failed; null when it did not. */
  let failure = null
  /** @type {Promise<void> | null} */
  let running = null

  /** A clock that was set back says nothing about ages: then everything is old. */
  const since = (/** @type {number} */ instant) => {
    const ms = clock() - instant
    return ms < 0 ? Number.POSITIVE_INFINITY : ms
  }

  async function load() {
    const asOf = clock()
    try {
      copy = { value: read(await fetchJson(fetch, url)), asOf }
      failure = null
    } catch (error) {
      failure = error
      warn(`${url} cannot be fetched: ${reasonOf(error)}`)
    }
    triedAt = clock()
  }

  async function renew() {
    if (!running && since(triedAt) < pauseMs) return
    running ??= load().finally(() => {
      running = null
    })
    await running
  }

  const unavailable = () =>
    new HubUnavailable(`There is no usable copy of ${url}`, { cause: failure, retryAfterMs: pauseMs })

  return {
    /** What the hub said lately. */
    async current() {
      if (!copy || since(copy.asOf) >= freshMs) await renew()
      if (!copy || since(copy.asOf) >= usableMs) throw unavailable()
      return copy.value
    },
    /** What the hub says now, or has said a moment ago. */
    async latest() {
      await renew()
      if (!copy || failure !== null) throw unavailable()
      return copy.value
    },
  }
}

/** @param {NonNullable<Options['fetch']>} fetch @param {string} url */
async function fetchJson(fetch, url) {
  const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS)
  const response = await fetch(url, { redirect: 'error', signal, headers: { accept: 'application/json' } })
  if (response.status !== 200) throw new Error(`the answer is ${response.status}`)
  return response.json()
}

/** @param {any} document */
function readKeys(document) {
  const find = createLocalJWKSet(document)
  return { find, ids: new Set(document.keys.map((/** @type {{ kid?: string }} */ key) => key.kid)) }
}

/** @param {any} document @returns {Set<string>} */
function readRevocations(document) {
  if (!Array.isArray(document?.revoked_token_ids)) throw new Error('the answer has no revoked_token_ids')
  return new Set(document.revoked_token_ids)
}

/**
 * The access token in verified claims; null when they are those of something else. A token with `cnf` belongs to the
 * holder of a key, of which nothing here asks for proof.
 * @param {import('jose').JWTPayload} claims
 * @returns {Token | null}
 */
function tokenOf({ sub, aud, jti, exp = 0, scope, roles, cnf }) {
  const subject = typeof sub === 'string' ? SUBJECT.exec(sub) : null
  const [audience] = isTexts(aud) ? aud : []
  if (!subject || audience === undefined || typeof jti !== 'string' || !isTexts(scope)) return null
  if (cnf !== undefined) return null
  const [, actor = null, type = '', id = ''] = subject
  const isOrganization = type === 'Organization'
  return {
    id: jti,
    // The audience is who asks: `app`, `app/credentials`, or the bearer of a private token.
    app: APP.exec(audience)?.[1] ?? null,
    bearer: { type: isOrganization ? 'Organization' : 'Person', id },
    personId: isOrganization ? actor : id,
    roles: typeof roles === 'number' ? roles : null,
    scopes: scope,
    expiresAt: exp * SECOND_MS,
  }
}

/** @param {Token} token @param {Requirement['subject']} subject */
function subjectFits({ bearer, personId }, subject) {
  const isForOrganization = subject === undefined || subject === 'Person' || bearer.type === 'Organization'
  const isByPerson = subject === undefined || subject === 'Organization' || personId !== null
  return isForOrganization && isByPerson
}

/** @param {string} held @param {string} required @param {string[]} platformNames */
function covers(held, required, platformNames) {
  const [, app = '', name, permission] = SCOPE.exec(held) ?? []
  const [, requiredApp = '', requiredName, requiredPermission] = SCOPE.exec(required) ?? []
  const isSameApp = app === requiredApp || [app, requiredApp].every(one => platformNames.includes(one))
  return isSameApp && name === requiredName && (permission === 'rw' || permission === requiredPermission)
}

/**
 * Throws where a requirement is mistyped. Without a scope every token of the hub would do, of whatever app.
 * @param {Requirement} requirement
 */
function parseRequirement({ scope, subject }) {
  const scopes = [scope].flat()
  if (scopes.length === 0 || !scopes.every(item => SCOPE.test(item)))
    throw new TypeError(`not a scope: ${scopes}`)
  if (subject !== undefined && !SUBJECTS.includes(subject)) throw new TypeError(`not a subject: ${subject}`)
  return { scopes, subject }
}

/** @param {Options} options */
function originOf({ hub, allowInsecureRequests = false }) {
  const { protocol, hostname, origin } = new URL(hub)
  const isThisMachine = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  const isAllowed =
    protocol === 'https:' || (protocol === 'http:' && (isThisMachine || allowInsecureRequests))
  if (!isAllowed) throw new TypeError(`the hub must be reached by https: ${hub}`)
  return origin
}

/** @param {unknown} value @returns {value is string[]} */
function isTexts(value) {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
