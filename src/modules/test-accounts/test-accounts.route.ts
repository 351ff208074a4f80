import type { FastifyInstance } from 'fastify'
import { actsAs } from '../../platform/audit.ts'
import type { Clock } from '../../platform/clock.ts'
import { isUuid } from '../../platform/crypto/random.ts'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { ApiError, type AppGuard, notFound, validationFailed } from '../../platform/http/api.ts'
import { objectOf, ownText, ownValue, requiredRoot, sinceAsked } from '../../platform/http/api-body.ts'
import { pathParameter } from '../../platform/http/portal.ts'
import type { RequestLimit } from '../../platform/http/rate-limit.ts'
import { findApp } from '../apps/index.ts'
import {
  type CurrentAppView,
  readOrganization,
  readPerson,
  readSiteFields,
  textsIn,
} from '../directory/index.ts'
import type { ShowPrivateToken } from '../oauth/index.ts'
import { type CreateDeps, createTestAccount } from './create-test-account.ts'
import {
  checkDefinition,
  type DefinitionFault,
  type DefinitionInput,
  type MemberInput,
} from './definition.ts'
import { deleteTestAccount } from './end-test-account.ts'
import { railsFaults } from './rails-faults.ts'
import { findTestAccount, findTestAccountsOf } from './test-account.repository.ts'
import type { TestAccount } from './test-account.ts'
import { type ReadTestAccount, readTestAccount, testAccountJson } from './test-account-json.ts'

/** Of what was sent, no more than this is looked at. */
const ITEMS_MAX = 100

export type TestAccountRoutesDeps = CreateDeps & {
  clock: Clock
  appGuard: AppGuard
  currentApp: CurrentAppView
  showPrivateToken: ShowPrivateToken
  publicUrl: string
  /** How often a vendor may try to make one: pictures are fetched and passwords hashed for it. */
  limit: RequestLimit
}

/** `/api/v1/test_accounts`: a vendor's apps make and delete its test accounts (directory-api.md §16). Only in the sandbox. */
export function testAccountRoutes(scope: FastifyInstance, deps: TestAccountRoutesDeps): void {
  const { db, clock, appGuard, hooks, limit } = deps
  const path = '/api/v1/test_accounts'

  scope.get(path, async request => {
    const { appId } = await appGuard.required(request)
    const accounts = await findTestAccountsOf(db, await vendorOf(db, appId))
    const since = sinceAsked(request)
    const read = await Promise.all(accounts.map(account => readTestAccount(db, deps, account, appId)))
    const changed = read.filter(account => account !== null && (since === null || account.updatedAt > since))
    return Promise.all(changed.flatMap(account => (account === null ? [] : [testAccountJson(deps, account)])))
  })

  scope.get(`${path}/:organization_id`, async request => {
    const { appId } = await appGuard.required(request)
    const organizationId = idIn(pathParameter(request, 'organization_id'))
    return described(deps, { vendorId: await vendorOf(db, appId), organizationId, appId })
  })

  scope.post(path, async (request, reply) => {
    const { appId, act } = await appGuard.required(request)
    const vendorId = await vendorOf(db, appId)
    limit(vendorId, clock.now())
    const { input, faults } = readDefinition(requiredRoot(request.body, 'test_account'))
    const checked = checkDefinition(input)
    const found = [...faults, ...(checked.ok ? [] : checked.faults)]
    if (!checked.ok || found.length > 0) throw validationFailed(railsFaults(found))
    const { definition } = checked
    // Read where it is made: another request for the same name may be next.
    const made: { read: ReadTestAccount | null } = { read: null }
    const alongside = async (tx: Tx, account: TestAccount) => {
      made.read = await readTestAccount(tx, deps, account, appId)
    }
    const wish = { vendorId, definition, replaces: true, act, alongside }
    const outcome = await createTestAccount(deps, wish, clock.now())
    if (!outcome.ok) throw validationFailed(railsFaults(outcome.faults))
    if (made.read === null) throw new Error('a test account that was made is not there')
    return reply.code(201).send(await testAccountJson(deps, made.read))
  })

  scope.delete(`${path}/:organization_id`, async (request, reply) => {
    const { appId, act } = await appGuard.required(request)
    const organizationId = idIn(pathParameter(request, 'organization_id'))
    const vendorId = await vendorOf(db, appId)
    const outcome = await db.transaction(tx => {
      actsAs(tx, act)
      return deleteTestAccount(tx, { vendorId, organizationId }, hooks, clock.now())
    })
    if (outcome === 'not_found') throw notFound()
    return reply.code(204).send()
  })
}

/** Whose test accounts an app sees: those of its vendor, and of nobody else. */
async function vendorOf(reader: Reader, appId: string): Promise<string> {
  const vendorId = (await findApp(reader, appId))?.organizationId
  if (!vendorId) throw notFound()
  return vendorId
}

function idIn(text: string | null): string {
  if (text === null || !isUuid(text)) throw notFound()
  return text
}

async function described(
  deps: TestAccountRoutesDeps,
  { vendorId, organizationId, appId }: { vendorId: string; organizationId: string; appId: string },
) {
  const account = await findTestAccount(deps.db, { vendorId, organizationId })
  const read = account && (await readTestAccount(deps.db, deps, account, appId))
  if (!read) throw notFound()
  return testAccountJson(deps, read)
}

/** The writable fields; every other one is ignored (C-37). Throws 400 for wrong types. */
function readDefinition(sent: object): { input: DefinitionInput; faults: DefinitionFault[] } {
  const connections = ownValue(sent, 'connection_attributes') ?? []
  const subscriptions = objectsIn(sent, 'subscription_attributes')
  return {
    input: {
      organization: readOrganization(sent),
      logoUrl: ownText(sent, 'logo_url') ?? null,
      appNames: textsIn(connections, 'connection_attributes').slice(0, ITEMS_MAX),
      members: objectsIn(sent, 'member_attributes').map(readMember),
      sites: objectsIn(sent, 'site_attributes').map(site => ({
        ...readSiteFields(site),
        isHeadquarter: flagIn(site, 'headquarter'),
      })),
    },
    // There are no plans that one could subscribe to.
    faults: subscriptions.map((_plan, index) => ({
      path: `subscription_attributes[${index}].plan_name`,
      fault: 'subscriptions',
    })),
  }
}

function readMember(sent: object): MemberInput {
  return {
    email: ownText(sent, 'email') ?? '',
    password: ownText(sent, 'password') ?? '',
    person: readPerson(sent),
    avatarUrl: ownText(sent, 'avatar_url') ?? null,
    roles: textsIn(ownValue(sent, 'roles') ?? [], 'roles'),
  }
}

/** A list of objects; null and what is absent are none (directory-api.md §1). */
function objectsIn(sent: object, name: string): object[] {
  const list = ownValue(sent, name) ?? []
  if (!Array.isArray(list)) throw new ApiError(400, { [name]: ['is invalid'] })
  return list.slice(0, ITEMS_MAX).map((item: unknown) => {
    if (item === null) throw new ApiError(400, { [name]: ['is invalid'] })
    return objectOf(item, name)
  })
}

function flagIn(sent: object, name: string): boolean {
  const value = ownValue(sent, name) ?? false
  if (typeof value !== 'boolean') throw new ApiError(400, { [name]: ['is invalid'] })
  return value
}
