import sql, { type Sql } from 'sql-template-tag'
import { lockRows, type Reader, type Tx } from '../../../platform/database/database.ts'
import {
  FAMILY_COLUMNS,
  FAMILY_JOINS,
  type FamilyRow,
  familyOf,
  GROUND_JOINS,
  words,
} from './family-state.repository.ts'
import type { FamilyState, TokenFamily } from './token-family.ts'

/** Begins a family. */
export async function insertFamily(tx: Tx, family: TokenFamily, now: number): Promise<void> {
  await tx.write(sql`
    insert into token_family (id, app_id, client_id, client_is_confidential, connection_id, person_connection_id,
      bearer_type, bearer_id, person_id, roles, scopes, person_scopes, separator, flow, parent_family_id, created_at)
    values (${family.id}, ${family.appId}, ${family.clientId}, ${family.clientIsConfidential ? 1 : 0},
      ${family.connectionId}, ${family.personConnectionId}, ${family.bearer.type}, ${family.bearer.id},
      ${family.personId}, ${family.roles}, ${family.scopes.join(' ')}, ${family.personScopes.join(' ')},
      ${family.separator}, ${family.flow}, ${family.parentFamilyId}, ${now})`)
}

/** Whether there is a family of this id, live or not. */
export async function isFamilyKnown(reader: Reader, id: string): Promise<boolean> {
  return (await reader.read(sql`select 1 from token_family where id = ${id}`)).length > 0
}

/** An issued pair as stored. Instants in milliseconds. */
export type StoredToken = {
  jti: string
  scopes: string[]
  roles: number | null
  issuedAt: number
  expiresAt: number
  refreshHash: string | null
  refreshExpiresAt: number | null
  redeemedAt: number | null
  successorJti: string | null
}

type TokenRow = Omit<StoredToken, 'scopes'> & { tokenScopes: string; tokenRoles: number | null }

const TOKEN_COLUMNS = sql`
  t.jti, t.scopes as "tokenScopes", t.roles as "tokenRoles", t.issued_at as "issuedAt", t.expires_at as "expiresAt",
  t.refresh_hash as "refreshHash", t.refresh_expires_at as "refreshExpiresAt", t.redeemed_at as "redeemedAt",
  t.successor_jti as "successorJti"`

function tokenOf(row: TokenRow): StoredToken {
  const { jti, issuedAt, expiresAt, refreshHash, refreshExpiresAt, redeemedAt, successorJti } = row
  const scopes = words(row.tokenScopes)
  return {
    jti,
    scopes,
    roles: row.tokenRoles,
    issuedAt,
    expiresAt,
    refreshHash,
    refreshExpiresAt,
    redeemedAt,
    successorJti,
  }
}

/** What names an issued pair: its access token or its refresh token. */
export type PairKey = { jti: string } | { refreshHash: string }

/** An issued pair with its family. */
export type Pair = { token: StoredToken; family: FamilyState }

/** The pair, by a unique index; it and its family are taken as in `findCode`. */
export function takePair(tx: Tx, key: PairKey): Promise<Pair | null> {
  return readPair(tx, key, lockRows(tx, 't', 'f'))
}

/** The pair as it is at this moment, for those who only want to know. */
export function findPair(reader: Reader, key: PairKey): Promise<Pair | null> {
  return readPair(reader, key, sql``)
}

async function readPair(reader: Reader, key: PairKey, lock: Sql): Promise<Pair | null> {
  const [row] = await reader.read<FamilyRow & TokenRow>(sql`
    select ${FAMILY_COLUMNS}, ${TOKEN_COLUMNS} from issued_token t ${FAMILY_JOINS} where ${isPair(key)} ${lock}`)
  return row ? { token: tokenOf(row), family: familyOf(row) } : null
}

function isPair(key: PairKey): Sql {
  return 'jti' in key ? sql`t.jti = ${key.jti}` : sql`t.refresh_hash = ${key.refreshHash}`
}

/** A family with what it rests on, by its primary key. */
export async function findFamily(reader: Reader, id: string): Promise<FamilyState | null> {
  const [row] = await reader.read<FamilyRow>(
    sql`select ${FAMILY_COLUMNS} from token_family f ${GROUND_JOINS} where f.id = ${id}`,
  )
  return row ? familyOf(row) : null
}

/** The pair of this access token. */
export async function findToken(reader: Reader, jti: string): Promise<StoredToken | null> {
  const [row] = await reader.read<TokenRow>(
    sql`select ${TOKEN_COLUMNS} from issued_token t where t.jti = ${jti}`,
  )
  return row ? tokenOf(row) : null
}

/** Uses a refresh token up in favour of its successor; false when somebody else did. */
export async function redeemRefreshToken(
  tx: Tx,
  { refreshHash, successorJti }: { refreshHash: string; successorJti: string },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update issued_token set redeemed_at = ${now}, successor_jti = ${successorJti}
    where refresh_hash = ${refreshHash} and redeemed_at is null`)
  return count === 1
}

/** Records an issued pair. */
export async function insertToken(
  tx: Tx,
  token: {
    jti: string
    familyId: string
    scopes: string[]
    roles: number | null
    issuedAt: number
    expiresAt: number
    refreshHash: string | null
    refreshExpiresAt: number | null
  },
): Promise<void> {
  await tx.write(sql`
    insert into issued_token (jti, family_id, scopes, roles, issued_at, expires_at, refresh_hash, refresh_expires_at)
    values (${token.jti}, ${token.familyId}, ${token.scopes.join(' ')}, ${token.roles}, ${token.issuedAt},
      ${token.expiresAt}, ${token.refreshHash}, ${token.refreshExpiresAt})`)
}

/** To whom an access token or a refresh token was issued, and in which family; redeemed ones included. */
export type Issued = { familyId: string; appId: string; clientId: string; isRevoked: boolean }

/** The same by the token, with no more read than that; null when it is not ours. */
export async function findIssued(reader: Reader, key: PairKey): Promise<Issued | null> {
  const [row] = await reader.read<Omit<Issued, 'isRevoked'> & { revokedAt: number | null }>(sql`
    select t.family_id as "familyId", f.app_id as "appId", f.client_id as "clientId", f.revoked_at as "revokedAt"
    from issued_token t join token_family f on f.id = t.family_id where ${isPair(key)}`)
  if (!row) return null
  const { familyId, appId, clientId, revokedAt } = row
  return { familyId, appId, clientId, isRevoked: revokedAt !== null }
}
