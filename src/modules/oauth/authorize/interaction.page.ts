import type { FastifyInstance } from 'fastify'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { findDevice } from '../device/device-authorization.repository.ts'
import { NOT_OFFERED } from './authorization-request.ts'
import { createOrganizationPages } from './create-organization.page.ts'
import type { AuthorizeDeps, SignedIn } from './deps.ts'
import {
  cancelInteraction,
  finishWithConsent,
  finishWithError,
  finishWithoutAsking,
} from './finish-interaction.page.ts'
import { storeProgress } from './interaction.repository.ts'
import type { Interaction } from './interaction.ts'
import { interactionUrl, otherAccountUrl, signInUrl } from './interaction-url.ts'
import { lookInto } from './look-into.ts'
import { lookDeps, matterOf, openInteraction } from './open-interaction.page.ts'
import { showStep } from './step.page.ts'

/** The pages of an app's request on its way (spec oauth.md §4.2). */
export function interactionPages(scope: FastifyInstance, deps: AuthorizeDeps): void {
  continuePage(scope, deps)
  decisionForm(scope, deps)
  organizationChoice(scope, deps)
  createOrganizationPages(scope, deps)
  otherAccount(scope, deps)
  cancelLink(scope, deps)
}

/** Shows what is to be asked next, or leads on when nothing is. */
function continuePage(scope: FastifyInstance, deps: AuthorizeDeps): void {
  const { db } = deps
  scope.get('/oauth/authorize/continue', async (request, reply) => {
    const exchange = { request, reply }
    const opened = await openInteraction(deps, exchange)
    if (!opened) return reply
    const { session, client } = opened
    // Signing in, or choosing the account, makes it this person's (G-19).
    const progress = {
      ...opened.interaction.progress,
      isAccountChosen:
        opened.interaction.progress.isAccountChosen ||
        isChosen(session, opened.interaction, queryParameter(request, 'account')),
    }
    const interaction = { ...opened.interaction, progress, personId: session?.personId ?? null }
    const insight = await lookInto(db, lookDeps(deps), matterOf({ ...opened, interaction }))
    const { step, person } = insight
    if (step.kind === 'sign_in' || !session || !person)
      return reply.redirect(signInUrl(interaction.id, interaction.request), 302)
    if (step.kind === 'confirm_email')
      return reply.redirect(`/email/confirmation?interaction=${interaction.id}`, 302)

    const isNews = opened.interaction.personId === null || !opened.interaction.progress.isAccountChosen
    if (isNews) await db.transaction(tx => storeProgress(tx, interaction))
    if (step.kind === 'reject') {
      const error = { error: 'invalid_scope', description: step.error } as const
      return finishWithError(deps, exchange, opened, error)
    }
    if (step.kind === 'not_offered') return finishWithError(deps, exchange, opened, NOT_OFFERED)
    if (step.kind === 'pass')
      return finishWithoutAsking(deps, exchange, { ...opened, session, insight, decided: step.decided })
    return showStep(exchange, deps, { interaction, client, insight, person }, step)
  })
}

/** Allow or Cancel. The answer counts for what was shown, not for what would be asked now (attacks O1, O2). */
function decisionForm(scope: FastifyInstance, deps: AuthorizeDeps): void {
  scope.post('/oauth/authorize/decision', async (request, reply) => {
    const exchange = { request, reply }
    const opened = await openInteraction(deps, exchange)
    if (!opened) return reply
    if (formField(request, 'decision') !== 'allow') return cancelInteraction(deps, exchange, opened)
    const { interaction, session } = opened
    const { step } = await lookInto(deps.db, lookDeps(deps), matterOf(opened))
    const isAsked = step.kind === 'consent' || step.kind === 'confirm'
    if (!session || interaction.personId === null || !isAsked)
      return reply.redirect(interactionUrl('continue', interaction.id, queryParameter(request, 'lang')), 303)
    const shown = formField(request, 'shown')
    return finishWithConsent(deps, exchange, { ...opened, session, decided: step.decided, shown })
  })
}

/** Choosing an organization. Whether it may be chosen is decided by the scope algorithm, on the next page. */
function organizationChoice(scope: FastifyInstance, deps: AuthorizeDeps): void {
  scope.get('/oauth/authorize/organization', async (request, reply) => {
    const opened = await openInteraction(deps, { request, reply })
    if (!opened) return reply
    // "Choose another organization": the question is asked again.
    const interaction = { ...opened.interaction, organizationId: null }
    await deps.db.transaction(tx => storeProgress(tx, interaction))
    return reply.redirect(interactionUrl('continue', interaction.id, queryParameter(request, 'lang')), 302)
  })

  scope.post('/oauth/authorize/organization', async (request, reply) => {
    const exchange = { request, reply }
    const opened = await openInteraction(deps, exchange)
    if (!opened) return reply
    if (formField(request, 'decision') === 'cancel') return cancelInteraction(deps, exchange, opened)
    const interaction = { ...opened.interaction, organizationId: formField(request, 'organization') }
    await deps.db.transaction(tx => storeProgress(tx, interaction))
    return reply.redirect(interactionUrl('continue', interaction.id, queryParameter(request, 'lang')), 303)
  })
}

/**
 * "Use another account": the request belongs to nobody again, and a live session is not enough any more. The request of
 * a device stays with who typed its code; somebody else types it anew.
 */
function otherAccount(scope: FastifyInstance, deps: AuthorizeDeps): void {
  scope.get('/oauth/authorize/account', async (request, reply) => {
    const opened = await openInteraction(deps, { request, reply }, { anyPerson: true })
    if (!opened) return reply
    const { wayBack } = opened.interaction.request
    if (wayBack.kind === 'device') {
      const device = await findDevice(deps.db, wayBack.authorizationId)
      const code = device ? deps.userCodes.open(device.userCodeCiphertext) : ''
      return reply.redirect(otherAccountUrl(code, queryParameter(request, 'lang')), 302)
    }
    const progress = { isAccountChosen: false, signInAfter: deps.clock.now() }
    const interaction = { ...opened.interaction, personId: null, organizationId: null, progress }
    await deps.db.transaction(tx => storeProgress(tx, interaction))
    return reply.redirect(`/signin?interaction=${interaction.id}&account=other`, 302)
  })
}

/** The way back to the app from the sign-in pages. */
function cancelLink(scope: FastifyInstance, deps: AuthorizeDeps): void {
  scope.get('/oauth/authorize/cancel', async (request, reply) => {
    const exchange = { request, reply }
    const opened = await openInteraction(deps, exchange, { anyPerson: true })
    return opened ? cancelInteraction(deps, exchange, opened) : reply
  })
}

/** Going on from the sign-in page, or signing in anew, is choosing the account. */
function isChosen(session: SignedIn | null, interaction: Interaction, account: string | null): boolean {
  return (
    session !== null && (account === session.personId || session.authenticatedAt >= interaction.createdAt)
  )
}
