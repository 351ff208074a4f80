import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formField } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { checkOrganization, createOrganization, ORGANIZATION_KINDS } from '../../directory/index.ts'
import { listParameter } from '../protocol/parameters.ts'
import { formTarget } from '../protocol/redirect-uri.ts'
import { type CreateOrganizationModel, createOrganizationPage } from './create-organization.view.ts'
import type { AuthorizeDeps, Opened } from './deps.ts'
import { storeProgress } from './interaction.repository.ts'
import { type Insight, lookInto } from './look-into.ts'
import { interactionUrl, pageFacts } from './step.page.ts'

type Open = (request: FastifyRequest, reply: FastifyReply) => Promise<Opened | null>
type Cancel = (request: FastifyRequest, reply: FastifyReply, opened: Opened) => Promise<FastifyReply>

/** Creating an organization within the flow; the creator becomes its owner (spec oauth.md §4.2 step 3). */
export function createOrganizationPages(
  scope: FastifyInstance,
  deps: AuthorizeDeps,
  open: Open,
  cancel: Cancel,
): void {
  const { db, clock } = deps

  scope.get('/oauth/authorize/organizations/new', async (request, reply) => {
    const opened = await openOwn(request, reply)
    if (!opened) return reply
    const { organization } = opened.interaction.request
    const values = {
      name: organization.name,
      kinds: organization.kinds,
      countryCode: organization.countryCode,
    }
    return show(request, reply, opened, { values, faults: {} })
  })

  scope.post('/oauth/authorize/organizations/new', async (request, reply) => {
    const opened = await openOwn(request, reply)
    if (!opened) return reply
    if (formField(request, 'decision') === 'cancel') return cancel(request, reply, opened)
    const values = {
      name: formField(request, 'name') ?? '',
      kinds: listParameter(request.body, 'kinds[]'),
      countryCode: formField(request, 'country_code') ?? '',
    }
    const checked = checkOrganization({ ...values, countryCode: values.countryCode || null, sections: {} })
    const faults = faultsOf(values, checked)
    if (!checked.ok || Object.keys(faults).length > 0) {
      return show(request, reply.code(422), opened, { values, faults })
    }
    const { interaction, personId } = opened
    const now = clock.now()
    await db.transaction(async tx => {
      const organization = await createOrganization(tx, { ...checked.value, creatorId: personId }, now)
      await storeProgress(tx, { ...interaction, organizationId: organization.id })
    })
    return reply.redirect(interactionUrl('continue', interaction.id), 303)
  })

  /** Only for a signed-in person whose request waits for an organization. */
  async function openOwn(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<(Opened & { insight: Insight; personId: string }) | null> {
    const opened = await open(request, reply)
    if (!opened) return null
    const { interaction, client, session } = opened
    const { request: asked, progress, organizationId } = interaction
    const matter = { request: asked, client, progress, chosenOrganizationId: organizationId, session }
    const insight = await lookInto(db, { names: deps.names, isSandbox: deps.settings.isSandbox }, matter)
    if (insight.step.kind !== 'choose_organization' || !session) {
      reply.redirect(interactionUrl('continue', interaction.id), 303)
      return null
    }
    return { ...opened, insight, personId: session.personId }
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { interaction, client, insight }: Opened & { insight: Insight },
    { values, faults }: Pick<CreateOrganizationModel, 'values' | 'faults'>,
  ): Promise<FastifyReply> {
    const { person } = insight
    if (!person) throw new Error('The person of a live session exists.')
    const { context, facts } = await pageFacts(request, deps, db, { interaction, client, insight, person })
    const model: CreateOrganizationModel = {
      app: facts.app,
      values: { ...values, countryCode: values.countryCode || person.person.countryCode || '' },
      faults,
      kinds: [...ORGANIZATION_KINDS],
      backUrl:
        person.organizations.length > 0 ? interactionUrl('continue', interaction.id, context.lang) : null,
      form: { action: interactionUrl('organizations/new', interaction.id, context.lang), hidden: {} },
      switchAccountUrl: facts.switchAccountUrl,
    }
    return sendPage(reply, createOrganizationPage(context, model), [
      formTarget(interaction.request.redirectUri),
    ])
  }
}

/** What the page asks for beyond what an organization must have: its kind and country (platform.md §1.2). */
function faultsOf(
  values: CreateOrganizationModel['values'],
  checked: ReturnType<typeof checkOrganization>,
): CreateOrganizationModel['faults'] {
  const found = checked.ok ? {} : checked.faults
  const faults: CreateOrganizationModel['faults'] = {}
  if (found.name) faults.name = found.name === 'blank' ? 'missing' : 'too_long'
  if (found.kinds || values.kinds.length === 0) faults.kinds = 'missing'
  if (found.countryCode || values.countryCode === '') faults.countryCode = 'missing'
  return faults
}
