import type { Reader } from '../../../platform/database/database.ts'
import type { AppBadge, FormTarget } from '../../../platform/web/components.ts'
import type { Lang } from '../../../platform/web/language.ts'
import type { ScopeGroup, ScopeLine } from '../../../platform/web/scope-list.ts'
import { type App, appTitle, findApp, inLanguage, type ScopeTranslation } from '../../apps/index.ts'
import { type ConnectableApp, whoMayConnect } from '../../connections/index.ts'
import {
  administratorsOf,
  countMembers,
  findMembership,
  findOrganization,
  fullName,
  type Person,
  rolesFromBits,
} from '../../directory/index.ts'
import type { Decided, EvaluatedScope } from '../protocol/scope-evaluation.ts'
import type { AnswersTo } from './answers-to.ts'
import type { AskAdminModel } from './ask-admin.view.ts'
import type { ChooseOrganizationModel, OrganizationChoice } from './choose-organization.view.ts'
import type { ConfirmModel } from './confirm.view.ts'
import type { ConsentBearer, ConsentModel } from './consent-model.ts'
import type { Insight, PersonFacts } from './look-into.ts'
import { findConnectionFacts } from './page-models.repository.ts'

/** What every page of the flow is made with. */
export type PageFacts = {
  reader: Reader
  app: AppBadge
  lang: Lang
  person: PersonFacts
  form: FormTarget
  switchAccountUrl: string
  chooseOrganizationUrl: string | null
  answersTo: AnswersTo
}

/** The app as pages show it. */
export async function appBadge(
  reader: Reader,
  appId: string,
  lang: Lang,
): Promise<{ app: App; badge: AppBadge }> {
  const app = await findApp(reader, appId)
  if (!app) throw new Error(`The app ${appId} is gone.`)
  const vendor = app.organizationId === null ? null : await findOrganization(reader, app.organizationId)
  const title = appTitle(app.translations, lang) || app.name
  return { app, badge: { name: app.name, title, logoUrl: app.logoUrl, vendorName: vendor?.name ?? null } }
}

/**
 * The consent page's model: what is asked now, apart from what was allowed before. When nothing is new and the app wants
 * to ask all the same (`prompt=consent`), everything is asked again.
 */
export async function consentModel(
  facts: PageFacts,
  insight: Insight,
  { decided, isFirst }: { decided: Decided; isFirst: boolean },
): Promise<ConsentModel> {
  const { reader, person, lang } = facts
  const bearer = await consentBearer(facts, decided)
  const isRepeated = !isFirst && decided.ungranted.length === 0
  const asked = isRepeated ? decided.granted : decided.ungranted
  const ofPerson = (scope: EvaluatedScope) => bearer.kind === 'person' || scope.holder === 'person'
  const fromPerson = await scopeGroups(facts, asked.filter(ofPerson))
  const fromOrganization = await scopeGroups(
    facts,
    asked.filter(scope => !ofPerson(scope)),
  )
  const connection = isFirst || isRepeated ? null : insight.bearerConnection
  const before = connection && (await findConnectionFacts(reader, connection.id))
  return {
    app: facts.app,
    person: { name: person.name, email: person.email, avatarUrl: person.avatarUrl },
    bearer,
    fromOrganization,
    fromPerson,
    allowedBefore: before && {
      scopes: withoutAliases(decided.granted, lang).map(scope => scopeLine(scope, lang)),
      connectedAt: before.createdAt,
      connectedByName: before.establishedByName,
    },
    connectsOrganization: bearer.kind !== 'person' && insight.bearerConnection === null,
    answersTo: facts.answersTo,
    timeZone: person.timeZone,
    form: facts.form,
    switchAccountUrl: facts.switchAccountUrl,
    chooseOrganizationUrl: bearer.kind === 'person' ? null : facts.chooseOrganizationUrl,
  }
}

async function consentBearer({ reader }: PageFacts, { bearer, onBehalfOf }: Decided): Promise<ConsentBearer> {
  if (bearer.type === 'Person') return { kind: 'person' }
  const organization = await organizationBadge(reader, bearer.id)
  const memberCount = await countMembers(reader, bearer.id)
  return {
    kind: onBehalfOf === null ? 'organization' : 'on_behalf',
    organization: { ...organization, memberCount },
  }
}

/** Nothing new to allow, but the client cannot prove itself (G-20). */
export async function confirmModel(facts: PageFacts, { bearer }: Decided): Promise<ConfirmModel> {
  const { name, email, avatarUrl } = facts.person
  return {
    app: facts.app,
    person: { name, email, avatarUrl },
    organization: bearer.type === 'Organization' ? await organizationBadge(facts.reader, bearer.id) : null,
    answersTo: facts.answersTo,
    form: facts.form,
    switchAccountUrl: facts.switchAccountUrl,
    chooseOrganizationUrl: bearer.type === 'Organization' ? facts.chooseOrganizationUrl : null,
  }
}

/** Whom to ask (C-14). */
export async function askAdminModel(
  facts: PageFacts,
  insight: Insight,
  organizationId: string,
): Promise<AskAdminModel> {
  const administrators = await administratorsOf(facts.reader, organizationId)
  const describe = async (person: Person) => {
    const membership = await findMembership(facts.reader, { organizationId, personId: person.id })
    return {
      name: fullName(person),
      avatarUrl: person.avatarUrl,
      roles: rolesFromBits(membership?.roles ?? 0),
    }
  }
  return {
    app: facts.app,
    organization: await organizationBadge(facts.reader, organizationId),
    isConnected: insight.bearerConnection !== null,
    administrators: await Promise.all(administrators.map(describe)),
    answersTo: facts.answersTo,
    form: facts.form,
    switchAccountUrl: facts.switchAccountUrl,
    chooseOrganizationUrl: facts.chooseOrganizationUrl,
  }
}

/** The person's organizations, those that cannot be chosen with the reason. */
export async function chooseModel(
  facts: PageFacts,
  {
    isOnBehalf,
    createUrl,
    client,
    isSandbox,
  }: {
    isOnBehalf: boolean
    createUrl: string | null
    client: ConnectableApp
    isSandbox: boolean
  },
): Promise<ChooseOrganizationModel> {
  const organizationIds = facts.person.organizations.map(({ organization }) => organization.id)
  const refusalFor = await whoMayConnect(facts.reader, client, { isSandbox, organizationIds })
  const organizations: OrganizationChoice[] = []
  for (const { organization, roles } of facts.person.organizations) {
    const names = rolesFromBits(roles)
    const isAdministrator = names.includes('owner') || names.includes('admin')
    const isClosed = refusalFor(organization.id) !== null
    organizations.push({
      id: organization.id,
      name: organization.name,
      logoUrl: organization.logoUrl,
      roles: names,
      memberCount: await countMembers(facts.reader, organization.id),
      refusal: isClosed
        ? { reason: 'not_available' }
        : organization.requireTwoFactor && !facts.person.hasTwoFactor
          ? { reason: 'second_factor' }
          : isAdministrator || isOnBehalf
            ? null
            : {
                reason: 'not_administrator',
                administratorNames: (await administratorsOf(facts.reader, organization.id)).map(fullName),
              },
    })
  }
  // Those one can choose come first.
  organizations.sort((one, other) => Number(one.refusal !== null) - Number(other.refusal !== null))
  return {
    app: facts.app,
    isOnBehalf,
    organizations,
    createUrl,
    answersTo: facts.answersTo,
    form: facts.form,
    switchAccountUrl: facts.switchAccountUrl,
  }
}

async function organizationBadge(reader: Reader, id: string) {
  const organization = await findOrganization(reader, id)
  if (!organization) throw new Error(`The organization ${id} is gone.`)
  return { id, name: organization.name, logoUrl: organization.logoUrl }
}

/** Scopes grouped by the app that provides them, the platform app first. */
async function scopeGroups(facts: PageFacts, scopes: EvaluatedScope[]): Promise<ScopeGroup[]> {
  const groups = new Map<string, ScopeGroup>()
  for (const scope of withoutAliases(scopes, facts.lang)) {
    if (!scope.provided) continue
    const { appId, isOfPlatformApp } = scope.provided
    const group = groups.get(appId) ?? {
      provider: { ...(await appBadge(facts.reader, appId, facts.lang)).badge, isPlatform: isOfPlatformApp },
      scopes: [],
    }
    group.scopes.push(scopeLine(scope, facts.lang))
    groups.set(appId, group)
  }
  return [...groups.values()].sort(
    (one, other) => Number(other.provider.isPlatform) - Number(one.provider.isPlatform),
  )
}

/** A scope of the hub that was asked for under two names, such as `user:read` beside `directory.person.r`, is one question. */
function withoutAliases(scopes: EvaluatedScope[], lang: Lang): EvaluatedScope[] {
  const question = (scope: EvaluatedScope) =>
    scope.provided?.isOfPlatformApp ? JSON.stringify(scopeLine(scope, lang)) : scope.stored
  return [...new Map(scopes.map(scope => [question(scope), scope])).values()]
}

function scopeLine({ provided, asked }: EvaluatedScope, lang: Lang): ScopeLine {
  const text: ScopeTranslation | null = provided ? inLanguage(provided.translations, lang) : null
  const permission =
    asked === 'user:read' ? 'r' : asked === 'user:write' ? 'w' : provided?.scope.permission || 'rw'
  return { title: text?.title ?? asked, description: text?.description ?? null, permission }
}
