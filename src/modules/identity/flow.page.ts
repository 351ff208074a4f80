import type { FastifyReply, FastifyRequest } from 'fastify'
import { queryParameter } from '../../platform/http/browser.ts'
import { pageContext } from '../../platform/http/page-context.ts'
import type { AppBadge } from '../../platform/web/components.ts'
import { type FlowLink, flowUrl } from '../../platform/web/flow-link.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { localPath } from '../../platform/web/safe-url.ts'
import { parseLocale } from '../directory/index.ts'
import type { BrowserFacts } from './browser.ts'
import type { IdentityParts, InteractionForSignIn } from './deps.ts'
import { type Session, signedInAs } from './session.ts'

/** What every page of this module knows: where the visitor comes from, who they are, where they are going. */
export type Flow = {
  link: FlowLink
  interaction: InteractionForSignIn | null
  app: AppBadge | null
  cancelUrl: string | null
  session: Session | null
  context: PageContext
}

const RETURN_TO_CHARACTERS_MAX = 2000

/**
 * Reads the flow of a request. When its interaction cannot go on, the reply leads to the page that says so, and null
 * is given.
 */
export async function openFlow(
  parts: IdentityParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Flow | null> {
  const link = readFlowLink(request)
  const session = await parts.session(request)
  const interaction =
    link.interaction === null ? null : await parts.describeInteraction(request, link.interaction)
  if (link.interaction !== null && interaction === null) {
    reply.redirect(parts.goneInteractionUrl(link.interaction), 303)
    return null
  }
  return {
    link,
    interaction,
    app: interaction && appBadge(interaction),
    cancelUrl: interaction?.cancelUrl ?? null,
    session,
    context: pageContext(request, parts.settings, {
      signedInAs: signedInAs(session),
      languages: [interaction?.lang ?? null, session?.person.locale ?? null],
      formTargets: interaction?.formTargets ?? [],
    }),
  }
}

/** Where a person goes after signing in or up: on with the app's request, to the page they came for, or home. */
export function destinationOf(
  { link, interaction }: Flow,
  { isEmailConfirmed }: { isEmailConfirmed: boolean },
): string {
  if (interaction?.mustConfirmEmail && !isEmailConfirmed) return flowUrl('/email/confirmation', link)
  return interaction?.continueUrl ?? link.returnTo ?? '/launchpad'
}

/** What sessions and limits need to know of the browser. */
export function browserFacts(parts: IdentityParts, request: FastifyRequest): BrowserFacts {
  return {
    sessionToken: request.sessionToken,
    userAgent: request.headers['user-agent'] ?? null,
    addressBlock: parts.addresses.addressBlock(request),
    correlationId: request.id,
  }
}

function readFlowLink(request: FastifyRequest): FlowLink {
  const returnTo = queryParameter(request, 'return_to')
  const isShort = returnTo !== null && returnTo.length <= RETURN_TO_CHARACTERS_MAX
  const locale = parseLocale(queryParameter(request, 'lang') ?? '')
  return {
    interaction: queryParameter(request, 'interaction') || null,
    returnTo: isShort ? localPath(returnTo) : null,
    lang: locale === null ? null : locale === 'de' ? 'de' : 'en',
  }
}

function appBadge(interaction: InteractionForSignIn): AppBadge {
  const { appName: name, appTitle: title, appLogoUrl: logoUrl, vendorName } = interaction
  return { name, title, logoUrl, vendorName }
}
