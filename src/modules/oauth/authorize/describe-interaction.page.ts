import type { FastifyRequest } from 'fastify'
import { browserHash, queryParameter } from '../../../platform/http/browser.ts'
import { pageLanguage } from '../../../platform/web/language.ts'
import { findClient } from '../../apps/index.ts'
import type { DescribeInteraction } from '../../identity/index.ts'
import type { AuthorizeDeps } from './deps.ts'
import { findInteraction } from './interaction.repository.ts'
import { interactionFault } from './interaction.ts'
import { formTargetsOf, interactionUrl } from './interaction-url.ts'
import { appBadge } from './page-models.ts'

/** What sign-in and sign-up pages may know of the request they are part of; null when this browser may not go on with it. */
export function createDescribeInteraction({
  db,
  clock,
  session: sessionOf,
}: Pick<AuthorizeDeps, 'db' | 'clock' | 'session'>): DescribeInteraction {
  return async (request: FastifyRequest, id: string) => {
    const interaction = await findInteraction(db, id)
    if (!interaction) return null
    if (
      interactionFault(interaction, { browserHash: browserHash(request), personId: null, now: clock.now() })
    )
      return null
    const { request: asked, progress } = interaction
    const client = await findClient(db, asked.clientId)
    if (!client || client.isDeleted || client.appIsDeleted) return null
    const chosenLang = queryParameter(request, 'lang')
    const lang = pageLanguage([chosenLang, asked.lang], request.headers['accept-language'])
    const { badge } = await appBadge(db, client.appId, lang)
    const session = await sessionOf(request)
    const { signInAfter } = progress
    return {
      // Going on from the sign-in page is choosing that account (`prompt=select_account`); its language goes along.
      continueUrl:
        interactionUrl('continue', id, chosenLang && lang) + (session ? `&account=${session.personId}` : ''),
      cancelUrl: interactionUrl('cancel', id),
      appName: badge.name,
      appTitle: badge.title,
      appLogoUrl: badge.logoUrl,
      vendorName: badge.vendorName,
      email: asked.login,
      // Private apps never offer registration (P-09).
      signUpAllowed: asked.isSignUpAllowed && client.appType !== 'private',
      mustReauthenticate: signInAfter !== null && (session?.authenticatedAt ?? 0) < signInAfter,
      mustConfirmEmail: asked.mustConfirmEmail,
      lang: asked.lang === null ? null : pageLanguage([asked.lang], undefined),
      prefill: {
        firstName: asked.person.firstName || null,
        name: asked.person.name || null,
        email: asked.person.email || null,
      },
      formTargets: formTargetsOf(asked.wayBack),
    }
  }
}
