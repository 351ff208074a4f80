import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { equalInConstantTime, hmacHex, sha256Hex } from '../crypto/digest.ts'
import { randomSecret } from '../crypto/random.ts'
import { PageRefusal } from './pages.ts'

const BROWSER_LIFETIME_SECONDS = 365 * 24 * 3600
const COOKIE_VALUE = /^[A-Za-z0-9]{20,100}$/

declare module 'fastify' {
  interface FastifyRequest {
    /** The value of the cookie that names the browser; it gives no rights. */
    browserId: string
    /** The value of the session cookie; null when none was sent. */
    sessionToken: string | null
    /** The value of the cookie of a sign-in on its way; null when none was sent. */
    signInToken: string | null
    /** The value every form of this browser session must carry. */
    csrfToken: string
  }
}

export type BrowserOptions = { publicUrl: string; csrfKey: Buffer }

/**
 * Gives a scope its cookies: each request knows its browser and its session token, and every page sets the browser
 * cookie when it is missing. Over https the names carry `__Host-`; over http (localhost) ports share cookies, so the
 * names carry the product.
 */
export async function useBrowser(
  scope: FastifyInstance,
  { publicUrl, csrfKey }: BrowserOptions,
): Promise<void> {
  const isSecure = publicUrl.startsWith('https:')
  const names = cookieNames(isSecure)
  await scope.register(cookie)
  scope.decorateRequest('browserId', '')
  scope.decorateRequest('sessionToken', null)
  scope.decorateRequest('signInToken', null)
  scope.decorateRequest('csrfToken', '')
  scope.addHook('onRequest', async (request, reply) => {
    const sent = request.cookies[names.browser]
    request.browserId = sent && COOKIE_VALUE.test(sent) ? sent : newBrowser(reply, names.browser, isSecure)
    const session = request.cookies[names.session]
    request.sessionToken = session && COOKIE_VALUE.test(session) ? session : null
    const signIn = request.cookies[names.signIn]
    request.signInToken = signIn && COOKIE_VALUE.test(signIn) ? signIn : null
    request.csrfToken = hmacHex(csrfKey, request.sessionToken ?? request.browserId)
  })
  scope.addHook('preHandler', async request => {
    // An address that is none does nothing that a foreign form could cause.
    if (request.method === 'POST' && !request.is404) checkForm(request, publicUrl)
  })
}

/**
 * A form must come from our own page: its origin (where the browser tells it) and its `_csrf` field are ours
 * (attack S9). Raises `PageRefusal` otherwise.
 */
function checkForm(request: FastifyRequest, publicUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (origin !== undefined && origin !== publicUrl) throw new PageRefusal(403, 'foreign_form')
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new PageRefusal(403, 'foreign_form')
  const sent = formField(request, '_csrf')
  if (!sent || !equalInConstantTime(sent, request.csrfToken)) throw new PageRefusal(403, 'foreign_form')
}

/** One field of a posted form; repeated and missing fields, and those with NUL, are null. */
export function formField(request: FastifyRequest, name: string): string | null {
  const body = request.body
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return null
  return plainText(Reflect.get(body, name))
}

/** The values of a field that a posted form may hold several times; those with NUL are left out. */
export function formList({ body }: FastifyRequest, name: string): string[] {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return []
  const value: unknown = Reflect.get(body, name)
  return (Array.isArray(value) ? value : [value]).filter(item => plainText(item) !== null)
}

/** One parameter of the query; repeated and missing ones, and those with NUL, are null. */
export function queryParameter(request: FastifyRequest, name: string): string | null {
  const query = request.query
  if (typeof query !== 'object' || query === null) return null
  return plainText(Reflect.get(query, name))
}

/** No store keeps NUL, and no form sends it by accident. */
function plainText(value: unknown): string | null {
  return typeof value === 'string' && !value.includes('\0') ? value : null
}

/** The name of the browser as it is stored. */
export function browserHash(request: FastifyRequest): string {
  return sha256Hex(request.browserId)
}

/** How a secret comes into the browser, and goes. */
export type SecretCookie = {
  set(reply: FastifyReply, token: string): void
  clear(reply: FastifyReply): void
}

/** The session cookie: host-only, unreadable by scripts, gone when the browser closes unless `lifetimeSeconds`. */
export function createSessionCookie(publicUrl: string, lifetimeSeconds: number): SecretCookie {
  return secretCookie(publicUrl, 'session', lifetimeSeconds)
}

/** The cookie of somebody whose password was right and who is asked for the second proof. */
export function createSignInCookie(publicUrl: string, lifetimeSeconds: number): SecretCookie {
  return secretCookie(publicUrl, 'signIn', lifetimeSeconds)
}

function secretCookie(publicUrl: string, which: 'session' | 'signIn', lifetimeSeconds: number): SecretCookie {
  const isSecure = publicUrl.startsWith('https:')
  const name = cookieNames(isSecure)[which]
  const shape = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure } as const
  return {
    set: (reply, token) => void reply.setCookie(name, token, { ...shape, maxAge: lifetimeSeconds }),
    clear: reply => void reply.clearCookie(name, shape),
  }
}

function cookieNames(isSecure: boolean) {
  const prefix = isSecure ? '__Host-' : ''
  return {
    browser: `${prefix}grantory_browser`,
    session: `${prefix}grantory_session`,
    signIn: `${prefix}grantory_sign_in`,
  }
}

function newBrowser(reply: FastifyReply, name: string, isSecure: boolean): string {
  const value = randomSecret()
  const maxAge = BROWSER_LIFETIME_SECONDS
  reply.setCookie(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure, maxAge })
  return value
}

/** When what a form showed was last changed, as the form says (`seen_at`); 0 for nonsense, which nothing was. */
export function seenAtOf(request: FastifyRequest): number {
  const seen = Number(formField(request, 'seen_at'))
  return Number.isSafeInteger(seen) ? seen : 0
}
