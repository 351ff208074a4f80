import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'
import type { Interaction, Progress } from './interaction.ts'

type InteractionRow = Omit<Interaction, 'request' | 'progress'> & { request: string; progress: string }

/** Stores a new interaction. */
export async function insertInteraction(tx: Tx, interaction: Interaction): Promise<void> {
  const { id, browserHash, personId, organizationId, request, progress, createdAt, expiresAt } = interaction
  await tx.write(sql`
    insert into interaction (id, browser_hash, person_id, organization_id, client_id, request, progress, created_at,
      expires_at)
    values (${id}, ${browserHash}, ${personId}, ${organizationId}, ${request.clientId}, ${JSON.stringify(request)},
      ${JSON.stringify(progress)}, ${createdAt}, ${expiresAt})`)
}

/** By the primary key; finished and expired ones too, so that they can be told apart. */
export async function findInteraction(reader: Reader, id: string): Promise<Interaction | null> {
  const [row] = await reader.read<InteractionRow>(sql`
    select id, browser_hash as "browserHash", person_id as "personId", organization_id as "organizationId", request,
      progress, created_at as "createdAt", expires_at as "expiresAt", finished_at as "finishedAt"
    from interaction where id = ${id}`)
  return row ? { ...row, request: JSON.parse(row.request), progress: JSON.parse(row.progress) } : null
}

/** Records whose it is and what was chosen; false when it was answered meanwhile. */
export async function storeProgress(
  tx: Tx,
  {
    id,
    personId,
    organizationId,
    progress,
  }: { id: string; personId: string | null; organizationId: string | null; progress: Progress },
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update interaction set person_id = ${personId}, organization_id = ${organizationId},
      progress = ${JSON.stringify(progress)}
    where id = ${id} and finished_at is null`)
  return count === 1
}

/** Records the organization that is made for this request; false when one was chosen or made meanwhile. */
export async function claimOrganization(tx: Tx, id: string, organizationId: string): Promise<boolean> {
  const { count } = await tx.write(sql`
    update interaction set organization_id = ${organizationId}
    where id = ${id} and organization_id is null and finished_at is null`)
  return count === 1
}

/** Takes a request that is not answered yet for the rest of the transaction; false when it is answered. */
export async function lockInteraction(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.write(
    sql`update interaction set finished_at = null where id = ${id} and finished_at is null`,
  )
  return count === 1
}

/** Answers an interaction; false when it was answered before. */
export async function finishInteraction(tx: Tx, id: string, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`update interaction set finished_at = ${now} where id = ${id} and finished_at is null`,
  )
  return count === 1
}

/** Forgets at most `limit` interactions that expired before an instant; how many it were. Index: interaction_expiry. */
export async function deleteInteractionsBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`
    delete from interaction where id in
      (select id from interaction where expires_at < ${instant} order by expires_at limit ${limit})`)
  return count
}
