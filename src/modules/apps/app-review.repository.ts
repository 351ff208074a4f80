import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { AppTranslation } from './app.ts'
import { type AppReview, REVIEW_DECISIONS } from './app-review.ts'
import { appTranslationsFrom, oneOf } from './stored.ts'

type ReviewRow = {
  app_id: string
  requested_by: string | null
  requested_at: number
  note: string | null
  decided_by: string | null
  decided_at: number | null
  decision: string | null
  reason: string | null
}

/** An app that waits for the operator. */
export type WaitingApp = {
  id: string
  name: string
  translations: AppTranslation[]
  logoUrl: string | null
  organizationId: string | null
  requestedAt: number
}

/** The last request to publish an app, and what came of it; null when there was none. */
export async function findAppReview(reader: Reader, appId: string): Promise<AppReview | null> {
  const [row] = await reader.read<ReviewRow>(
    sql`select app_id, requested_by, requested_at, note, decided_by, decided_at, decision, reason
        from app_review where app_id = ${appId}`,
  )
  return row ? fromRow(row) : null
}

/** Apps that wait for a decision, the one that waits longest first (index: app_review_waiting). */
export async function waitingApps(reader: Reader, limit: number): Promise<WaitingApp[]> {
  const rows = await reader.read<Omit<WaitingApp, 'translations'> & { translations: string }>(
    sql`select app.id, app.name, app.translations, app.logo_url as "logoUrl",
          app.organization_id as "organizationId", app_review.requested_at as "requestedAt"
        from app_review join app on app.id = app_review.app_id
        where app_review.decided_at is null and app.state = 'in_review' and app.deleted_at is null
        order by app_review.requested_at, app.id limit ${limit}`,
  )
  return rows.map(row => ({ ...row, translations: appTranslationsFrom(row.translations) }))
}

/** Stores a request in place of the one before; the caller holds the app. */
export async function putReviewRequest(
  tx: Tx,
  { appId, requestedBy, note }: { appId: string; requestedBy: string; note: string | null },
  now: number,
): Promise<void> {
  await tx.write(
    sql`insert into app_review (app_id, requested_by, requested_at, note)
        values (${appId}, ${requestedBy}, ${now}, ${note})
        on conflict (app_id) do update set requested_by = excluded.requested_by,
          requested_at = excluded.requested_at, note = excluded.note, decided_by = null, decided_at = null,
          decision = null, reason = null`,
  )
}

/** Stores what became of a request that waits; false when none does. */
export async function storeReviewDecision(
  tx: Tx,
  { appId, decidedBy, decision, reason }: Pick<AppReview, 'appId' | 'decidedBy' | 'decision' | 'reason'>,
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update app_review set decided_by = ${decidedBy}, decided_at = ${now}, decision = ${decision},
          reason = ${reason}
        where app_id = ${appId} and decided_at is null`,
  )
  return count === 1
}

function fromRow(row: ReviewRow): AppReview {
  return {
    appId: row.app_id,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    note: row.note,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    decision: row.decision === null ? null : oneOf(REVIEW_DECISIONS, row.decision),
    reason: row.reason,
  }
}
