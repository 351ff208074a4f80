import sql, { join } from 'sql-template-tag'
import type { Reader, Tx } from '../database/database.ts'

/** Makes jobs known to the installation; new ones are due at once. */
export async function registerJobs(tx: Tx, names: readonly string[], now: number): Promise<void> {
  for (const name of names) {
    await tx.write(sql`insert into job_lease (name, next_run_at, held_until) values (${name}, ${now}, 0)
      on conflict do nothing`)
  }
}

/** Which of the jobs are due and held by no process. */
export async function dueJobs(reader: Reader, names: readonly string[], now: number): Promise<string[]> {
  if (names.length === 0) return []
  const rows = await reader.read<{ name: string }>(sql`select name from job_lease
    where name in (${join(names)}) and next_run_at <= ${now} and held_until <= ${now}`)
  return rows.map(row => row.name)
}

/** Takes a due job for a process until `heldUntil`; false when another one was faster. */
export async function takeJob(
  tx: Tx,
  lease: { name: string; heldBy: string; heldUntil: number },
  now: number,
): Promise<boolean> {
  const { count } =
    await tx.write(sql`update job_lease set held_by = ${lease.heldBy}, held_until = ${lease.heldUntil}
    where name = ${lease.name} and next_run_at <= ${now} and held_until <= ${now}`)
  return count === 1
}

/** Gives a job back with its next instant, unless the lease has passed to another process. */
export async function releaseJob(
  tx: Tx,
  lease: { name: string; heldBy: string; nextRunAt: number },
): Promise<void> {
  await tx.write(sql`update job_lease set held_by = null, held_until = 0, next_run_at = ${lease.nextRunAt}
    where name = ${lease.name} and held_by = ${lease.heldBy}`)
}
