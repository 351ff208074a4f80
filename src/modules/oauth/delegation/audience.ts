import { isUuid } from '../../../platform/crypto/random.ts'
import type { Reader } from '../../../platform/database/database.ts'
import { credentialsOf, findAppByName } from '../../apps/index.ts'

const APP = /^([a-z][a-z0-9_]{2,})(?:\/([A-Za-z0-9_-]{1,4}))?$/

/**
 * The client id that an `audience` means (RFC 8693 §2.1): a client id itself, `app/name` for named credentials, or `app`
 * for the oldest confidential ones without a name, which carry just this in `aud` (spec oauth.md §10.1). Null when it
 * means none.
 */
export async function clientOfAudience(reader: Reader, audience: string): Promise<string | null> {
  const id = audience.toLowerCase()
  if (isUuid(id)) return id
  const [, appName, name = null] = APP.exec(audience) ?? []
  const app = appName === undefined ? null : await findAppByName(reader, appName)
  if (!app) return null
  const candidates = (await credentialsOf(reader, app.id)).filter(credentials => credentials.name === name)
  return candidates.find(({ isConfidential }) => name !== null || isConfidential)?.id ?? null
}
