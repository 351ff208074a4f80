import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { Caption, Screenshot } from './screenshot.ts'
import { captionsFrom } from './stored.ts'

type Row = Omit<Screenshot, 'captions'> & { captions: string }

/** The screenshots of an app in their order (index: screenshot_of_app). */
export async function screenshotsOf(reader: Reader, appId: string): Promise<Screenshot[]> {
  const rows = await reader.read<Row>(
    sql`select id, path, width, height, captions from screenshot where app_id = ${appId} order by position, id`,
  )
  return rows.map(row => ({ ...row, captions: captionsFrom(row.captions) }))
}

/** Whether there is a screenshot with this id, whosever it is (primary key). */
export async function isScreenshot(reader: Reader, id: string): Promise<boolean> {
  return (await reader.read(sql`select 1 as found from screenshot where id = ${id}`)).length > 0
}

/** Stores a new screenshot behind the others; the caller holds the app. */
export async function insertScreenshot(
  tx: Tx,
  { id, path, width, height, captions, appId }: Screenshot & { appId: string },
  now: number,
): Promise<void> {
  await tx.write(
    sql`insert into screenshot (id, app_id, position, path, width, height, captions, created_at)
        values (${id}, ${appId}, (select coalesce(max(position), 0) + 1 from screenshot where app_id = ${appId}),
          ${path}, ${width}, ${height}, ${JSON.stringify(captions)}, ${now})`,
  )
}

export async function storeCaptions(tx: Tx, id: string, captions: readonly Caption[]): Promise<void> {
  await tx.write(sql`update screenshot set captions = ${JSON.stringify(captions)} where id = ${id}`)
}

/** Puts the screenshots of an app into this order; the caller holds the app. */
export async function storeOrder(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await tx.write(sql`update screenshot set position = ${position} where id = ${id}`)
}

export async function deleteScreenshot(tx: Tx, id: string): Promise<void> {
  await tx.write(sql`delete from screenshot where id = ${id}`)
}
