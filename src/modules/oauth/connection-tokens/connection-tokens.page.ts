import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actsAs, recordAudit } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { isUuid, uuid } from '../../../platform/crypto/random.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { sliceAsked } from '../../../platform/http/paging.ts'
import { type Portal, pathParameter } from '../../../platform/http/portal.ts'
import type { AppArea } from '../../../platform/web/developer-page.ts'
import { desiredScopesOf, type OpenedApp, openApp } from '../../apps/index.ts'
import { type ListedConnection, listConnections, scopesByState } from '../../connections/index.ts'
import { findOrganization, findPerson, fullName } from '../../directory/index.ts'
import { scopeChoices } from '../portal/scope-choices.ts'
import { listParameter } from '../protocol/parameters.ts'
import type { Revoke } from '../revocation/revoke.ts'
import type { Issuer } from '../token/issuer.ts'
import { findActiveToken, findActiveTokens } from './active-tokens.repository.ts'
import { connectionListPage } from './connection-list.view.ts'
import type { ConnectionListModel, ConnectionRow, ConnectionTokensModel } from './connection-model.ts'
import { connectionTokensPage, generatedTokenPage, revokeActiveTokenPage } from './connection-tokens.view.ts'
import { generateConnectionToken } from './generate-token.ts'
import { connectionsPath, type OpenedConnection, openConnection } from './open-connection.page.ts'

/** Entries on one page of a list (platform.md §4.10). */
const PAGE_SIZE = 20
const TOKENS_SHOWN = 50

export type ConnectionTokenPagesDeps = {
  db: Db
  portal: Portal
  clock: Clock
  issuer: Issuer
  revoke: Revoke
  publicUrl: string
}

/** The connections of private apps, for their vendor: generating tokens, and ending those that work (platform.md §4.10). */
export function connectionTokenPages(scope: FastifyInstance, deps: ConnectionTokenPagesDeps): void {
  const { clock, publicUrl } = deps
  const list = connectionsPath('/developer/apps/:name')
  const tokens = `${list}/:organization/tokens`

  scope.get(list, async (request, reply) => {
    const opened = await openApp(deps, { request, reply }, 'look')
    if (!opened) return reply
    return sendPage(reply, connectionListPage(opened.context, await listModel(deps, opened, request)))
  })

  scope.get(tokens, async (request, reply) => {
    const opened = await openConnection(deps, { request, reply }, 'look')
    if (!opened) return reply
    const asked = queryParameter(request, 'notice')
    const notice = (['revoked', 'made_already'] as const).find(known => known === asked) ?? null
    return showTokens(deps, reply, opened, { formId: uuid(clock.now()), fault: null, chosen: [], notice })
  })

  scope.post(tokens, async (request, reply) => {
    const opened = await openConnection(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { app, area, context, visitor, act, connection } = opened
    const formId = formField(request, 'form_id') ?? ''
    if (!isUuid(formId)) throw new PageRefusal(400, 'bad_request')
    const chosen = listParameter(request.body, 'scopes[]')
    const now = clock.now()
    const wish = { appId: app.id, organizationId: connection.bearer.id, scopes: chosen, formId }
    const generated = await generateConnectionToken(deps, { ...wish, createdBy: visitor.id, act }, now)
    if (generated === 'made_already') return reply.redirect(`${area.tokensPath}?notice=made_already`, 303)
    if (typeof generated === 'string') {
      const again = generated === 'form_too_old' ? uuid(now) : formId
      const shown = { formId: again, fault: generated, chosen, notice: null }
      return showTokens(deps, reply.code(422), opened, shown)
    }
    const example = [
      `curl ${publicUrl}/oauth/access_token`,
      `-u ${generated.clientId}:$CLIENT_SECRET`,
      '-d grant_type=refresh_token',
      '-d refresh_token=$REFRESH_TOKEN',
    ].join(' \\\n  ')
    return sendPage(reply, generatedTokenPage(context, { ...area, ...generated, example }))
  })

  scope.get(`${tokens}/:jti/revoke`, async (request, reply) => {
    const opened = await openConnection(deps, { request, reply }, 'look')
    if (!opened) return reply
    const { area, context } = opened
    const token = await activeToken(deps, opened, request)
    return token
      ? sendPage(reply, revokeActiveTokenPage(context, { ...area, token }))
      : reply.redirect(area.tokensPath, 303)
  })

  scope.post(`${tokens}/:jti/revoke`, async (request, reply) => {
    const opened = await openConnection(deps, { request, reply }, 'look')
    if (!opened) return reply
    const token = await activeToken(deps, opened, request)
    if (token) await revokeActive(deps, opened, token)
    return reply.redirect(`${opened.area.tokensPath}?notice=revoked`, 303)
  })
}

async function listModel(
  { db }: { db: Db },
  { app, area }: OpenedApp,
  request: FastifyRequest,
): Promise<ConnectionListModel> {
  const filter = { appIds: [app.id] }
  const { total } = await listConnections(db, filter, { offset: 0, limit: 1 })
  const slice = sliceAsked(request, total, PAGE_SIZE)
  const { connections } = await listConnections(db, filter, { offset: slice.from, limit: PAGE_SIZE })
  const rows = await Promise.all(connections.map(connection => rowOf(db, area, connection)))
  return { ...area, ...slice, connections: rows.filter(row => row !== null) }
}

async function rowOf(
  db: Db,
  area: AppArea,
  { bearer, createdAt: since, scopes: all }: ListedConnection,
): Promise<ConnectionRow | null> {
  const { granted: scopes } = scopesByState({ scopes: all })
  if (bearer.type === 'Person') {
    const person = await findPerson(db, bearer.id)
    if (!person) return null
    const { avatarUrl } = person
    return { name: fullName(person), organization: null, avatarUrl, since, scopes, href: null }
  }
  const organization = await findOrganization(db, bearer.id)
  if (!organization) return null
  const { id, name, logoUrl } = organization
  const href = `${connectionsPath(area.path)}/${id}/tokens`
  return { name, organization: { id, name, logoUrl }, avatarUrl: null, since, scopes, href }
}

async function showTokens(
  { db, clock }: ConnectionTokenPagesDeps,
  reply: FastifyReply,
  { app, area, context, connection }: OpenedConnection,
  { chosen, ...shown }: Pick<ConnectionTokensModel, 'formId' | 'fault' | 'notice'> & { chosen: string[] },
): Promise<FastifyReply> {
  const { granted } = scopesByState(connection)
  const available = (await desiredScopesOf(db, app.id)).desired
    .filter(({ name }) => granted.includes(name.text))
    .map(({ name, provided }) => ({ name: name.text, provided }))
  const scopes =
    app.type === 'private' ? await scopeChoices(db, available, { lang: context.lang, chosen }) : null
  const tokens = await findActiveTokens(
    db,
    { connectionId: connection.id },
    { now: clock.now(), limit: TOKENS_SHOWN },
  )
  return sendPage(reply, connectionTokensPage(context, { ...area, ...shown, scopes, tokens }))
}

function activeToken(
  { db, clock }: ConnectionTokenPagesDeps,
  { connection }: OpenedConnection,
  request: FastifyRequest,
) {
  const jti = pathParameter(request, 'jti') ?? ''
  return findActiveToken(db, { connectionId: connection.id, jti }, clock.now())
}

/** The family ends: the access token, its refresh token, and what was delegated from it. */
function revokeActive(
  { db, clock, revoke }: ConnectionTokenPagesDeps,
  { act, connection }: OpenedConnection,
  { familyId, jti }: { familyId: string; jti: string },
): Promise<void> {
  const now = clock.now()
  return db.transaction(async tx => {
    actsAs(tx, act)
    await revoke(tx, { familyId }, 'revoked by its client', now)
    await recordAudit(
      tx,
      {
        action: 'connection_token_revoked',
        subject: `Organization/${connection.bearer.id}`,
        reason: `App/${connection.appId}, AccessToken/${jti}`,
      },
      now,
    )
  })
}
