import sql from 'sql-template-tag'
import type { Reader, Tx } from './database/database.ts'

/** The value the installation keeps under this name, or null. */
export async function findSetting(reader: Reader, name: string): Promise<string | null> {
  const rows = await reader.read<{ value: string }>(sql`select value from setting where name = ${name}`)
  return rows[0]?.value ?? null
}

/** Keeps a value under this name, in place of the one that is there. */
export async function storeSetting(tx: Tx, name: string, value: string): Promise<void> {
  await tx.write(sql`insert into setting (name, value) values (${name}, ${value})
    on conflict (name) do update set value = excluded.value`)
}

/** Keeps a value under this name unless there is one; false when there was. */
export async function addSetting(tx: Tx, name: string, value: string): Promise<boolean> {
  const { count } = await tx.write(sql`insert into setting (name, value) values (${name}, ${value})
    on conflict (name) do nothing`)
  return count === 1
}
