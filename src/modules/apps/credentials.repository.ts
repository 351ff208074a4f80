import sql, { raw } from 'sql-template-tag'
import { type Reader, shareRows, type Tx } from '../../platform/database/database.ts'
import { APP_STATES, APP_TYPES } from './app.ts'
import { type Client, type Credentials, SECURITY_PROFILES, SIGNING_ALGORITHMS } from './credentials.ts'
import { oneOf } from './stored.ts'

type CredentialsRow = {
  id: string
  app_id: string
  name: string | null
  description: string | null
  is_confidential: number
  signing_algorithm: string | null
  allows_plain_pkce: number
  machine_refresh_tokens: number
  allows_password_grant: number
  allows_implicit_grant: number
  profile: string
  second_secret_expires_at: number | null
  last_used_at: number | null
  created_at: number
  updated_at: number
}

type ClientRow = CredentialsRow & {
  secret_hash: string
  second_secret_hash: string | null
  deleted_at: number | null
  app_name: string
  app_type: string
  app_state: string
  app_organization_id: string | null
  app_parent_id: string | null
  app_deleted_at: number | null
}

/** A secret as it is kept: its SHA-256 for checking, its ciphertext for showing it again (G-24). */
export type SealedSecret = { hash: string; ciphertext: string }

const COLUMNS = raw(`credentials.id, credentials.app_id, credentials.name, credentials.description,
  credentials.is_confidential, credentials.signing_algorithm, credentials.allows_plain_pkce, credentials.machine_refresh_tokens,
  credentials.allows_password_grant, credentials.allows_implicit_grant, credentials.profile,
  credentials.second_secret_expires_at, credentials.last_used_at, credentials.created_at, credentials.updated_at`)

const CLIENT_COLUMNS = sql`${COLUMNS}, credentials.secret_hash, credentials.second_secret_hash,
  credentials.deleted_at, app.name as app_name, app.type as app_type, app.state as app_state,
  app.organization_id as app_organization_id, app.parent_app_id as app_parent_id,
  app.deleted_at as app_deleted_at`

/**
 * The client of this id with its app, in one statement by primary keys; also a deleted one, so that the caller can tell
 * why it is refused. null when the id was never given out.
 */
export async function findClient(reader: Reader, clientId: string): Promise<Client | null> {
  const [row] = await reader.read<ClientRow>(
    sql`select ${CLIENT_COLUMNS}
        from credentials join app on app.id = credentials.app_id
        where credentials.id = ${clientId}`,
  )
  return row ? clientFrom(row) : null
}

/** The same; credentials and app stay as they are until the transaction ends. */
export async function takeClient(tx: Tx, clientId: string): Promise<Client | null> {
  const [row] = await tx.read<ClientRow>(
    sql`select ${CLIENT_COLUMNS}
        from credentials join app on app.id = credentials.app_id
        where credentials.id = ${clientId} ${shareRows(tx, 'credentials', 'app')}`,
  )
  return row ? clientFrom(row) : null
}

/**
 * The same with the app's redirect URLs in their order, still in one statement: what an authorization request is
 * checked against.
 */
export async function findRedirectClient(
  reader: Reader,
  clientId: string,
): Promise<{ client: Client; redirectUrls: string[] } | null> {
  const [row] = await reader.read<ClientRow & { redirect_urls: string | null }>(
    sql`select ${CLIENT_COLUMNS},
          (select string_agg(url, ' ' order by position) from redirect_url where app_id = app.id) as redirect_urls
        from credentials join app on app.id = credentials.app_id
        where credentials.id = ${clientId}`,
  )
  // A redirect URL contains no blank (redirect-url.ts).
  return row ? { client: clientFrom(row), redirectUrls: row.redirect_urls?.split(' ') ?? [] } : null
}

/** Living credentials by their client id. */
export async function findCredentials(reader: Reader, clientId: string): Promise<Credentials | null> {
  const [row] = await reader.read<CredentialsRow>(
    sql`select ${COLUMNS} from credentials where id = ${clientId} and deleted_at is null`,
  )
  return row ? credentialsFrom(row) : null
}

/** The living credentials of an app, oldest first (index: credentials_name). */
export async function credentialsOf(reader: Reader, appId: string): Promise<Credentials[]> {
  const rows = await reader.read<CredentialsRow>(
    sql`select ${COLUMNS} from credentials where app_id = ${appId} and deleted_at is null order by created_at, id`,
  )
  return rows.map(credentialsFrom)
}

/** The current secret of living credentials, sealed. */
export async function findSealedSecret(reader: Reader, clientId: string): Promise<string | null> {
  const [row] = await reader.read<{ secret_ciphertext: string }>(
    sql`select secret_ciphertext from credentials where id = ${clientId} and deleted_at is null`,
  )
  return row?.secret_ciphertext ?? null
}

/** Stores new credentials; false when their name is taken within the app. */
export async function insertCredentials(
  tx: Tx,
  credentials: Credentials,
  secret: SealedSecret,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into credentials (id, app_id, name, description, is_confidential, secret_hash, secret_ciphertext,
          signing_algorithm, allows_plain_pkce, machine_refresh_tokens, allows_password_grant, allows_implicit_grant,
          profile, created_at, updated_at)
        values (${credentials.id}, ${credentials.appId}, ${credentials.name}, ${credentials.description},
          ${credentials.isConfidential ? 1 : 0}, ${secret.hash}, ${secret.ciphertext}, ${credentials.signingAlgorithm},
          ${credentials.allowsPlainPkce ? 1 : 0}, ${credentials.machineRefreshTokens ? 1 : 0},
          ${credentials.allowsPasswordGrant ? 1 : 0}, ${credentials.allowsImplicitGrant ? 1 : 0},
          ${credentials.profile}, ${credentials.createdAt}, ${credentials.updatedAt})
        on conflict (app_id, name) where deleted_at is null do nothing`,
  )
  return count === 1
}

/**
 * Stores what can change about credentials but their secret; false when they are gone. The caller holds the app and has
 * seen that the name is free.
 */
export async function storeCredentials(tx: Tx, credentials: Credentials): Promise<boolean> {
  const { count } = await tx.write(
    sql`update credentials set name = ${credentials.name}, description = ${credentials.description},
          is_confidential = ${credentials.isConfidential ? 1 : 0}, signing_algorithm = ${credentials.signingAlgorithm},
          allows_plain_pkce = ${credentials.allowsPlainPkce ? 1 : 0},
          machine_refresh_tokens = ${credentials.machineRefreshTokens ? 1 : 0},
          allows_password_grant = ${credentials.allowsPasswordGrant ? 1 : 0},
          allows_implicit_grant = ${credentials.allowsImplicitGrant ? 1 : 0}, profile = ${credentials.profile},
          updated_at = ${credentials.updatedAt}
        where id = ${credentials.id} and deleted_at is null`,
  )
  return count === 1
}

/** Notes that credentials got a token, unless that was noted after `notAfter`. */
export async function noteCredentialsUse(
  tx: Tx,
  { clientId, notAfter }: { clientId: string; notAfter: number },
  now: number,
): Promise<void> {
  await tx.write(
    sql`update credentials set last_used_at = ${now}
        where id = ${clientId} and (last_used_at is null or last_used_at < ${notAfter})`,
  )
}

/** Makes `secret` the current one; the one before works until `formerEndsAt`. False when the credentials are gone. */
export async function storeNewSecret(
  tx: Tx,
  { clientId, secret, formerEndsAt }: { clientId: string; secret: SealedSecret; formerEndsAt: number },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update credentials set second_secret_hash = secret_hash,
          second_secret_expires_at = ${formerEndsAt}, secret_hash = ${secret.hash},
          secret_ciphertext = ${secret.ciphertext}, updated_at = ${now}
        where id = ${clientId} and deleted_at is null`,
  )
  return count === 1
}

/** Ends the former secret at once; false when there is none. */
export async function removeSecondSecret(tx: Tx, clientId: string, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`update credentials set second_secret_hash = null, second_secret_expires_at = null, updated_at = ${now}
        where id = ${clientId} and second_secret_hash is not null and deleted_at is null`,
  )
  return count === 1
}

/** Deletes credentials; the row stays, because their client id is in tokens and logs. False when they are gone. */
export async function storeCredentialsDeletion(tx: Tx, clientId: string, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`update credentials set deleted_at = ${now}, updated_at = ${now}
        where id = ${clientId} and deleted_at is null`,
  )
  return count === 1
}

function credentialsFrom(row: CredentialsRow): Credentials {
  return {
    id: row.id,
    appId: row.app_id,
    name: row.name,
    description: row.description,
    isConfidential: row.is_confidential === 1,
    signingAlgorithm:
      row.signing_algorithm === null ? null : oneOf(SIGNING_ALGORITHMS, row.signing_algorithm),
    allowsPlainPkce: row.allows_plain_pkce === 1,
    machineRefreshTokens: row.machine_refresh_tokens === 1,
    allowsPasswordGrant: row.allows_password_grant === 1,
    allowsImplicitGrant: row.allows_implicit_grant === 1,
    profile: oneOf(SECURITY_PROFILES, row.profile),
    secondSecretExpiresAt: row.second_secret_expires_at,
    lastUsedAt: row.last_used_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function clientFrom(row: ClientRow): Client {
  const { description, lastUsedAt, createdAt, updatedAt, ...credentials } = credentialsFrom(row)
  return {
    ...credentials,
    appName: row.app_name,
    appType: oneOf(APP_TYPES, row.app_type),
    appState: oneOf(APP_STATES, row.app_state),
    appIsDeleted: row.app_deleted_at !== null,
    vendorOrganizationId: row.app_organization_id,
    parentAppId: row.app_parent_id,
    secretHash: row.secret_hash,
    secondSecretHash: row.second_secret_hash,
    isDeleted: row.deleted_at !== null,
  }
}
