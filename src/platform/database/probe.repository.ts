import sql from 'sql-template-tag'
import { type Db, Outage } from './database.ts'

/** Whether the database answers. */
export async function canAnswer(db: Db): Promise<boolean> {
  try {
    await db.read(sql`select 1 as answer`)
    return true
  } catch (error) {
    if (error instanceof Outage) return false
    throw error
  }
}
