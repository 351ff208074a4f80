import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actsAs, recordAudit } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { searchAsked, sliceAsked } from '../../../platform/http/paging.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import { folded } from '../../../platform/web/plain-text.ts'
import type { ShowPrivateToken } from '../../oauth/index.ts'
import { type CreateDeps, createTestAccount } from '../create-test-account.ts'
import type { DefinitionFault } from '../definition.ts'
import { deleteTestAccount } from '../end-test-account.ts'
import { findTestAccountsOf, findTestPersonIds } from '../test-account.repository.ts'
import type { TestAccount } from '../test-account.ts'
import { accountPage, deleteAccountPage, resetAccountPage, showTokenPage, tokenPage } from './account.view.ts'
import { type AccountFacts, accountFacts } from './account-facts.ts'
import { type AccountNotice, accountListPage } from './account-list.view.ts'
import { type OpenedVendor, openAccount, openVendor, type VendorDeps } from './open-vendor.page.ts'

/** Rows on one page of the list. */
const PAGE_SIZE = 10
const NOTICES = ['deleted', 'made', 'reset', 'gone'] as const

export type AccountPagesDeps = VendorDeps &
  CreateDeps & {
    clock: Clock
    showPrivateToken: ShowPrivateToken
    limit: RequestLimit
    publicUrl: string
  }

/** The test accounts of a vendor: the list, one of them, its token, resetting and deleting it (platform.md §11). */
export function accountPages(scope: FastifyInstance, deps: AccountPagesDeps): void {
  const path = '/organizations/:slug/developer/test-accounts'
  listPages(scope, path, deps)
  tokenPages(scope, `${path}/:account/token`, deps)
  resetPages(scope, `${path}/:account/reset`, deps)
  deletePages(scope, `${path}/:account/delete`, deps)
}

function listPages(scope: FastifyInstance, path: string, deps: AccountPagesDeps): void {
  const { db, clock, publicUrl } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openVendor(deps, { request, reply })
    if (!opened) return reply
    const { context, organization } = opened
    const query = searchAsked(request)
    const all = await findTestAccountsOf(db, organization.id)
    const matching = all.filter(account => answers(account, query))
    const slice = sliceAsked(request, matching.length, PAGE_SIZE)
    const shown = matching.slice(slice.from, slice.from + PAGE_SIZE)
    const facts = await Promise.all(shown.map(account => accountFacts(db, account, context.lang)))
    const accounts = facts.filter(found => found !== null)
    const { frame, developerPath } = opened
    const model = { frame, developerPath, accounts, query, ...slice, count: all.length, now: clock.now() }
    return sendPage(
      reply,
      accountListPage(context, { ...model, path: opened.path, notice: noticeIn(request) }),
    )
  })

  scope.get(`${path}/:account`, async (request, reply) => {
    const opened = await openAccount(deps, { request, reply })
    if (!opened) return reply
    const { context, frame, developerPath } = opened
    const model = { frame, developerPath, path: opened.path, publicUrl, now: clock.now() }
    const facts = await factsOf(deps, opened)
    return sendPage(reply, accountPage(context, { ...model, ...facts, notice: noticeIn(request) }))
  })
}

/** By its name, and by those who were made with it. */
function answers({ name, definition }: TestAccount, query: string): boolean {
  const wanted = folded(query)
  return [name, ...definition.members.map(({ email }) => email.address)].some(text =>
    folded(text).includes(wanted),
  )
}

function noticeIn(request: FastifyRequest): AccountNotice | null {
  const asked = queryParameter(request, 'notice')
  return NOTICES.find(known => known === asked) ?? null
}

async function factsOf(
  { db }: AccountPagesDeps,
  { account, context }: OpenedVendor & { account: TestAccount },
): Promise<AccountFacts> {
  const facts = await accountFacts(db, account, context.lang)
  if (facts === null) throw new PageRefusal(404, 'not_found')
  return facts
}

/** The token opens everything of a test organization: it is shown to whoever proved a short while ago who they are. */
function tokenPages(scope: FastifyInstance, path: string, deps: AccountPagesDeps): void {
  const { db, clock, showPrivateToken } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openAccount(deps, { request, reply }, 'open')
    if (!opened) return reply
    return sendPage(reply, showTokenPage(opened.context, { ...opened, ...(await factsOf(deps, opened)) }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openAccount(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { account, act, context, organization } = opened
    const now = clock.now()
    const token = account.tokenJti === null ? null : await showPrivateToken(db, account.tokenJti, now)
    if (token !== null) {
      await db.transaction(tx => {
        actsAs(tx, act)
        const details = { organization: account.organizationId }
        const subject = `Organization/${organization.id}`
        return recordAudit(tx, { action: 'test_account_token_shown', subject, details }, now)
      })
    }
    return sendPage(reply, tokenPage(context, { ...opened, ...(await factsOf(deps, opened)), token }))
  })
}

function resetPages(scope: FastifyInstance, path: string, deps: AccountPagesDeps): void {
  const { clock, limit } = deps
  const show = async (
    reply: FastifyReply,
    opened: OpenedVendor & { account: TestAccount },
    faults: readonly DefinitionFault[],
  ) => {
    const { appNames } = opened.account.definition
    const facts = await factsOf(deps, opened)
    return sendPage(reply, resetAccountPage(opened.context, { ...opened, ...facts, faults, appNames }))
  }
  scope.get(path, async (request, reply) => {
    const opened = await openAccount(deps, { request, reply })
    return opened ? show(reply, opened, []) : reply
  })

  scope.post(path, async (request, reply) => {
    const opened = await openAccount(deps, { request, reply })
    if (!opened) return reply
    const { account, act, organization } = opened
    limit(organization.id, clock.now())
    const wish = { vendorId: organization.id, definition: account.definition, replaces: true, act }
    const made = await createTestAccount(deps, wish, clock.now())
    if (!made.ok) return show(reply.code(422), opened, made.faults)
    return reply.redirect(`${opened.path}/${made.account.organizationId}?notice=reset`, 303)
  })
}

function deletePages(scope: FastifyInstance, path: string, deps: AccountPagesDeps): void {
  const { db, clock, hooks } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openAccount(deps, { request, reply })
    if (!opened) return reply
    const facts = await factsOf(deps, opened)
    const personCount = (await findTestPersonIds(db, facts.id)).length
    return sendPage(reply, deleteAccountPage(opened.context, { ...opened, ...facts, personCount }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openAccount(deps, { request, reply })
    if (!opened) return reply
    const { account, act, organization } = opened
    await db.transaction(tx => {
      actsAs(tx, act)
      const key = { vendorId: organization.id, organizationId: account.organizationId }
      return deleteTestAccount(tx, key, hooks, clock.now())
    })
    return reply.redirect(`${opened.path}?notice=deleted`, 303)
  })
}
