import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { DAY_MS } from '../../../platform/durations.ts'
import { queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import type { Portal } from '../../../platform/http/portal.ts'
import { openApp } from '../../apps/index.ts'
import { findOrganization } from '../../directory/index.ts'
import { connectionOf } from '../connection-tokens/generate-token.ts'
import { findLoggedRequests, type LogCursor } from './request-log.ts'
import { requestLogPage, type ShownEntry } from './request-log.view.ts'
import type { LoggedRequest } from './token-entry.ts'

const PAGE_SIZE = 30
const CURSOR = /^(\d{1,16})\.(token|authorization)\.(\d{1,16})$/

export type RequestLogDeps = {
  db: Db
  clock: Clock
  portal: Portal
  keptDays: number
  /** Writes what waits, so that what just happened is there. */
  flush(): Promise<void>
}

/** What came of an app's requests for access and for tokens: /developer/apps/:name/log (G-11). */
export function requestLogPages(scope: FastifyInstance, deps: RequestLogDeps): void {
  const { db, clock, keptDays } = deps
  scope.get('/developer/apps/:name/log', async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, context } = opened
    await deps.flush()
    const asked = queryParameter(request, 'outcome')
    const outcome = (['refused', 'issued'] as const).find(known => known === asked)
    const before = cursorIn(queryParameter(request, 'before'))
    const now = clock.now()
    const filter = { appId: app.id, outcome, since: now - keptDays * DAY_MS, until: now, before }
    const found = await findLoggedRequests(db, filter, PAGE_SIZE + 1)
    const shown = found.slice(0, PAGE_SIZE)
    const last = shown.at(-1)
    const older =
      found.length > PAGE_SIZE && last
        ? new URLSearchParams({
            ...(outcome && { outcome }),
            before: `${last.createdAt}.${last.step}.${last.id}`,
          })
        : null
    const entries = await named(db, app.id, shown)
    return sendPage(
      reply,
      requestLogPage(context, {
        ...{ area, entries, keptDays, now, outcome: outcome ?? 'all', isOlder: before !== undefined },
        olderHref: older && `${area.path}/log?${older}`,
      }),
    )
  })
}

function cursorIn(text: string | null): LogCursor | undefined {
  const [, at, step, id] = CURSOR.exec(text ?? '') ?? []
  if (step !== 'token' && step !== 'authorization') return undefined
  return { at: Number(at), step, id: Number(id) }
}

/** Organizations are named where the app is connected to them: what it asks for tells it nothing about others. */
async function named(db: Db, appId: string, entries: LoggedRequest[]): Promise<ShownEntry[]> {
  const names = new Map<string, string | null>()
  for (const { bearer } of entries) {
    if (bearer?.type !== 'Organization' || names.has(bearer.id)) continue
    const isConnected = (await connectionOf(db, appId, bearer.id)) !== null
    names.set(bearer.id, isConnected ? ((await findOrganization(db, bearer.id))?.name ?? null) : null)
  }
  return entries.map(entry => ({
    ...entry,
    bearerName: entry.bearer === null ? null : (names.get(entry.bearer.id) ?? null),
  }))
}
