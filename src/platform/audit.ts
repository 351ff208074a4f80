import { type AuditEntry, deleteAuditEntriesBefore, insertAuditEntry } from './audit.repository.ts'
import type { Db, Tx } from './database/database.ts'
import { DAY_MS, HOUR_MS } from './durations.ts'
import { forgetJob } from './jobs/forget.ts'
import type { Job } from './jobs/jobs.ts'

const REASON_CHARACTERS_MAX = 1_000
/** Who acts where nobody said so: what the hub does as a consequence, or by itself. */
const HUB = 'hub'

/** Where an act comes from: the request by its id (`X-Request-Id`), and the block its address belongs to. */
export type Origin = { correlationId: string; addressBlock: string }

/** Who acts, and from where. `actor` is `Person/<id>`, `Client/<id>`, `Token/<jti>` or `operator`. */
export type Act = { actor: string; origin?: Origin }

const acts = new WeakMap<Tx, Act>()

/**
 * Says once, where a transaction begins, whose act it is: every entry it writes names them, also those of consequences
 * far from the request, such as the end of tokens.
 */
export function actsAs(tx: Tx, act: Act): void {
  acts.set(tx, act)
}

/** Whose act the transaction is; the hub's own where nobody said so. */
export function actorOf(tx: Tx): string {
  return acts.get(tx)?.actor ?? HUB
}

/** An entry as its cause describes it; what it does not say is taken from whose act the transaction is. */
export type NewAuditEntry = Pick<AuditEntry, 'action' | 'subject'> & Partial<AuditEntry>

/** Records a sensitive act in the transaction that does it, so that there is no act without its entry. */
export async function recordAudit(tx: Tx, entry: NewAuditEntry, now: number): Promise<void> {
  const { actor = HUB, origin } = acts.get(tx) ?? {}
  const { action, subject, details = null } = entry
  await insertAuditEntry(
    tx,
    {
      action,
      subject,
      actor: entry.actor ?? actor,
      reason: entry.reason?.slice(0, REASON_CHARACTERS_MAX) ?? null,
      correlationId: entry.correlationId ?? origin?.correlationId ?? null,
      addressBlock: entry.addressBlock ?? origin?.addressBlock ?? null,
      clientId: entry.clientId ?? idOf('Client', subject),
      appId: entry.appId ?? idOf('App', subject),
      details,
    },
    now,
  )
}

/** The id of a subject of this kind: `Client/<id>`. */
function idOf(kind: string, subject: string | null): string | null {
  return subject?.startsWith(`${kind}/`) ? subject.slice(kind.length + 1) : null
}

/** Forgets entries after the retention (G-37). */
export function auditJobs({ db, retentionDays }: { db: Db; retentionDays: number }): Job[] {
  return [
    forgetJob(db, {
      name: 'audit.forget_entries',
      everyMs: HOUR_MS,
      keptMs: retentionDays * DAY_MS,
      deleteSome: deleteAuditEntriesBefore,
    }),
  ]
}
