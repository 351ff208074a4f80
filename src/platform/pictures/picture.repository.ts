import sql from 'sql-template-tag'
import { randomSecret } from '../crypto/random.ts'
import type { Reader, Tx } from '../database/database.ts'
import { type Picture, type PictureOwner, picturePath } from './picture.ts'

/**
 * Gives an owner another picture, or none, and gives its path. The one before is gone: its address leads nowhere. The
 * caller has taken the owner's row and stores the path there.
 */
export async function replacePicture(
  tx: Tx,
  { owner, picture }: { owner: PictureOwner; picture: Picture | null },
  now: number,
): Promise<string | null> {
  await tx.write(sql`delete from picture where owner_type = ${owner.type} and owner_id = ${owner.id}`)
  if (picture === null) return null
  const id = randomSecret()
  await tx.write(sql`
    insert into picture (id, owner_type, owner_id, content_type, content, created_at)
    values (${id}, ${owner.type}, ${owner.id}, ${picture.contentType}, ${picture.content.toString('base64')}, ${now})`)
  return picturePath(id)
}

/** The picture of an address (primary key); null when there is none (any more). */
export async function findPicture(reader: Reader, id: string): Promise<Picture | null> {
  const [row] = await reader.read<{ content_type: string; content: string }>(
    sql`select content_type, content from picture where id = ${id}`,
  )
  return row ? { contentType: row.content_type, content: Buffer.from(row.content, 'base64') } : null
}
