import type { Db } from '../../../platform/database/database.ts'
import { type DecodedJwt, decodeJwt, signatureIsValid } from '../keys/jwt.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { findPrivateToken } from '../private-tokens/private-token.repository.ts'
import { statusOf } from '../private-tokens/private-token.ts'
import { isOnRevocationList } from '../revocation/revoked-tokens.repository.ts'
import { type RefreshRules, refreshDenial } from './refresh-rights.ts'
import { isRefreshToken, refreshHashOf } from './refresh-token.ts'
import { findPair, type Pair } from './token.repository.ts'
import { verifyAccessToken } from './verify-token.ts'

/** Which check a token fails. */
export type InspectionFault =
  | 'no_token'
  | 'key'
  | 'signature'
  | 'issuer'
  | 'no_access_token'
  | 'not_yet'
  | 'expired'
  | 'revoked'
  | 'unknown'
  | 'redeemed'
  | 'grant'

/** The same with the whole story, for the operator. */
export type InspectionRefusal = { code: InspectionFault; text: string }

/** What a token is, and why it would be refused; `refusal` is null when it would be accepted. */
export type Inspection = {
  kind: 'private access token' | 'access token' | 'refresh token' | 'unknown text'
  refusal: InspectionRefusal | null
  /** Of a JWT: header and claims as they stand in it, believed or not. */
  header: { kid: string; alg: string } | null
  claims: Record<string, unknown> | null
  /** What the database knows of it: ids, flow, note; empty when nothing. */
  facts: Record<string, string | number | null>
}

export type InspectDeps = RefreshRules & { db: Db; keyRing: KeyRing; tokenIssuer: string }

/** Looks at a token as the API and the token endpoint would, and says which of their checks fails first. */
export async function inspectToken(deps: InspectDeps, text: string, now: number): Promise<Inspection> {
  const nothing = { header: null, claims: null, facts: {} }
  if (isRefreshToken(text)) return inspectRefreshToken(deps, text, now)
  const jwt = decodeJwt(text)
  if (!jwt)
    return {
      ...nothing,
      kind: 'unknown text',
      refusal: { code: 'no_token', text: 'it is neither a JWT nor a refresh token of this hub' },
    }
  const header = { kid: jwt.kid, alg: jwt.algorithm }
  const claims = jwt.payload
  const jti = typeof claims['jti'] === 'string' ? claims['jti'] : ''
  const forgery = await signatureFault(deps, jwt)
  // What a forged token says of itself names nothing of ours.
  if (forgery !== null) return { kind: 'unknown text', refusal: forgery, header, claims, facts: {} }

  const made = await findPrivateToken(deps.db, jti)
  if (made) {
    const { bearer, note, createdBy, revocationReason } = made
    const status = statusOf(made, now)
    const facts = { bearer: `${bearer.type}/${bearer.id}`, note, created_by: createdBy, status }
    const refusal =
      (await claimsFault(deps, jwt, now)) ?? (await revocationFault(deps, jti, revocationReason))
    return { kind: 'private access token', refusal, header, claims, facts }
  }
  const pair = await findPair(deps.db, { jti })
  const reason = pair?.family.revocationReason ?? null
  const refusal = (await claimsFault(deps, jwt, now)) ?? (await revocationFault(deps, jti, reason))
  const facts = pair ? factsOf(pair, await refreshDenial(deps.db, pair, deps)) : {}
  return { kind: 'access token', refusal, header, claims, facts }
}

async function inspectRefreshToken(deps: InspectDeps, text: string, now: number): Promise<Inspection> {
  const pair = await findPair(deps.db, { refreshHash: refreshHashOf(text) })
  const shape = { kind: 'refresh token', header: null, claims: null } as const
  if (!pair)
    return { ...shape, refusal: { code: 'unknown', text: 'it is not known, or was forgotten' }, facts: {} }
  const denial = await refreshDenial(deps.db, pair, deps)
  const refusal = denial === null ? ageFault(pair, now) : { code: 'grant' as const, text: denial }
  return { ...shape, refusal, facts: factsOf(pair, denial) }
}

/** What the token endpoint looks at once the grant is good. */
function ageFault({ token: { redeemedAt, refreshExpiresAt } }: Pair, now: number): InspectionRefusal | null {
  if (redeemedAt !== null) return { code: 'redeemed', text: `it was redeemed at ${isoTime(redeemedAt)}` }
  const isExpired = refreshExpiresAt === null || refreshExpiresAt <= now
  return isExpired ? { code: 'expired', text: 'it has expired' } : null
}

async function signatureFault({ keyRing }: InspectDeps, jwt: DecodedJwt): Promise<InspectionRefusal | null> {
  const found = await keyRing.verificationKey(jwt.kid)
  if (!found) return { code: 'key', text: 'no key of this hub has the id it names' }
  if (jwt.algorithm !== found.algorithm)
    return { code: 'key', text: `its key signs with ${found.algorithm}, not ${jwt.algorithm}` }
  return signatureIsValid(jwt, found.key, found.algorithm)
    ? null
    : { code: 'signature', text: 'its signature is not by the key it names' }
}

/** What verifiers look at once the signature is right (spec oauth.md §10.3). */
async function claimsFault(
  { keyRing, tokenIssuer }: InspectDeps,
  { text, payload }: DecodedJwt,
  now: number,
): Promise<InspectionRefusal | null> {
  const token = await verifyAccessToken(keyRing, text, tokenIssuer)
  if (!token) {
    const issuer = payload['iss']
    return issuer === tokenIssuer
      ? { code: 'no_access_token', text: 'it is no access token, or was signed after its key had retired' }
      : { code: 'issuer', text: `its issuer is ${String(issuer)}, not ${tokenIssuer}` }
  }
  if (token.notBefore > now)
    return { code: 'not_yet', text: `it is not valid before ${isoTime(token.notBefore)}` }
  return token.expiresAt <= now
    ? { code: 'expired', text: `it expired at ${isoTime(token.expiresAt)}` }
    : null
}

async function revocationFault(
  { db }: InspectDeps,
  jti: string,
  reason: string | null,
): Promise<InspectionRefusal | null> {
  if (!(await isOnRevocationList(db, jti))) return null
  return { code: 'revoked', text: reason === null ? 'it was revoked' : `it was revoked: ${reason}` }
}

function factsOf({ token, family }: Pair, denial: string | null): Inspection['facts'] {
  const { bearer, personId, clientId, flow } = family
  return {
    jti: token.jti,
    bearer: `${bearer.type}/${bearer.id}`,
    on_behalf_of: personId === null ? null : `Person/${personId}`,
    client_id: clientId,
    flow,
    grant: denial ?? 'good',
  }
}

function isoTime(instant: number): string {
  return new Date(instant).toISOString()
}
