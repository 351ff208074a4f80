import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { randomSecret } from './random.ts'

const SECRET_KEY_CHARACTERS = 64

/**
 * The secret key of a sandbox with the embedded database: made once, in a file beside the database that only its owner
 * can read (G-24). Of two processes that start at once both get the same key.
 */
export function secretKeyBeside(databasePath: string): string {
  const path = `${databasePath}.key`
  const existing = readKey(path)
  if (existing !== null) return existing
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${randomSecret(8)}`
  writeFileSync(draft, `${randomSecret(SECRET_KEY_CHARACTERS)}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // A link appears whole or not at all, and never replaces the key of whoever was quicker.
    linkSync(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  const key = readKey(path)
  if (key === null) throw new Error(`the secret key ${path} disappeared`)
  return key
}

function readKey(path: string): string | null {
  try {
    const key = readFileSync(path, 'utf8').trim()
    if (key.length < SECRET_KEY_CHARACTERS) throw new Error(`${path} holds no secret key`)
    return key
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
