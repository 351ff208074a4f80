import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reader } from '../../../platform/database/database.ts'
import { browserHash, queryParameter } from '../../../platform/http/browser.ts'
import { pageContext } from '../../../platform/http/page-context.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { pageLanguage } from '../../../platform/web/language.ts'
import { type Client, findClient } from '../../apps/index.ts'
import type { AuthorizeDeps, SignedIn } from './deps.ts'
import { type GoneModel, gonePage } from './ended.view.ts'
import { findInteraction } from './interaction.repository.ts'
import { type Interaction, interactionFault } from './interaction.ts'
import { deviceVerifyUrl, interactionUrl } from './interaction-url.ts'
import type { LookDeps, Matter } from './look-into.ts'
import { appBadge } from './page-models.ts'

/** One request of a browser with its answer to be. */
export type Exchange = { request: FastifyRequest; reply: FastifyReply }

/** An app's request on its way, opened by somebody who may go on with it. */
export type Opened = { interaction: Interaction; client: Client; session: SignedIn | null }

/**
 * The app's request named in the address, when this browser and person may go on with it; otherwise the answer says why
 * not, and null is given (G-19). `anyPerson`: whoever is signed in, where the account is about to change.
 */
export async function openInteraction(
  deps: AuthorizeDeps,
  exchange: Exchange,
  { anyPerson = false }: { anyPerson?: boolean } = {},
): Promise<Opened | null> {
  const { request } = exchange
  const id = queryParameter(request, 'interaction')
  const interaction = id === null ? null : await findInteraction(deps.db, id)
  if (!interaction) {
    await showGone(deps, exchange, { reason: 'expired', interaction: null })
    return null
  }
  const session = await deps.session(request)
  const fault = interactionFault(interaction, {
    browserHash: browserHash(request),
    personId: anyPerson ? null : (session?.personId ?? null),
    now: deps.clock.now(),
  })
  const client = fault ? null : await findClient(deps.db, interaction.request.clientId)
  if (!client || client.isDeleted || client.appIsDeleted) {
    await showGone(deps, exchange, { reason: fault ?? 'expired', interaction })
    return null
  }
  return { interaction, client, session }
}

/** What looking into a request takes. */
export function lookDeps({ names, settings }: AuthorizeDeps): LookDeps {
  return { names, isSandbox: settings.isSandbox }
}

/** What there is to look into. */
export function matterOf({ interaction, client, session }: Opened): Matter {
  const { request, progress, organizationId } = interaction
  return { request, client, progress, chosenOrganizationId: organizationId, session }
}

/** Says why a request cannot be answered (any more), with the way back to its app; nothing is changed. */
export async function showGone(
  deps: AuthorizeDeps,
  { request, reply }: Exchange,
  { reason, interaction }: { reason: GoneModel['reason']; interaction: Interaction | null },
): Promise<FastifyReply> {
  const context = pageContext(request, deps.settings, {
    signedInAs: null,
    languages: [interaction?.request.lang ?? null],
  })
  const known = interaction && (await appOf(deps.db, interaction, request))
  const continueUrl = interaction && interactionUrl('continue', interaction.id)
  const model = {
    reason,
    app: known?.badge ?? null,
    startAgain: interaction && startAgainOf(interaction, known?.app.entryPointUrl ?? null, request),
    lookAgainUrl: reason === 'changed' ? continueUrl : null,
    reference: request.id,
  }
  // The answer to a form can be shown again, in the other language, by the page that tells the same.
  const page = gonePage({ ...context, path: continueUrl ?? context.path }, model)
  return sendPage(reply.code(reason === 'changed' ? 409 : 410), page)
}

async function appOf(reader: Reader, { request }: Interaction, from: FastifyRequest) {
  const client = await findClient(reader, request.clientId)
  if (!client || client.appIsDeleted) return null
  return appBadge(reader, client.appId, pageLanguage([request.lang], from.headers['accept-language']))
}

/** Where the request began: at the app, or at a device. The front page of a redirect URI is told to its own browser only. */
function startAgainOf(
  { request: { wayBack }, browserHash: owner }: Interaction,
  entryPointUrl: string | null,
  from: FastifyRequest,
): GoneModel['startAgain'] {
  if (wayBack.kind === 'device') return { at: 'device', url: deviceVerifyUrl(null) }
  const { redirectUri } = wayBack
  const isOwn = owner === browserHash(from) && redirectUri.startsWith('http')
  return { at: 'app', url: entryPointUrl ?? (isOwn ? new URL('/', redirectUri).href : null) }
}
