import { uuid } from '../../../platform/crypto/random.ts'
import type { Reader, Tx } from '../../../platform/database/database.ts'
import type { ProvidedScope } from '../../apps/index.ts'
import type { Connectable } from '../../connections/index.ts'
import type { Issuer } from '../token/issuer.ts'
import { availableScopes } from './available-scopes.ts'
import { store } from './create-private-token.ts'
import { findPrivateToken } from './private-token.repository.ts'
import { PRIVATE_TOKEN_SECONDS, type PrivateToken, SCOPES_CHARACTERS_MAX, statusOf } from './private-token.ts'

/**
 * Makes a private token with everything its bearer has, for a bearer that the hub made (spec oauth.md §13, "test account
 * token"), and gives its id; null when that is more than a token can say. The caller has taken the apps the bearer is
 * connected to. The token itself is not kept: it is signed anew whenever it is shown.
 */
export async function storeWholeToken(
  tx: Tx,
  { bearer, note }: { bearer: Connectable; note: string },
  now: number,
): Promise<string | null> {
  const available = await availableScopes(tx, bearer)
  const wanted = [available, widest(available)]
    .map(scopes => scopes.map(({ scope }) => scope.text).sort())
    .find(names => names.length > 0 && names.join(' ').length <= SCOPES_CHARACTERS_MAX)
  if (wanted === undefined) return null
  const stored = await store(tx, { bearer, note, wanted, maker: null, formId: uuid(now) }, now)
  return typeof stored === 'string' ? null : stored.jti
}

/** Without what a wider permission of the same name says as well. */
function widest(scopes: readonly ProvidedScope[]): ProvidedScope[] {
  const whole = new Set(
    scopes
      .filter(({ scope }) => scope.permission === 'rw')
      .map(({ appId, scope }) => `${appId} ${scope.name}`),
  )
  return scopes.filter(
    ({ appId, scope }) => scope.permission === 'rw' || !whole.has(`${appId} ${scope.name}`),
  )
}

type Deps = {
  issuer: Issuer
  /** The id of the key that signs now. */
  keyOfToday(): string
}

/** So many signed tokens are held; each takes a kilobyte or two. */
const SIGNED_MAX = 1000

/** Shows a private token as long as it works: the same one, signed by the key of today; else null. */
export type ShowPrivateToken = (reader: Reader, jti: string, now: number) => Promise<string | null>

/**
 * Shows tokens of `storeWholeToken`; all others are shown once, when they are made. A token that was signed by the key of
 * today is held in memory: a list has a hundred of them, and a signature takes a millisecond.
 */
export function createShowPrivateToken({ issuer, keyOfToday }: Deps): ShowPrivateToken {
  const signed = new Map<string, Promise<string>>()
  return async (reader, jti, now) => {
    const token = await findPrivateToken(reader, jti)
    if (token === null || statusOf(token, now) !== 'active') return null
    const key = `${keyOfToday()} ${jti}`
    const known = signed.get(key)
    // The one that was asked for last is forgotten last.
    signed.delete(key)
    if (signed.size >= SIGNED_MAX) signed.delete(signed.keys().next().value ?? '')
    const text = known ?? sign(issuer, token)
    signed.set(key, text)
    text.catch(() => signed.delete(key))
    return text
  }
}

function sign(issuer: Issuer, { jti, bearer, scopes, expiresAt }: PrivateToken): Promise<string> {
  const subject = `${bearer.type}/${bearer.id}`
  const issuedAt = expiresAt - PRIVATE_TOKEN_SECONDS * 1000
  return issuer.sign({ jti, subject, audience: subject, scopes, roles: null, issuedAt, expiresAt }, null)
}
