import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formField, queryParameter } from '../../platform/http/browser.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { tooManyAttempts } from '../../platform/http/rate-limit.ts'
import { flowUrl } from '../../platform/web/flow-link.ts'
import { parseEmail } from '../directory/index.ts'
import type { IdentityParts } from './deps.ts'
import { browserFacts, destinationOf, type Flow, openFlow } from './flow.page.ts'
import { passkeyOptions } from './second-factor/passkey-sign-in.page.ts'
import { signOut } from './sessions.ts'
import { signIn } from './sign-in.ts'
import {
  AGAIN,
  reauthenticatePage,
  SIGN_IN_NOTICES,
  type SignInFault,
  type SignInModel,
  signedInPage,
  signInPage,
} from './sign-in.view.ts'
import { signOutPage } from './sign-out.view.ts'

/** GET and POST /signin, GET and POST /signout. */
export function signInPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.get('/signin', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const email = queryParameter(request, 'login') || flow.interaction?.email || ''
    return sendForm(parts, request, reply, flow, { email, fault: null })
  })

  scope.post('/signin', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const now = parts.clock.now()
    const typed = formField(request, 'email')?.trim() ?? ''
    const password = formField(request, 'password') ?? ''
    const email = parseEmail(typed)
    const refuse = (fault: SignInFault) => {
      if (reply.statusCode === 200) reply.code(422)
      return sendForm(parts, request, reply, flow, { email: typed, fault })
    }
    if (typed === '') return refuse({ code: 'email_missing' })
    if (email === null) return refuse({ code: 'email_invalid' })
    if (password === '') return refuse({ code: 'password_missing' })

    const outcome = await signIn(parts, { email, password, browser: browserFacts(parts, request) }, now)
    switch (outcome.kind) {
      case 'mismatch':
        return refuse({ code: 'mismatch' })
      case 'wait':
        return refuse({
          code: 'too_many_attempts',
          waitSeconds: tooManyAttempts(reply, outcome.freeAt, now),
        })
      case 'second_step':
        parts.signInCookie.set(reply, outcome.stepToken)
        return reply.redirect(flowUrl('/signin/code', flow.link), 303)
      case 'signed_in': {
        parts.sessionCookie.set(reply, outcome.sessionToken)
        return reply.redirect(destinationOf(flow, outcome), 303)
      }
    }
  })

  scope.get('/signout', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    if (flow.session === null) return reply.redirect('/signin', 303)
    return sendPage(
      reply,
      signOutPage(flow.context, { person: flow.session.person, stayUrl: flow.link.returnTo ?? '/' }),
    )
  })

  scope.post('/signout', async (request, reply) => {
    const browser = browserFacts(parts, request)
    if (browser.sessionToken !== null)
      await parts.db.transaction(tx => signOut(tx, browser, parts.clock.now()))
    parts.sessionCookie.clear(reply)
    return reply.redirect('/signin?notice=signed_out', 303)
  })
}

/**
 * The page that fits: a live session may go on or switch, unless the app or a sensitive act wants proof;
 * `account=other` always asks for e-mail and password.
 */
async function sendForm(
  parts: IdentityParts,
  request: FastifyRequest,
  reply: FastifyReply,
  flow: Flow,
  { email, fault }: Pick<SignInModel, 'email' | 'fault'>,
): Promise<FastifyReply> {
  const { context, link, app, cancelUrl, interaction, session } = flow
  const wantsOtherAccount = queryParameter(request, 'account') === 'other'
  const isFormOfOther = fault !== null && session !== null && email !== session.person.email
  const isKnown = session !== null && !wantsOtherAccount && !isFormOfOther
  const send = (page: string) => sendPage(reply, page, context.formTargets)
  const mustReauthenticate =
    interaction?.mustReauthenticate || queryParameter(request, 'again') === AGAIN.again
  if (isKnown && mustReauthenticate && fault?.code !== 'email_missing') {
    const model = { flow: link, app, person: session.person, fault, notice: noticeOf(request), cancelUrl }
    return send(
      reauthenticatePage(context, { ...model, passkeyOptions: await passkeyOptions(parts, context) }),
    )
  }
  if (isKnown && fault === null) {
    const continueUrl = destinationOf(flow, session.person)
    return send(signedInPage(context, { flow: link, app, person: session.person, continueUrl, cancelUrl }))
  }
  return send(
    signInPage(context, {
      flow: link,
      app,
      email,
      fault,
      notice: noticeOf(request),
      passkeyOptions: await passkeyOptions(parts, context),
      isSignUpOffered: interaction?.signUpAllowed ?? true,
      cancelUrl,
    }),
  )
}

function noticeOf(request: FastifyRequest): SignInModel['notice'] {
  const notice = queryParameter(request, 'notice')
  return SIGN_IN_NOTICES.find(code => code === notice) ?? null
}
