import {
  type RequestLogModel,
  requestLogPage,
  type ShownEntry,
} from '../../src/modules/oauth/token-log/request-log.view.ts'
import { developerAreaOf } from './gallery-developer.ts'
import type { Exhibit, Room } from './gallery-room.ts'

const NOW = 1772613780000

/** What came of an app's requests for tokens. */
export function requestLogExhibits(room: Room): Exhibit[] {
  const area = developerAreaOf(room)
  const context = { ...room.context, path: `${area.path}/log` }
  const entry = (id: number, changes: Partial<ShownEntry>): ShownEntry => ({
    ...{ id, step: 'token', grantType: 'authorization_code', error: null, reason: null, jti: null },
    bearer: { type: 'Organization', id: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e01' },
    bearerName: room.names.organization,
    correlationId: '01JPF8Z7M2K3',
    clientId: '6f0c1d2a-93b4-4e0e-9a57-2f1b7c08d4e1',
    createdAt: NOW - id * 180_000,
    ...changes,
  })
  const model: RequestLogModel = {
    area,
    outcome: 'all',
    entries: [
      entry(1, { error: 'invalid_grant', reason: 'code replayed' }),
      entry(2, { error: 'invalid_client', reason: 'wrong secret', bearer: null, bearerName: null }),
      entry(3, { error: 'invalid_grant', reason: 'something else happened', grantType: 'refresh_token' }),
      entry(4, { error: 'invalid_request', grantType: null, bearer: null, bearerName: null }),
      entry(6, {
        ...{ step: 'authorization', error: 'invalid_scope', grantType: null, bearer: null, bearerName: null },
        reason: 'scope_is_not_included_in_desired_scopes',
      }),
      entry(5, {
        jti: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e77',
        bearer: { type: 'Person', id: 'p1' },
        bearerName: null,
      }),
    ],
    olderHref: `${area.path}/log?before=1.token.2`,
    isOlder: true,
    keptDays: 7,
    now: NOW,
  }
  return [
    { name: 'developer-log', page: requestLogPage(context, model) },
    {
      name: 'developer-log-none',
      page: requestLogPage(context, {
        ...model,
        outcome: 'refused',
        entries: [],
        olderHref: null,
        isOlder: false,
      }),
    },
  ]
}
