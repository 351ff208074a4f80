import type { FastifyInstance, FastifyReply } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { isUuid, uuid } from '../../../platform/crypto/random.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { type Portal, pathParameter } from '../../../platform/http/portal.ts'
import { scopeChoices } from '../portal/scope-choices.ts'
import { listParameter } from '../protocol/parameters.ts'
import type { Issuer } from '../token/issuer.ts'
import { availableScopes } from './available-scopes.ts'
import { createPrivateToken } from './create-private-token.ts'
import { createdTokenPage } from './created-token.view.ts'
import { newTokenPage } from './new-token.view.ts'
import { AREA_ROUTES, type OpenedArea, openArea } from './open-area.page.ts'
import { findPrivateToken, findPrivateTokensOf } from './private-token.repository.ts'
import { statusOf } from './private-token.ts'
import type { RevokePrivateTokens } from './revoke-private-tokens.ts'
import { revokeTokenPage } from './revoke-token.view.ts'
import { tokenListPage } from './token-list.view.ts'
import type { NewTokenModel } from './token-model.ts'
import { tokenRows } from './token-rows.ts'

/** All that are active fit in, and the newest of those that ended. */
const TOKENS_SHOWN = 100

export type PrivateTokenPagesDeps = {
  db: Db
  portal: Portal
  clock: Clock
  issuer: Issuer
  revokePrivateTokens: RevokePrivateTokens
  publicUrl: string
}

/** The pages of a person's own tokens, and the same for the organizations they administer (platform.md §9). */
export function privateTokenPages(scope: FastifyInstance, deps: PrivateTokenPagesDeps): void {
  for (const path of AREA_ROUTES) {
    listPage(scope, path, deps)
    creationPages(scope, `${path}/new`, deps)
    revocationPages(scope, `${path}/:jti/revoke`, deps)
  }
}

function listPage(scope: FastifyInstance, path: string, deps: PrivateTokenPagesDeps): void {
  const { db, clock } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'look')
    if (!opened) return reply
    const { bearer, context, area } = opened
    const now = clock.now()
    const tokens = await findPrivateTokensOf(db, bearer, { now, limit: TOKENS_SHOWN })
    const asked = queryParameter(request, 'notice')
    const notice = (['revoked', 'made_already'] as const).find(known => known === asked) ?? null
    const rows = await tokenRows(db, tokens, { lang: context.lang, now })
    return sendPage(reply, tokenListPage(context, { ...area, tokens: rows, notice }))
  })
}

/** Steps 1 and 2 of tokens without a flow. The token is in this one answer, and in no address. */
function creationPages(scope: FastifyInstance, path: string, deps: PrivateTokenPagesDeps): void {
  const { clock, publicUrl } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'open')
    if (!opened) return reply
    const blank = { formId: uuid(clock.now()), note: '', fault: null }
    return showForm(reply, deps, opened, { ...blank, chosen: [] })
  })

  scope.post(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'send')
    if (!opened) return reply
    const { bearer, session, visitor, act, context, area } = opened
    const formId = formField(request, 'form_id') ?? ''
    if (!isUuid(formId)) throw new PageRefusal(400, 'bad_request')
    const note = formField(request, 'note') ?? ''
    const chosen = listParameter(request.body, 'scopes[]')
    const maker = { personId: visitor.id, sessionId: session.id }
    const wish = { bearer, note, scopes: chosen, maker, act, formId }
    const created = await createPrivateToken(deps, wish, clock.now())
    if (created === 'made_already') return reply.redirect(`${area.path}?notice=made_already`, 303)
    if (typeof created === 'string') {
      return showForm(reply.code(422), deps, opened, { formId, note, fault: created, chosen })
    }
    const example = `curl -H "Authorization: Bearer $TOKEN" ${publicUrl}/api/v1/access_token`
    return sendPage(reply, createdTokenPage(context, { ...area, ...created, example }))
  })
}

async function showForm(
  reply: FastifyReply,
  { db }: PrivateTokenPagesDeps,
  { bearer, context, area }: OpenedArea,
  { chosen, ...form }: Pick<NewTokenModel, 'formId' | 'note' | 'fault'> & { chosen: string[] },
): Promise<FastifyReply> {
  const { lang } = context
  const available = (await availableScopes(db, bearer)).map(provided => ({
    name: provided.scope.text,
    provided,
  }))
  const scopes = await scopeChoices(db, available, { lang, chosen })
  return sendPage(reply, newTokenPage(context, { ...area, ...form, scopes }))
}

/** Step 3: by hand. Tokens of others look like tokens that do not exist (attack O5). */
function revocationPages(scope: FastifyInstance, path: string, deps: PrivateTokenPagesDeps): void {
  const { db, clock, revokePrivateTokens } = deps
  const ownToken = async ({ bearer }: OpenedArea, jti: string | null) => {
    const token = jti === null ? null : await findPrivateToken(db, jti)
    if (token?.bearer.type !== bearer.type || token.bearer.id !== bearer.id)
      throw new PageRefusal(404, 'not_found')
    return token
  }

  scope.get(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'look')
    if (!opened) return reply
    const token = await ownToken(opened, pathParameter(request, 'jti'))
    const { context, area } = opened
    const now = clock.now()
    if (statusOf(token, now) !== 'active') return reply.redirect(area.path, 303)
    const [row] = await tokenRows(db, [token], { lang: context.lang, now })
    if (!row) throw new PageRefusal(404, 'not_found')
    return sendPage(reply, revokeTokenPage(context, { ...area, row }))
  })

  scope.post(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'look')
    if (!opened) return reply
    const { jti } = await ownToken(opened, pathParameter(request, 'jti'))
    const { act, area } = opened
    await db.transaction(async tx => {
      actsAs(tx, act)
      await revokePrivateTokens(tx, { jti }, 'revoked by its bearer', clock.now())
    })
    return reply.redirect(`${area.path}?notice=revoked`, 303)
  })
}
