import type { FastifyInstance, FastifyReply } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import { uuid } from '../../../platform/crypto/random.ts'
import { originOf } from '../../../platform/http/address.ts'
import { formField } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { isForEveryone } from '../../connections/index.ts'
import {
  checkOrganization,
  createOrganization,
  findPerson,
  ORGANIZATION_KINDS,
  organizationFaults,
} from '../../directory/index.ts'
import { listParameter } from '../protocol/parameters.ts'
import { type CreateOrganizationModel, createOrganizationPage } from './create-organization.view.ts'
import type { AuthorizeDeps } from './deps.ts'
import { cancelInteraction } from './finish-interaction.page.ts'
import { claimOrganization } from './interaction.repository.ts'
import { interactionUrl } from './interaction-url.ts'
import { type Insight, lookInto, type PersonFacts } from './look-into.ts'
import { type Exchange, lookDeps, matterOf, type Opened, openInteraction } from './open-interaction.page.ts'
import { pageFacts } from './step.page.ts'

/** Creating an organization within the flow; the creator becomes its owner (spec oauth.md §4.2 step 3). */
export function createOrganizationPages(scope: FastifyInstance, deps: AuthorizeDeps): void {
  const { db, clock } = deps

  scope.get('/oauth/authorize/organizations/new', async (request, reply) => {
    const exchange = { request, reply }
    const opened = await openChoosing(deps, exchange)
    if (!opened) return reply
    const { name, kinds, countryCode } = opened.interaction.request.organization
    const person = await findPerson(db, opened.person.id)
    const values = { name, kinds, countryCode: countryCode || person?.countryCode || '' }
    return showForm(deps, exchange, opened, { values, faults: {} })
  })

  scope.post('/oauth/authorize/organizations/new', async (request, reply) => {
    const exchange = { request, reply }
    const opened = await openChoosing(deps, exchange)
    if (!opened) return reply
    const { interaction, person } = opened
    if (formField(request, 'decision') === 'cancel') return cancelInteraction(deps, exchange, opened)
    const values = {
      name: formField(request, 'name') ?? '',
      kinds: listParameter(request.body, 'kinds[]'),
      countryCode: formField(request, 'country_code') ?? '',
    }
    const checked = checkOrganization({ ...values, countryCode: values.countryCode || null, sections: {} })
    const faults = organizationFaults(values, checked)
    if (!checked.ok || Object.keys(faults).length > 0) {
      return showForm(deps, { request, reply: reply.code(422) }, opened, { values, faults })
    }
    const now = clock.now()
    const id = uuid(now)
    await db.transaction(async tx => {
      actsAs(tx, { actor: `Person/${person.id}`, origin: originOf(request, deps.addresses) })
      // A form that is sent twice makes one organization.
      if (!(await claimOrganization(tx, interaction.id, id))) return
      await createOrganization(tx, { ...checked.value, id, creatorId: person.id }, now)
    })
    return reply.redirect(interactionUrl('continue', interaction.id), 303)
  })
}

type Choosing = Opened & { insight: Insight; person: PersonFacts }

/** Only for a signed-in person whose request waits for an organization, and may be connected to a new one. */
async function openChoosing(deps: AuthorizeDeps, exchange: Exchange): Promise<Choosing | null> {
  const opened = await openInteraction(deps, exchange)
  if (!opened) return null
  const { isSandbox } = deps.settings
  const insight = await lookInto(deps.db, lookDeps(deps), matterOf(opened))
  const { step, person } = insight
  if (step.kind !== 'choose_organization' || !person || !isForEveryone(opened.client, isSandbox)) {
    exchange.reply.redirect(interactionUrl('continue', opened.interaction.id), 303)
    return null
  }
  return { ...opened, insight, person }
}

async function showForm(
  deps: AuthorizeDeps,
  { request, reply }: Exchange,
  shown: Choosing,
  { values, faults }: Pick<CreateOrganizationModel, 'values' | 'faults'>,
): Promise<FastifyReply> {
  const { interaction, person } = shown
  const { context, facts } = await pageFacts(request, deps, shown)
  const model: CreateOrganizationModel = {
    flow: { app: facts.app, answersTo: facts.answersTo },
    values,
    faults,
    kinds: ORGANIZATION_KINDS,
    backUrl:
      person.organizations.length > 0 ? interactionUrl('continue', interaction.id, context.lang) : null,
    form: { action: interactionUrl('organizations/new', interaction.id, context.lang), hidden: {} },
    switchAccountUrl: facts.switchAccountUrl,
  }
  return sendPage(reply, createOrganizationPage(context, model), context.formTargets)
}
