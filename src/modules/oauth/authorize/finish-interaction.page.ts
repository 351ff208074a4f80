import type { FastifyReply } from 'fastify'
import type { Decided } from '../protocol/scope-evaluation.ts'
import { redirectWithCode, redirectWithError } from './answer.page.ts'
import type { RedirectError } from './authorization-request.ts'
import { conclude } from './conclude.ts'
import type { AuthorizeDeps, SignedIn } from './deps.ts'
import { finishInteraction } from './interaction.repository.ts'
import { type Insight, lookInto } from './look-into.ts'
import { type Exchange, matterOf, type Opened, showGone } from './open-interaction.page.ts'

/** The person said no. */
const CANCELLED: RedirectError = { error: 'access_denied', description: 'The person did not allow it.' }
/** Nobody could have said yes: not their decision (C-14), or not for them (P-11). */
export const MAY_NOT: RedirectError = {
  error: 'access_denied',
  description: 'The person may not allow this.',
}

/** What is allowed, and by whom. */
export type Allowed = Opened & { session: SignedIn; insight: Insight; decided: Decided }

/** Uses the request up and sends the person back with a code. Answered before, nothing happens. */
export async function finishWithCode(
  deps: AuthorizeDeps,
  exchange: Exchange,
  { interaction, client, session, insight, decided }: Allowed,
): Promise<FastifyReply> {
  const now = deps.clock.now()
  const { request } = interaction
  const conclusion = { request, client, decided, insight, personId: session.personId }
  const code = await deps.db.transaction(async tx => {
    if (!(await finishInteraction(tx, interaction.id, now))) return null
    return conclude(tx, deps.connections, conclusion, now)
  })
  if (code === null) return showGone(deps, exchange, { reason: 'answered', interaction })
  return redirectWithCode(exchange.reply, request, code, deps.publicUrl)
}

/** Uses the request up and sends the person back with an error. Answered before, nothing happens. */
export async function finishWithError(
  deps: AuthorizeDeps,
  exchange: Exchange,
  { interaction }: Opened,
  error: RedirectError,
): Promise<FastifyReply> {
  const isFinished = await deps.db.transaction(tx => finishInteraction(tx, interaction.id, deps.clock.now()))
  if (!isFinished) return showGone(deps, exchange, { reason: 'answered', interaction })
  return redirectWithError(exchange.reply, interaction.request, error, deps.publicUrl)
}

/** Leaves the flow: the app learns whether somebody said no or nobody could have said yes. */
export async function cancelInteraction(
  deps: AuthorizeDeps,
  exchange: Exchange,
  opened: Opened,
): Promise<FastifyReply> {
  const lookDeps = { names: deps.names, isSandbox: deps.settings.isSandbox }
  const { step } = await lookInto(deps.db, lookDeps, matterOf(opened))
  const isRefused = step.kind === 'ask_administrator' || step.kind === 'unavailable'
  return finishWithError(deps, exchange, opened, isRefused ? MAY_NOT : CANCELLED)
}
