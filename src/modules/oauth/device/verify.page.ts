import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { browserHash, formField, queryParameter } from '../../../platform/http/browser.ts'
import { pageContext } from '../../../platform/http/page-context.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { tooManyAttempts } from '../../../platform/http/rate-limit.ts'
import { findClient } from '../../apps/index.ts'
import { signedInAs } from '../../identity/index.ts'
import type { AuthorizeDeps, SignedIn } from '../authorize/deps.ts'
import { deviceVerifyUrl, interactionUrl, otherAccountUrl } from '../authorize/interaction-url.ts'
import { appBadge } from '../authorize/page-models.ts'
import { findDevice } from './device-authorization.repository.ts'
import { deviceDonePage } from './done.view.ts'
import { typeUserCode } from './type-user-code.ts'
import { parseUserCode } from './user-code.ts'
import { type UserCodeFault, userCodePage } from './verify.view.ts'

const CODE_CHARACTERS_MAX = 40

/** Where a person lets a device in (RFC 8628 §3.3, spec oauth.md §7.2). */
export function devicePages(scope: FastifyInstance, deps: AuthorizeDeps): void {
  verifyPage(scope, deps)
  donePage(scope, deps)
}

/** GET and POST /oauth/device_authorizations/verify: the code that the device shows. */
function verifyPage(scope: FastifyInstance, deps: AuthorizeDeps): void {
  const { clock, addresses } = deps

  scope.get('/oauth/device_authorizations/verify', async (request, reply) => {
    const code = readable(queryParameter(request, 'code') ?? '')
    const session = await deps.session(request)
    if (!session) return reply.redirect(signInUrl(request, code), 302)
    return showForm(deps, { request, reply }, { session, code, fault: null })
  })

  scope.post('/oauth/device_authorizations/verify', async (request, reply) => {
    const code = readable(formField(request, 'user_code') ?? '')
    const session = await deps.session(request)
    if (!session) return reply.redirect(signInUrl(request, code), 303)
    const refuse = (fault: UserCodeFault) => {
      if (reply.statusCode === 200) reply.code(422)
      return showForm(deps, { request, reply }, { session, code, fault })
    }
    if (code === '') return refuse({ code: 'missing' })
    const userCode = parseUserCode(code)
    if (userCode === null) return refuse({ code: 'malformed' })
    const now = clock.now()
    const addressBlock = addresses.addressBlock(request)
    const typed = { userCode, personId: session.personId, browserHash: browserHash(request), addressBlock }
    const outcome = await typeUserCode(deps, typed, now)
    switch (outcome.kind) {
      case 'unknown':
        return refuse({ code: 'unknown' })
      case 'wait':
        return refuse({ code: 'too_many_attempts', waitSeconds: tooManyAttempts(reply, outcome.freeAt, now) })
      case 'found': {
        const lang = queryParameter(request, 'lang')
        return reply.redirect(interactionUrl('continue', outcome.interactionId, lang), 303)
      }
    }
  })
}

/** GET /oauth/device_authorizations/done: how it was decided. Tells nothing that the one who decided does not know. */
function donePage(scope: FastifyInstance, { db, session: sessionOf, settings }: AuthorizeDeps): void {
  scope.get('/oauth/device_authorizations/done', async (request, reply) => {
    const device = await findDevice(db, queryParameter(request, 'authorization') ?? '')
    if (!device || device.state === 'pending') throw new PageRefusal(404, 'not_found')
    const session = await sessionOf(request)
    const client = await findClient(db, device.clientId)
    if (!client) throw new Error(`The client ${device.clientId} of a device is gone.`)
    const context = pageContext(request, settings, readerOf(session))
    const { badge } = await appBadge(db, client.appId, context.lang)
    const isAllowed = device.state === 'approved' || device.state === 'redeemed'
    return sendPage(reply, deviceDonePage(context, { app: badge, isAllowed, codeUrl: deviceVerifyUrl(null) }))
  })
}

function showForm(
  { settings }: AuthorizeDeps,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  { session, code, fault }: { session: SignedIn; code: string; fault: UserCodeFault | null },
): FastifyReply {
  const lang = queryParameter(request, 'lang')
  const context = pageContext(request, settings, readerOf(session))
  const model = {
    code,
    fault,
    form: { action: deviceVerifyUrl(null, lang), hidden: {} },
    switchAccountUrl: otherAccountUrl(code, lang),
  }
  // The answer to the form can be shown again, in the other language, by the page it came from.
  return sendPage(reply, userCodePage({ ...context, path: deviceVerifyUrl(code || null, lang) }, model))
}

function readerOf(session: SignedIn | null) {
  return {
    signedInAs: signedInAs(session),
    languages: [session?.person.locale ?? null],
  }
}

/** A code in its one spelling where it is one, else what was typed. */
function readable(typed: string): string {
  return parseUserCode(typed) ?? typed.trim().slice(0, CODE_CHARACTERS_MAX)
}

function signInUrl(request: FastifyRequest, code: string): string {
  const lang = queryParameter(request, 'lang')
  const returnTo = deviceVerifyUrl(code || null, lang)
  return `/signin?${new URLSearchParams({ return_to: returnTo, ...(lang !== null && { lang }) })}`
}
