import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { type Portal, pathParameter, type Step, type Visit } from '../../../platform/http/portal.ts'
import { plainFrame } from '../../../platform/web/portal-page.ts'
import {
  type App,
  type AppsDeps,
  activateApp,
  approveApp,
  appTitle,
  credentialsOf,
  deactivateApp,
  desiredScopesOf,
  findAppByName,
  findAppReview,
  type ReviewMailDeps,
  redirectUrlsOf,
  returnApp,
  waitingApps,
} from '../../apps/index.ts'
import { describeScopes } from '../../connections/index.ts'
import { findOrganization, findPerson, fullName } from '../../directory/index.ts'
import { checksOf } from './checks.ts'
import { type ReviewNotice, reviewPage, reviewsPage, switchOffPage } from './reviews.view.ts'

const PATH = '/operator/reviews'
const WAITING_MAX = 100
const REASON_CHARACTERS_MAX = 1000
const NOTICES: readonly ReviewNotice[] = [
  'approved',
  'returned',
  'not_waiting',
  'changed',
  'activated',
  'deactivated',
]

export type ReviewPagesDeps = ReviewMailDeps & {
  db: Db
  clock: Clock
  portal: Portal
  apps: AppsDeps
  storePath(app: App): string
}

type OpenedReview = Visit & { app: App; vendorName: string | null; path: string }

/** Apps before the operator: /operator/reviews… (platform.md §4.2). To everybody else these pages are not there. */
export function reviewPages(scope: FastifyInstance, deps: ReviewPagesDeps): void {
  const { db, clock } = deps
  scope.get(PATH, async (request, reply) => {
    const visit = await openOperator(deps, { request, reply })
    if (!visit) return reply
    const { lang } = visit.context
    const asked = queryParameter(request, 'app')?.trim() || null
    const found = asked === null ? null : await findAppByName(db, asked)
    if (found && !found.isPlatform) return reply.redirect(`${PATH}/${found.name}`, 303)
    const waiting = await Promise.all(
      (await waitingApps(db, WAITING_MAX)).map(
        async ({ name, translations, logoUrl, organizationId, requestedAt }) => {
          const vendor = organizationId === null ? null : await findOrganization(db, organizationId)
          const title = appTitle(translations, lang) || name
          const app = { name, title, logoUrl, vendorName: vendor?.name ?? null }
          return { app, requestedAt, href: `${PATH}/${name}` }
        },
      ),
    )
    const frame = plainFrame(visit.visitor.timeZone, 'review')
    const notice = noticeAsked(request)
    return sendPage(
      reply,
      reviewsPage(visit.context, { frame, waiting, unknown: asked, notice, now: clock.now() }),
    )
  })

  scope.get(`${PATH}/:app`, async (request, reply) => {
    const opened = await openReview(deps, { request, reply })
    if (!opened) return reply
    return show(reply, deps, opened, { value: '', isMissing: false }, noticeAsked(request))
  })

  decisions(scope, deps)
  switches(scope, deps)
}

function decisions(scope: FastifyInstance, deps: ReviewPagesDeps): void {
  const { db, clock, apps, mail } = deps
  scope.post(`${PATH}/:app`, async (request, reply) => {
    const opened = await openReview(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { app, act, visitor } = opened
    const typed = (formField(request, 'reason') ?? '').trim().replaceAll('\r\n', '\n')
    const reason = typed.slice(0, REASON_CHARACTERS_MAX)
    const isApproval = formField(request, 'decision') === 'approve'
    if (!isApproval && reason === '')
      return show(reply.code(422), deps, opened, { value: '', isMissing: true })
    const seenAt = Number(formField(request, 'seen'))
    const decision = { appId: app.id, personId: visitor.id, actor: act.actor }
    const outcome = await db.transaction(tx => {
      actsAs(tx, act)
      const now = clock.now()
      return isApproval
        ? approveApp(tx, { ...decision, reason: reason || null, seenAt }, { ...apps, mail }, now)
        : returnApp(tx, { ...decision, reason }, { mail }, now)
    })
    const at = outcome === 'changed' ? opened.path : PATH
    return reply.redirect(`${at}?notice=${outcome}`, 303)
  })
}

function switches(scope: FastifyInstance, deps: ReviewPagesDeps): void {
  const { db, clock, apps } = deps
  scope.get(`${PATH}/:app/off`, async (request, reply) => {
    const opened = await openReview(deps, { request, reply }, 'open')
    if (!opened) return reply
    const { context, visitor, path } = opened
    const frame = plainFrame(visitor.timeZone, 'review')
    return sendPage(reply, switchOffPage(context, { frame, app: badgeOf(opened), path }))
  })

  for (const [at, change, notice] of [
    ['off', deactivateApp, 'deactivated'],
    ['on', activateApp, 'activated'],
  ] as const) {
    scope.post(`${PATH}/:app/${at}`, async (request, reply) => {
      const opened = await openReview(deps, { request, reply }, 'send')
      if (!opened) return reply
      const { app, act, path } = opened
      // A draft is published by a review alone.
      if (app.state !== (at === 'off' ? 'active' : 'inactive')) return reply.redirect(path, 303)
      await db.transaction(tx => {
        actsAs(tx, act)
        return change(tx, { appId: app.id, actor: act.actor }, apps, clock.now())
      })
      return reply.redirect(`${path}?notice=${notice}`, 303)
    })
  }
}

async function openOperator(
  { portal }: ReviewPagesDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step = 'look',
): Promise<Visit | null> {
  const visit = await portal.open(exchange, step)
  if (visit !== null && !visit.visitor.isOperator) throw new PageRefusal(404, 'not_found')
  return visit
}

async function openReview(
  deps: ReviewPagesDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step = 'look',
): Promise<OpenedReview | null> {
  const visit = await openOperator(deps, exchange, step)
  if (visit === null) return null
  const app = await findAppByName(deps.db, pathParameter(exchange.request, 'app') ?? '')
  if (app === null || app.isPlatform || app.organizationId === null) throw new PageRefusal(404, 'not_found')
  const vendor = await findOrganization(deps.db, app.organizationId)
  return { ...visit, app, vendorName: vendor?.name ?? null, path: `${PATH}/${app.name}` }
}

function badgeOf({ app, vendorName, context }: OpenedReview) {
  const title = appTitle(app.translations, context.lang) || app.name
  return { name: app.name, title, logoUrl: app.logoUrl, vendorName }
}

async function show(
  reply: FastifyReply,
  { db, storePath }: ReviewPagesDeps,
  opened: OpenedReview,
  reason: { value: string; isMissing: boolean },
  notice: ReviewNotice | null = null,
): Promise<FastifyReply> {
  const { app, context, visitor, path } = opened
  const review = await findAppReview(db, app.id)
  const person = review?.requestedBy ? await findPerson(db, review.requestedBy) : null
  const offer = await desiredScopesOf(db, app.id)
  const desired = offer.desired.map(({ name }) => name.text)
  const { able } = await describeScopes(db, offer, { able: desired }, context.lang)
  const checks = checksOf(app, {
    redirectUrls: await redirectUrlsOf(db, app.id),
    credentials: await credentialsOf(db, app.id),
  })
  return sendPage(
    reply,
    reviewPage(context, {
      ...{ frame: plainFrame(visitor.timeZone, 'review'), app: badgeOf(opened), type: app.type },
      ...{ state: app.state, path, storePath: storePath(app), checks, able, reason, notice },
      askedBy: person && fullName(person),
      note: review?.note ?? null,
      seen: String(app.updatedAt),
    }),
  )
}

function noticeAsked(request: FastifyRequest): ReviewNotice | null {
  const asked = queryParameter(request, 'notice')
  return NOTICES.find(known => known === asked) ?? null
}
