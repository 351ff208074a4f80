import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reader } from '../../../platform/database/database.ts'
import { queryParameter } from '../../../platform/http/browser.ts'
import { pageContext } from '../../../platform/http/page-context.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { pageLanguage } from '../../../platform/web/language.ts'
import type { Client } from '../../apps/index.ts'
import { fullName } from '../../directory/index.ts'
import { formTarget } from '../protocol/redirect-uri.ts'
import { askAdminPage } from './ask-admin.view.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { chooseOrganizationPage } from './choose-organization.view.ts'
import { shownDigest } from './conclude.ts'
import { confirmPage } from './confirm.view.ts'
import { consentPage } from './consent.view.ts'
import type { AuthorizeDeps } from './deps.ts'
import { unavailablePage } from './ended.view.ts'
import type { Interaction } from './interaction.ts'
import type { Insight, PersonFacts } from './look-into.ts'
import {
  appBadge,
  askAdminModel,
  chooseModel,
  confirmModel,
  consentModel,
  type PageFacts,
} from './page-models.ts'

/** The addresses of an interaction's pages. */
export function interactionUrl(
  page: 'continue' | 'organization' | 'organizations/new' | 'decision' | 'account' | 'cancel',
  id: string,
  lang: string | null = null,
): string {
  return `/oauth/authorize/${page}?interaction=${id}${lang === null ? '' : `&lang=${lang}`}`
}

/** Where a person signs in for a request; straight to registration where the app asked for it. */
export function signInUrl(id: string, { prompts, isSignUpAllowed }: AuthorizationRequest): string {
  const path = prompts.includes('signup') && isSignUpAllowed ? '/signup' : '/signin'
  return `${path}?interaction=${id}`
}

/** A request on its way, with what is known of it. */
export type ShownStep = { interaction: Interaction; client: Client; insight: Insight; person: PersonFacts }

/** Shows the page of a step that asks a signed-in person something. */
export async function showStep(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AuthorizeDeps,
  shown: ShownStep,
): Promise<FastifyReply> {
  const { interaction, client, insight, person } = shown
  const { context, facts } = await pageFacts(request, deps, deps.db, shown)
  const { step } = insight
  const target = formTarget(interaction.request.redirectUri)
  const send = (page: string) => sendPage(reply, page, [target])
  switch (step.kind) {
    case 'choose_organization':
      return send(
        chooseOrganizationPage(
          context,
          await chooseModel(
            {
              ...facts,
              form: { ...facts.form, action: interactionUrl('organization', interaction.id, context.lang) },
            },
            {
              isOnBehalf: step.isOnBehalf,
              createUrl: interactionUrl('organizations/new', interaction.id, context.lang),
              client,
              isSandbox: deps.settings.isSandbox,
            },
          ),
        ),
      )
    case 'ask_administrator':
      return send(askAdminPage(context, await askAdminModel(facts, insight, step.organizationId)))
    case 'unavailable': {
      const { app, form, switchAccountUrl } = facts
      return send(unavailablePage(context, { app, reason: step.reason, form, switchAccountUrl }))
    }
    case 'consent':
    case 'confirm':
    case 'pass': {
      const shown = shownDigest(interaction.id, person.person.id, step.kind, step.decided)
      const asked = { ...facts, form: { ...facts.form, hidden: { shown } } }
      if (step.kind === 'consent') {
        return send(consentPage(context, await consentModel(asked, insight, step.decided, step.isFirst)))
      }
      return send(confirmPage(context, await confirmModel(asked, step.decided)))
    }
    case 'reject':
    case 'sign_in':
    case 'confirm_email':
      throw new Error(`${step.kind} has no page of its own.`)
  }
}

/** What the pages of an interaction are made with. */
export async function pageFacts(
  request: FastifyRequest,
  deps: AuthorizeDeps,
  reader: Reader,
  { interaction, client, insight, person }: ShownStep,
) {
  const { request: asked } = interaction
  const languages = [asked.lang, person.person.locale]
  const lang = pageLanguage(
    [queryParameter(request, 'lang'), ...languages],
    request.headers['accept-language'],
  )
  const { badge } = await appBadge(reader, client.appId, lang)
  const { id, email } = person.person
  const context = pageContext(request, deps.settings, {
    signedInAs: { id, name: fullName(person.person), email },
    languages,
    formTargets: [formTarget(asked.redirectUri)],
  })
  const mayChoose = interaction.organizationId !== null && insight.step.kind !== 'choose_organization'
  const facts: PageFacts = {
    reader,
    app: badge,
    lang: context.lang,
    person,
    form: { action: interactionUrl('decision', interaction.id, context.lang), hidden: {} },
    switchAccountUrl: interactionUrl('account', interaction.id, context.lang),
    chooseOrganizationUrl: mayChoose ? interactionUrl('organization', interaction.id, context.lang) : null,
    redirectUrl: asked.redirectUri,
  }
  return { context, facts }
}
