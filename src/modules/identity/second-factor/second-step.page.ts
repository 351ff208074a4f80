import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { tooManyAttempts } from '../../../platform/http/rate-limit.ts'
import { flowUrl } from '../../../platform/web/flow-link.ts'
import { fullName } from '../../directory/index.ts'
import type { IdentityParts } from '../deps.ts'
import { browserFacts, destinationOf, type Flow, openFlow } from '../flow.page.ts'
import { factorsOf } from './factors.ts'
import { passkeyOptions } from './passkey-sign-in.page.ts'
import { findPending, type PendingSignIn } from './pending-sign-in.repository.ts'
import { type SecondStepOutcome, signInByCode } from './second-step.ts'
import { type SecondStepFault, secondStepPage } from './second-step.view.ts'

/** GET and POST /signin/code: the second proof of somebody whose password was right, in this browser. */
export function secondStepPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.get('/signin/code', async (request, reply) => {
    const opened = await openStep(parts, request, reply)
    if (!opened) return reply
    const hasPasskeyFailed = queryParameter(request, 'notice') === 'passkey_failed'
    return sendStep(parts, reply, opened, null, hasPasskeyFailed)
  })

  scope.post('/signin/code', async (request, reply) => {
    const opened = await openStep(parts, request, reply)
    if (!opened) return reply
    const typed = (formField(request, 'code') ?? '').trim()
    if (typed === '') return sendStep(parts, reply.code(422), opened, { code: 'missing' })
    const now = parts.clock.now()
    const attempt = { token: opened.token, typed, browser: browserFacts(parts, request) }
    return answerStep(parts, reply, opened, await signInByCode(parts, attempt, now), now)
  })
}

/** A sign-in on its way, in the browser that began it. */
export type OpenedStep = { flow: Flow; token: string; pending: PendingSignIn }

/** Null when there is none (any more): the reply leads to where it begins. */
export async function openStep(
  parts: IdentityParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OpenedStep | null> {
  const flow = await openFlow(parts, request, reply)
  if (flow === null) return null
  const token = request.signInToken
  const pending = token === null ? null : await findPending(parts.db, sha256Hex(token), parts.clock.now())
  if (token !== null && pending !== null) return { flow, token, pending }
  reply.redirect(flowUrl('/signin', flow.link, { notice: 'code_expired' }), 303)
  return null
}

/** Leads on, or asks again. */
export async function answerStep(
  parts: IdentityParts,
  reply: FastifyReply,
  opened: OpenedStep,
  outcome: SecondStepOutcome,
  now: number,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'expired':
      parts.signInCookie.clear(reply)
      return reply.redirect(flowUrl('/signin', opened.flow.link, { notice: 'code_expired' }), 303)
    case 'mismatch':
      return sendStep(parts, reply.code(422), opened, { code: 'mismatch' })
    case 'wait': {
      const waitSeconds = tooManyAttempts(reply, outcome.freeAt, now)
      return sendStep(parts, reply, opened, { code: 'too_many_attempts', waitSeconds })
    }
    case 'signed_in':
      parts.signInCookie.clear(reply)
      parts.sessionCookie.set(reply, outcome.sessionToken)
      return reply.redirect(destinationOf(opened.flow, outcome), 303)
  }
}

async function sendStep(
  parts: IdentityParts,
  reply: FastifyReply,
  { flow, pending }: OpenedStep,
  fault: SecondStepFault | null,
  hasPasskeyFailed = false,
): Promise<FastifyReply> {
  const { context, link, app, cancelUrl } = flow
  const { hasCodes, passkeys } = await factorsOf(parts.db, pending.personId)
  const options = passkeys > 0 ? await passkeyOptions(parts, context) : null
  const person = { name: fullName(pending), email: pending.email, avatarUrl: null }
  const model = {
    flow: link,
    app,
    person,
    hasCodes,
    fault,
    passkeyOptions: options,
    hasPasskeyFailed,
    cancelUrl,
  }
  return sendPage(reply, secondStepPage(context, model), context.formTargets)
}
