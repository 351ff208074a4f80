import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomSecret } from '../../../platform/crypto/random.ts'
import type { SecretBox } from '../../../platform/crypto/secret-box.ts'
import type { Db, Reader, Tx } from '../../../platform/database/database.ts'
import { formField } from '../../../platform/http/browser.ts'
import { fieldsOf } from '../../../platform/http/form-fields.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { pathParameter } from '../../../platform/http/portal.ts'
import type { AppBadge } from '../../../platform/web/components.ts'
import type { Lang } from '../../../platform/web/language.ts'
import { findAppByName, findAppsOfOrganization } from '../../apps/index.ts'
import { findPerson } from '../../directory/index.ts'
import { appFault, createTestAccount } from '../create-test-account.ts'
import { APPS_MAX, checkDefinition, type DefinitionFault } from '../definition.ts'
import { deleteDraft, findDraft, insertDraft, storeDraft } from '../draft.repository.ts'
import {
  blankDraft,
  type DraftMove,
  type DraftStep,
  type DraftValues,
  inputOf,
  moved,
  STEPS,
  stepOf,
  withStep,
} from '../draft.ts'
import { findTestAccountByName } from '../test-account.repository.ts'
import { appBadge } from './account-facts.ts'
import type { AccountPagesDeps } from './accounts.page.ts'
import { type OpenedVendor, openVendor } from './open-vendor.page.ts'
import { connectionsPage, membersPage, organizationPage, type WizardModel } from './wizard.view.ts'

const PURPOSE = 'test-account-draft'
const FOUND_MAX = 10

/** Apps of the store that answer a search, for the module that knows it to give. */
export type FindApps = (reader: Reader, query: string, lang: Lang) => Promise<AppBadge[]>

export type WizardDeps = AccountPagesDeps & { secretBox: SecretBox; findApps: FindApps }

/** A draft that was begun; null: the first form, before anything was typed. */
type Draft = { id: string; values: DraftValues } | null

/**
 * A new test account in three steps (platform.md §11). What is typed is kept in a draft under an address of its own, so that
 * one can go back, also with the browser:
 * 1. `/new` shows the first form, and begins the draft when it is sent
 * 2. `/new/:draft/:step` shows and takes one step; adding and removing rows keeps what is there
 * 3. the last step makes the account, and its draft is gone
 */
export function wizardPages(scope: FastifyInstance, deps: WizardDeps): void {
  const { db } = deps
  const path = '/organizations/:slug/developer/test-accounts/new'

  scope.get(path, async (request, reply) => {
    const opened = await openVendor(deps, { request, reply })
    if (!opened) return reply
    const person = await findPerson(db, opened.visitor.id)
    const values = blankDraft(person?.countryCode ?? '', person?.locale ?? 'en')
    return show(deps, opened, { draft: null, values, step: 'organization', faults: [] }, reply)
  })

  scope.post(path, async (request, reply) => {
    const opened = await openVendor(deps, { request, reply })
    if (!opened) return reply
    const person = await findPerson(db, opened.visitor.id)
    const values = blankDraft(person?.countryCode ?? '', person?.locale ?? 'en')
    return take(deps, opened, { draft: null, values, step: 'organization' }, request, reply)
  })

  scope.get(`${path}/:draft/:step`, async (request, reply) => {
    const opened = await openVendor(deps, { request, reply })
    if (!opened) return reply
    const draft = await draftOf(deps, opened, request)
    if (draft === null) return reply.redirect(`${opened.path}?notice=gone`, 303)
    return show(deps, opened, { draft, values: draft.values, step: stepIn(request), faults: [] }, reply)
  })

  scope.post(`${path}/:draft/:step`, async (request, reply) => {
    const opened = await openVendor(deps, { request, reply })
    if (!opened) return reply
    const draft = await draftOf(deps, opened, request)
    if (draft === null) return reply.redirect(`${opened.path}?notice=gone`, 303)
    return take(deps, opened, { draft, values: draft.values, step: stepIn(request) }, request, reply)
  })
}

function stepIn(request: FastifyRequest): DraftStep {
  const step = STEPS.find(known => known === pathParameter(request, 'step'))
  if (step === undefined) throw new PageRefusal(404, 'not_found')
  return step
}

async function draftOf(
  { db, secretBox }: WizardDeps,
  { organization, visitor }: OpenedVendor,
  request: FastifyRequest,
): Promise<Draft> {
  const id = pathParameter(request, 'draft') ?? ''
  const sealed = await findDraft(db, { id, vendorId: organization.id, personId: visitor.id })
  if (sealed === null) return null
  try {
    return { id, values: JSON.parse(secretBox.open(PURPOSE, sealed)) }
  } catch {
    // Sealed under a key that is gone: a draft lives for a day.
    return null
  }
}

type Taking = { draft: Draft; values: DraftValues; step: DraftStep }

/** Takes what was sent for a step, keeps it, and goes where the button leads. */
async function take(
  deps: WizardDeps,
  opened: OpenedVendor,
  { draft, values: before, step }: Taking,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { db } = deps
  const typed = withStep(before, step, fieldsOf(request))
  const { draft: values, move } = moved(typed, formField(request, 'go') ?? '')
  const vendorId = opened.organization.id
  const faults = move === 'next' ? await faultsOf(db, vendorId, { values, step }) : []
  if (faults.length > 0) {
    if (await isSentBefore(db, opened, draft)) return reply.redirect(`${opened.path}?notice=made`, 303)
    return show(deps, opened, { draft, values, step, faults }, reply.code(422))
  }
  const id = await keep(deps, opened, { draft, values })
  if (id === null) return reply.redirect(`${opened.path}?notice=gone`, 303)
  if (step === 'members' && move === 'next') return create(deps, opened, { id, values }, reply)
  return reply.redirect(`${opened.path}/new/${id}/${target(step, move)}`, 303)
}

function target(step: DraftStep, move: DraftMove): DraftStep {
  const distance = move === 'next' ? 1 : move === 'back' ? -1 : 0
  return STEPS[STEPS.indexOf(step) + distance] ?? step
}

/** What is wrong with this step; at the last one, with any. */
async function faultsOf(
  db: Db,
  vendorId: string,
  { values, step }: { values: DraftValues; step: DraftStep },
): Promise<DefinitionFault[]> {
  const checked = checkDefinition(inputOf(values))
  const faults = checked.ok ? [] : [...checked.faults]
  const name = values.name.trim()
  if (name !== '' && (await findTestAccountByName(db, { vendorId, name })) !== null)
    faults.push({ path: 'name', fault: 'taken' })
  if (step === 'connections') faults.push(...(await appFaults(db, values.appNames)))
  return step === 'members' ? faults : faults.filter(({ path }) => stepOf(path) === step)
}

/** Which of the apps cannot be connected. */
async function appFaults(reader: Reader, names: readonly string[]): Promise<DefinitionFault[]> {
  const faults = await Promise.all(
    names.slice(0, APPS_MAX).map(async name => appFault(reader, await findAppByName(reader, name))),
  )
  return faults.flatMap((fault, index) =>
    fault === null ? [] : [{ path: `connection_attributes[${index}]`, fault }],
  )
}

/** Keeps what was typed; gives the draft's id, null when it is gone. */
async function keep(
  { db, clock, secretBox }: WizardDeps,
  { organization, visitor }: OpenedVendor,
  { draft, values }: { draft: Draft; values: DraftValues },
): Promise<string | null> {
  const id = draft?.id ?? randomSecret()
  const ciphertext = secretBox.seal(PURPOSE, JSON.stringify(values))
  const now = clock.now()
  return db.transaction(async tx => {
    if (draft !== null) return (await storeDraft(tx, { id, ciphertext })) ? id : null
    await insertDraft(tx, { id, vendorId: organization.id, personId: visitor.id, ciphertext }, now)
    return id
  })
}

async function create(
  deps: WizardDeps,
  opened: OpenedVendor,
  { id, values }: { id: string; values: DraftValues },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { db, clock, limit } = deps
  const { act, path, organization } = opened
  const checked = checkDefinition(inputOf(values))
  const draft = { id, values }
  const refuse = (faults: DefinitionFault[]) =>
    show(deps, opened, { draft, values, step: 'members', faults }, reply.code(422))
  if (!checked.ok) return refuse(checked.faults)
  limit(organization.id, clock.now())
  const alongside = (tx: Tx) => deleteDraft(tx, id)
  const { definition } = checked
  const wish = { vendorId: organization.id, definition, replaces: false, act, alongside }
  const made = await createTestAccount(deps, wish, clock.now())
  if (made.ok) return reply.redirect(`${path}/${made.account.organizationId}?notice=made`, 303)
  if (await isSentBefore(db, opened, draft)) return reply.redirect(`${path}?notice=made`, 303)
  return refuse(made.faults)
}

/** Of a form that is sent twice the first one makes the account, and ends the draft with it. */
async function isSentBefore(db: Db, { organization, visitor }: OpenedVendor, draft: Draft): Promise<boolean> {
  if (draft === null) return false
  const owner = { id: draft.id, vendorId: organization.id, personId: visitor.id }
  return (await findDraft(db, owner)) === null
}

async function show(
  deps: WizardDeps,
  { context, frame, developerPath, path, organization }: OpenedVendor,
  { draft, values, step, faults }: Taking & { faults: readonly DefinitionFault[] },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { lang } = context
  const action = draft === null ? `${path}/new` : `${path}/new/${draft.id}/${step}`
  const model: WizardModel = { frame, developerPath, path, action, values, faults }
  if (step === 'organization') return sendPage(reply, organizationPage(context, model))
  if (step === 'members') return sendPage(reply, membersPage(context, model))
  const own = await findAppsOfOrganization(deps.db, organization.id)
  const ownNames = own.map(({ name }) => name)
  const found = values.query.trim() === '' ? [] : await deps.findApps(deps.db, values.query, lang)
  const chosen = values.appNames.filter(name => !ownNames.includes(name))
  const others = found.filter(({ name }) => !ownNames.includes(name) && !chosen.includes(name))
  return sendPage(
    reply,
    connectionsPage(context, {
      ...model,
      // Also of apps that were switched off since, or that no form offered.
      faults: faults.length > 0 ? faults : await appFaults(deps.db, values.appNames),
      own: await Promise.all(own.map(app => appBadge(deps.db, app, lang))),
      others: [...(await badgesOf(deps.db, chosen, lang)), ...others.slice(0, FOUND_MAX)],
      isNothingFound: values.query.trim() !== '' && others.length === 0,
    }),
  )
}

/** Apps by their names; of one that is gone, or that the vendor may not connect, the name alone is shown (attack O5). */
function badgesOf(reader: Reader, names: readonly string[], lang: Lang): Promise<AppBadge[]> {
  return Promise.all(
    names.map(async name => {
      const app = await findAppByName(reader, name)
      const isShown = app !== null && (await appFault(reader, app)) === null
      return isShown ? appBadge(reader, app, lang) : { name, title: name, logoUrl: null, vendorName: null }
    }),
  )
}
