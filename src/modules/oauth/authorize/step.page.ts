import type { FastifyReply, FastifyRequest } from 'fastify'
import { queryParameter } from '../../../platform/http/browser.ts'
import { pageContext } from '../../../platform/http/page-context.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { pageLanguage } from '../../../platform/web/language.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import type { Client } from '../../apps/index.ts'
import { isForEveryone } from '../../connections/index.ts'
import { findDevice } from '../device/device-authorization.repository.ts'
import type { AnswersTo } from './answers-to.ts'
import { askAdminPage } from './ask-admin.view.ts'
import type { WayBack } from './authorization-request.ts'
import { chooseOrganizationPage } from './choose-organization.view.ts'
import { shownDigest } from './conclude.ts'
import { confirmPage } from './confirm.view.ts'
import { consentPage } from './consent.view.ts'
import type { AuthorizeDeps } from './deps.ts'
import { unavailablePage } from './ended.view.ts'
import type { Interaction } from './interaction.ts'
import { formTargetsOf, interactionUrl } from './interaction-url.ts'
import type { Insight, PersonFacts } from './look-into.ts'
import type { Step } from './next-step.ts'
import {
  appBadge,
  askAdminModel,
  chooseModel,
  confirmModel,
  consentModel,
  type PageFacts,
} from './page-models.ts'

/** A request on its way, with what is known of it. */
export type ShownStep = { interaction: Interaction; client: Client; insight: Insight; person: PersonFacts }

/** A step that asks a signed-in person something, on a page of its own. */
export type AskingStep = Exclude<
  Step,
  { kind: 'reject' | 'not_offered' | 'sign_in' | 'confirm_email' | 'pass' }
>

/** Shows the page of such a step. */
export async function showStep(
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  deps: AuthorizeDeps,
  shown: ShownStep,
  step: AskingStep,
): Promise<FastifyReply> {
  const { context, facts } = await pageFacts(request, deps, shown)
  const page = await renderStep(context, facts, { ...shown, isSandbox: deps.settings.isSandbox }, step)
  return sendPage(reply, page, context.formTargets)
}

async function renderStep(
  context: PageContext,
  facts: PageFacts,
  { interaction, client, insight, person, isSandbox }: ShownStep & { isSandbox: boolean },
  step: AskingStep,
): Promise<string> {
  switch (step.kind) {
    case 'choose_organization': {
      const action = interactionUrl('organization', interaction.id, context.lang)
      const createUrl = interactionUrl('organizations/new', interaction.id, context.lang)
      const model = await chooseModel(
        { ...facts, form: { ...facts.form, action } },
        {
          isOnBehalf: step.isOnBehalf,
          createUrl: isForEveryone(client, isSandbox) ? createUrl : null,
          client,
          isSandbox,
        },
      )
      return chooseOrganizationPage(context, model)
    }
    case 'ask_administrator':
      return askAdminPage(context, await askAdminModel(facts, insight, step.organizationId))
    case 'unavailable': {
      const { app, answersTo, form, switchAccountUrl } = facts
      return unavailablePage(context, { app, reason: step.reason, answersTo, form, switchAccountUrl })
    }
    case 'consent':
    case 'confirm': {
      const digest = shownDigest(interaction.id, person.id, step)
      const asked = { ...facts, form: { ...facts.form, hidden: { shown: digest } } }
      return step.kind === 'consent'
        ? consentPage(context, await consentModel(asked, insight, step))
        : confirmPage(context, await confirmModel(asked, step.decided))
    }
  }
}

/** What the pages of an interaction are made with. */
export async function pageFacts(
  request: FastifyRequest,
  deps: AuthorizeDeps,
  { interaction, client, insight, person }: ShownStep,
): Promise<{ context: PageContext; facts: PageFacts }> {
  const { request: asked } = interaction
  const languages = [asked.lang, person.locale]
  const lang = pageLanguage(
    [queryParameter(request, 'lang'), ...languages],
    request.headers['accept-language'],
  )
  const { badge } = await appBadge(deps.db, client.appId, lang)
  const context = pageContext(request, deps.settings, {
    signedInAs: person,
    languages,
    formTargets: formTargetsOf(asked.wayBack),
  })
  const mayChoose = interaction.organizationId !== null && insight.step.kind !== 'choose_organization'
  const facts: PageFacts = {
    reader: deps.db,
    app: badge,
    lang,
    person,
    form: { action: interactionUrl('decision', interaction.id, lang), hidden: {} },
    switchAccountUrl: interactionUrl('account', interaction.id, lang),
    chooseOrganizationUrl: mayChoose ? interactionUrl('organization', interaction.id, lang) : null,
    answersTo: await answersTo(deps, asked.wayBack),
  }
  return { context, facts }
}

/** Where the answer goes; of a device what the person can compare (attack D3). */
async function answersTo({ db, clock, userCodes }: AuthorizeDeps, wayBack: WayBack): Promise<AnswersTo> {
  if (wayBack.kind !== 'device') return { kind: 'redirect', url: wayBack.redirectUri }
  const device = await findDevice(db, wayBack.authorizationId)
  if (!device) throw new Error('The device authorization is gone before the request for it.')
  const { userAgent, addressBlock, createdAt } = device
  return {
    kind: 'device',
    device: {
      userCode: userCodes.open(device.userCodeCiphertext),
      userAgent,
      address: addressBlock,
      at: createdAt,
      now: clock.now(),
    },
  }
}
