import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Reader } from '../../../platform/database/database.ts'
import { browserHash, formField, queryParameter } from '../../../platform/http/browser.ts'
import { pageContext } from '../../../platform/http/page-context.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { pageLanguage } from '../../../platform/web/language.ts'
import { findClient } from '../../apps/index.ts'
import type { Decided } from '../protocol/scope-evaluation.ts'
import { redirectWithCode, redirectWithError } from './answer.page.ts'
import { conclude, shownDigest } from './conclude.ts'
import { createOrganizationPages } from './create-organization.page.ts'
import type { AuthorizeDeps, Opened, SignedIn } from './deps.ts'
import { type GoneModel, gonePage } from './ended.view.ts'
import { findInteraction, finishInteraction, storeProgress } from './interaction.repository.ts'
import { type Interaction, interactionFault } from './interaction.ts'
import { type Insight, lookInto } from './look-into.ts'
import { appBadge } from './page-models.ts'
import { interactionUrl, showStep, signInUrl } from './step.page.ts'

const CANCELLED = { error: 'access_denied', description: 'The person did not allow it.' } as const
const MAY_NOT = { error: 'access_denied', description: 'The person may not allow this.' } as const

/** The pages of a request on its way (spec oauth.md §4.2). */
export function interactionPages(scope: FastifyInstance, deps: AuthorizeDeps): void {
  const { db, clock, publicUrl } = deps
  const lookDeps = { names: deps.names, isSandbox: deps.settings.isSandbox }

  scope.get('/oauth/authorize/continue', async (request, reply) => {
    const opened = await open(request, reply)
    if (!opened) return reply
    const { interaction, client, session } = opened
    // Signing in, or choosing the account, makes it this person's (G-19).
    const isAccountChosen =
      interaction.progress.isAccountChosen ||
      (session !== null && isChosen(session, interaction, queryParameter(request, 'account')))
    const progress = { ...interaction.progress, isAccountChosen }
    const insight = await lookInto(
      db,
      lookDeps,
      matterOf({ ...opened, interaction: { ...interaction, progress } }),
    )
    const { step, person } = insight
    if (step.kind === 'sign_in' || !session || !person)
      return reply.redirect(signInUrl(interaction.id, interaction.request), 302)
    if (step.kind === 'confirm_email')
      return reply.redirect(`/email/confirmation?interaction=${interaction.id}`, 302)
    const own = { ...interaction, personId: session.personId, progress }
    if (interaction.personId === null || !interaction.progress.isAccountChosen)
      await db.transaction(tx => storeProgress(tx, own))
    if (step.kind === 'pass') return answer(request, reply, opened, insight, step.decided)
    if (step.kind === 'reject') {
      await db.transaction(tx => finishInteraction(tx, interaction.id, clock.now()))
      return redirectWithError(
        reply,
        interaction.request,
        { error: 'invalid_scope', description: step.error },
        publicUrl,
      )
    }
    return showStep(request, reply, deps, { interaction: own, client, insight, person })
  })

  scope.post('/oauth/authorize/decision', async (request, reply) => {
    const opened = await open(request, reply)
    if (!opened) return reply
    if (formField(request, 'decision') !== 'allow') return cancel(request, reply, opened)
    const { interaction, session } = opened
    if (!session || interaction.personId === null)
      return reply.redirect(interactionUrl('continue', interaction.id), 302)
    const insight = await lookInto(db, lookDeps, matterOf(opened))
    const { step } = insight
    if (step.kind !== 'consent' && step.kind !== 'confirm')
      return reply.redirect(interactionUrl('continue', interaction.id), 302)
    // The answer counts for what was shown, not for what would be asked now (attacks O1, O2).
    const shown = shownDigest(interaction.id, session.personId, step.kind, step.decided)
    if (formField(request, 'shown') !== shown) return gone(request, reply, 'changed', interaction)
    return answer(request, reply, opened, insight, step.decided)
  })

  scope.get('/oauth/authorize/organization', async (request, reply) => {
    const opened = await open(request, reply)
    if (!opened) return reply
    // "Choose another organization": the question is asked again.
    await db.transaction(tx => storeProgress(tx, { ...opened.interaction, organizationId: null }))
    return reply.redirect(
      interactionUrl('continue', opened.interaction.id, queryParameter(request, 'lang')),
      302,
    )
  })

  scope.post('/oauth/authorize/organization', async (request, reply) => {
    const opened = await open(request, reply)
    if (!opened) return reply
    if (formField(request, 'decision') === 'cancel') return cancel(request, reply, opened)
    const organizationId = formField(request, 'organization')
    // Whether the person may choose it is decided by the scope algorithm, on the next page and at the answer.
    await db.transaction(tx => storeProgress(tx, { ...opened.interaction, organizationId }))
    return reply.redirect(
      interactionUrl('continue', opened.interaction.id, queryParameter(request, 'lang')),
      303,
    )
  })

  scope.get('/oauth/authorize/account', async (request, reply) => {
    const opened = await open(request, reply, { anyPerson: true })
    if (!opened) return reply
    const { interaction } = opened
    const progress = { isAccountChosen: false, signInAfter: clock.now() }
    await db.transaction(tx =>
      storeProgress(tx, { ...interaction, personId: null, organizationId: null, progress }),
    )
    return reply.redirect(`/signin?interaction=${interaction.id}`, 302)
  })

  scope.get('/oauth/authorize/cancel', async (request, reply) => {
    const opened = await open(request, reply, { anyPerson: true })
    return opened ? cancel(request, reply, opened) : reply
  })

  createOrganizationPages(scope, deps, open, cancel)

  /** The request named in the address when this browser and person may go on with it; otherwise says why not (G-19). */
  async function open(
    request: FastifyRequest,
    reply: FastifyReply,
    { anyPerson = false }: { anyPerson?: boolean } = {},
  ): Promise<Opened | null> {
    const id = queryParameter(request, 'interaction')
    const interaction = id === null ? null : await findInteraction(db, id)
    if (!interaction) {
      gone(request, reply, 'expired', null)
      return null
    }
    const session = await deps.session(request)
    const personId = anyPerson ? null : (session?.personId ?? null)
    const fault = interactionFault(interaction, {
      browserHash: browserHash(request),
      personId,
      now: clock.now(),
    })
    const client = fault ? null : await findClient(db, interaction.request.clientId)
    const isGone = !client || client.isDeleted || client.appIsDeleted
    if (isGone) {
      await gone(request, reply, fault ?? 'expired', interaction)
      return null
    }
    return { interaction, client, session }
  }

  /** Uses the request up and sends the person back with a code; answered before, nothing happens. */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { interaction, client, session }: Opened,
    insight: Insight,
    decided: Decided,
  ): Promise<FastifyReply> {
    const now = clock.now()
    const personId = session?.personId ?? ''
    const conclusion = { request: interaction.request, client, decided, insight, personId }
    const code = await db.transaction(async tx => {
      if (!(await finishInteraction(tx, interaction.id, now))) return null
      return conclude(tx, deps.connections, conclusion, now)
    })
    if (code === null) return gone(request, reply, 'answered', interaction)
    return redirectWithCode(reply, interaction.request, code, publicUrl)
  }

  async function cancel(request: FastifyRequest, reply: FastifyReply, opened: Opened): Promise<FastifyReply> {
    const { interaction } = opened
    const isFinished = await db.transaction(tx => finishInteraction(tx, interaction.id, clock.now()))
    if (!isFinished) return gone(request, reply, 'answered', interaction)
    const { step } = await lookInto(db, lookDeps, matterOf(opened))
    const isRefused = step.kind === 'ask_administrator' || step.kind === 'unavailable'
    return redirectWithError(reply, interaction.request, isRefused ? MAY_NOT : CANCELLED, publicUrl)
  }

  async function gone(
    request: FastifyRequest,
    reply: FastifyReply,
    reason: GoneModel['reason'],
    interaction: Interaction | null,
  ): Promise<FastifyReply> {
    const context = pageContext(request, deps.settings, {
      signedInAs: null,
      languages: [interaction?.request.lang ?? null],
    })
    const known = interaction && (await appOf(db, interaction, request))
    const isOwn = interaction?.browserHash === browserHash(request)
    const model = {
      reason,
      app: known?.badge ?? null,
      startAgainUrl: known?.app.entryPointUrl ?? (isOwn ? websiteOf(interaction.request.redirectUri) : null),
      lookAgainUrl: reason === 'changed' && interaction ? interactionUrl('continue', interaction.id) : null,
      reference: request.id,
    }
    return sendPage(reply.code(reason === 'changed' ? 409 : 410), gonePage(context, model))
  }
}

/** Going on from the sign-in page, or signing in anew, is choosing the account. */
function isChosen(session: SignedIn, interaction: Interaction, account: string | null): boolean {
  return account === session.personId || session.authenticatedAt >= interaction.createdAt
}

function matterOf({ interaction, client, session }: Opened) {
  const { request, progress, organizationId } = interaction
  return { request, client, progress, chosenOrganizationId: organizationId, session }
}

async function appOf(reader: Reader, { request }: Interaction, from: FastifyRequest) {
  const client = await findClient(reader, request.clientId)
  if (!client || client.appIsDeleted) return null
  return appBadge(reader, client.appId, pageLanguage([request.lang], from.headers['accept-language']))
}

/** The front page of the app, where it has one. */
function websiteOf(redirectUri: string): string | null {
  return redirectUri.startsWith('http') ? new URL('/', redirectUri).href : null
}
