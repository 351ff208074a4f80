import type { FastifyReply } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/database/database.ts'
import { originOf } from '../../../platform/http/address.ts'
import { queryParameter } from '../../../platform/http/browser.ts'
import { denyDevice, takePendingDevice } from '../device/device-authorization.repository.ts'
import type { Decided } from '../protocol/scope-evaluation.ts'
import { answerRequest, redirectWithError, toDevice } from './answer.page.ts'
import type { RedirectError } from './authorization-request.ts'
import { type Answer, conclude, shownDigest } from './conclude.ts'
import { actOf, recordConsent, recordDenial } from './consent-audit.ts'
import type { AuthorizeDeps, SignedIn } from './deps.ts'
import { finishInteraction, lockInteraction } from './interaction.repository.ts'
import type { Interaction } from './interaction.ts'
import { interactionUrl } from './interaction-url.ts'
import { type Insight, lookInto } from './look-into.ts'
import { type Exchange, lookDeps, matterOf, type Opened, showGone } from './open-interaction.page.ts'
import { pass } from './pass.ts'
import { takeGrounds } from './take-grounds.ts'

/** The person said no. */
const CANCELLED: RedirectError = { error: 'access_denied', description: 'The person did not allow it.' }
/** Nobody could have said yes: not their decision (C-14), or not for them (P-11). */
export const MAY_NOT: RedirectError = {
  error: 'access_denied',
  description: 'The person may not allow this.',
}

/** A request of a signed-in person, and what it comes to. */
export type Allowed = Opened & { session: SignedIn; insight: Insight; decided: Decided }

/** Nothing is left to ask: uses the request up and answers it. */
export async function finishWithoutAsking(
  deps: AuthorizeDeps,
  exchange: Exchange,
  { interaction, client, session, insight, decided }: Allowed,
): Promise<FastifyReply> {
  const now = deps.clock.now()
  const passing = { matter: { ...matterOf({ interaction, client, session }), session }, insight, decided }
  const answer = await deps.db.transaction(async tx => {
    if (!(await lockInteraction(tx, interaction.id))) return 'answered'
    const answer = await pass(tx, { ...lookDeps(deps), connections: deps.connections }, passing, now)
    if (answer !== 'changed') await finishInteraction(tx, interaction.id, now)
    return answer
  })
  if (answer === 'answered') return showGone(deps, exchange, { reason: 'answered', interaction })
  if (answer === 'changed') {
    const lang = queryParameter(exchange.request, 'lang')
    return exchange.reply.redirect(interactionUrl('continue', interaction.id, lang), 302)
  }
  return answerRequest(exchange.reply, deps, answer)
}

/** What was allowed: as it was decided when the page was answered, and the digest of what the page showed. */
export type Consented = Opened & { session: SignedIn; decided: Decided; shown: string | null }

/** Uses the request up by a consent, and answers it. */
export async function finishWithConsent(
  deps: AuthorizeDeps,
  exchange: Exchange,
  consented: Consented,
): Promise<FastifyReply> {
  const { interaction } = consented
  const outcome = await deps.db.transaction(tx => {
    actsAs(tx, actOf(consented, originOf(exchange.request, deps.addresses)))
    return consent(tx, deps, consented)
  })
  if ('refused' in outcome) return showGone(deps, exchange, { reason: outcome.refused, interaction })
  return answerRequest(exchange.reply, deps, outcome.answer)
}

/**
 * Takes everybody whose rights the consent rests on, looks again, and concludes when what would be allowed now is what
 * was shown (attacks O1, O2).
 */
async function consent(
  tx: Tx,
  deps: AuthorizeDeps,
  { shown, decided: { bearer }, ...opened }: Consented,
): Promise<{ answer: Answer } | { refused: 'answered' | 'changed' }> {
  const { interaction, session } = opened
  const now = deps.clock.now()
  const { wayBack } = interaction.request
  const client = await takeGrounds(tx, { clientId: opened.client.id, session, bearer }, now)
  if (client === null) return { refused: 'changed' }
  if (!(await lockInteraction(tx, interaction.id))) return { refused: 'answered' }
  // Several people may have typed the device's code: the first answer counts.
  if (wayBack.kind === 'device' && !(await takePendingDevice(tx, wayBack.authorizationId, now)))
    return { refused: 'answered' }
  const insight = await lookInto(tx, lookDeps(deps), matterOf({ ...opened, client }))
  const { step } = insight
  const isAsked = step.kind === 'consent' || step.kind === 'confirm'
  if (!isAsked || shown !== shownDigest(interaction.id, session.personId, step)) return { refused: 'changed' }
  await finishInteraction(tx, interaction.id, now)
  const { request } = interaction
  const conclusion = { request, client, decided: step.decided, insight, personId: session.personId }
  await recordConsent(tx, { client, decided: step.decided }, now)
  return { answer: await conclude(tx, deps.connections, conclusion, now) }
}

/** Uses the request up and answers it with an error; a device learns of it when it polls. Answered before, nothing happens. */
export async function finishWithError(
  deps: AuthorizeDeps,
  exchange: Exchange,
  opened: Opened,
  error: RedirectError,
): Promise<FastifyReply> {
  const { interaction } = opened
  const { wayBack } = interaction.request
  const now = deps.clock.now()
  const isFinished = await deps.db.transaction(async tx => {
    if (!(await finishInteraction(tx, interaction.id, now))) return false
    actsAs(tx, actOf(opened, originOf(exchange.request, deps.addresses)))
    if (!(await recordError(tx, interaction, now))) return false
    await recordDenial(tx, opened, error, now)
    return true
  })
  if (!isFinished) return showGone(deps, exchange, { reason: 'answered', interaction })
  if (wayBack.kind === 'device') {
    exchange.request.log.info({ error: error.error, reason: error.description }, 'device refused')
    return toDevice(exchange.reply, wayBack)
  }
  return redirectWithError(exchange.reply, wayBack, error, deps.publicUrl)
}

/** What is left for a device to find; false when it was decided meanwhile. */
async function recordError(tx: Tx, { request, personId }: Interaction, now: number): Promise<boolean> {
  const { wayBack } = request
  return wayBack.kind !== 'device' || denyDevice(tx, { id: wayBack.authorizationId, personId }, now)
}

/** Leaves the flow: the app learns whether somebody said no or nobody could have said yes. */
export async function cancelInteraction(
  deps: AuthorizeDeps,
  exchange: Exchange,
  opened: Opened,
): Promise<FastifyReply> {
  const { step } = await lookInto(deps.db, lookDeps(deps), matterOf(opened))
  const isRefused = step.kind === 'ask_administrator' || step.kind === 'unavailable'
  return finishWithError(deps, exchange, opened, isRefused ? MAY_NOT : CANCELLED)
}
