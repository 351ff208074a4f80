import { recordAudit } from '../../platform/audit.ts'
import { sha256Hex } from '../../platform/crypto/digest.ts'
import { randomSecret, uuid } from '../../platform/crypto/random.ts'
import type { SecretBox } from '../../platform/crypto/secret-box.ts'
import type { Tx } from '../../platform/database/database.ts'
import { lockApp } from './app.repository.ts'
import {
  credentialsOf,
  findClient,
  findCredentials,
  findSealedSecret,
  insertCredentials,
  removeSecondSecret,
  type SealedSecret,
  storeCredentials,
  storeCredentialsDeletion,
  storeNewSecret,
} from './credentials.repository.ts'
import {
  CREDENTIALS_MAX,
  type Credentials,
  SECRET_CHARACTERS,
  SECRET_PURPOSE,
  type SecurityProfile,
  type SigningAlgorithm,
} from './credentials.ts'
import type { Actor, AppsDeps } from './deps.ts'

/** Credentials to be. `id` and `secret` only where they are fixed beforehand (demo data). */
export type NewCredentials = Actor & {
  appId: string
  name: string | null
  description: string | null
  isConfidential: boolean
  id?: string
  secret?: string | undefined
}

/** New credentials; the secret of confidential ones is shown to their vendor now. */
export type MadeCredentials = { credentials: Credentials; secret: string }

/** Which credentials are meant, and who acts. */
export type CredentialsAct = Actor & { clientId: string }

/** What can change about credentials (G-03, G-05, G-14, G-32). What is absent stays as it is. */
export type CredentialsSwitches = {
  name?: string | null
  description?: string | null
  isConfidential?: boolean
  signingAlgorithm?: SigningAlgorithm | null
  allowsPlainPkce?: boolean
  machineRefreshTokens?: boolean
  allowsPasswordGrant?: boolean
  allowsImplicitGrant?: boolean
  profile?: SecurityProfile
}

/** Makes a client id with its secret; its name must be free within the app. */
export async function createCredentials(
  tx: Tx,
  input: NewCredentials,
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<MadeCredentials | 'name_taken'> {
  const { appId, name, description, isConfidential, secret = randomSecret(SECRET_CHARACTERS) } = input
  const credentials: Credentials = {
    id: input.id ?? uuid(now),
    appId,
    name,
    description,
    isConfidential,
    signingAlgorithm: null,
    allowsPlainPkce: false,
    machineRefreshTokens: true,
    allowsPasswordGrant: false,
    allowsImplicitGrant: false,
    profile: 'compatible',
    secondSecretExpiresAt: null,
    lastUsedAt: null,
    createdAt: now,
    updatedAt: now,
  }
  if (!(await insertCredentials(tx, credentials, sealed(secretBox, secret)))) return 'name_taken'
  await audit(tx, 'credentials_created', { clientId: credentials.id, actor: input.actor }, now)
  return { credentials, secret }
}

/** Makes another client id for an app that exists. */
export async function addCredentials(
  tx: Tx,
  input: NewCredentials,
  deps: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<MadeCredentials | 'name_taken' | 'too_many' | 'not_found'> {
  if (!(await lockApp(tx, input.appId))) return 'not_found'
  if ((await credentialsOf(tx, input.appId)).length >= CREDENTIALS_MAX) return 'too_many'
  return createCredentials(tx, input, deps, now)
}

/**
 * Step 4 of an app's life: makes a new secret; the former one works for another `formerLifetimeMs`, so that the app can
 * be changed over without an outage (G-07). A secret before the former one ends at once. Gives the new secret.
 */
export async function rotateSecret(
  tx: Tx,
  { clientId, actor, formerLifetimeMs }: CredentialsAct & { formerLifetimeMs: number },
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<{ secret: string; formerEndsAt: number } | 'not_found'> {
  const secret = randomSecret(SECRET_CHARACTERS)
  const formerEndsAt = now + formerLifetimeMs
  const stored = await storeNewSecret(tx, { clientId, secret: sealed(secretBox, secret), formerEndsAt }, now)
  if (!stored) return 'not_found'
  await audit(tx, 'client_secret_rotated', { clientId, actor }, now)
  return { secret, formerEndsAt }
}

/** Ends the former secret before its time. */
export async function endFormerSecret(
  tx: Tx,
  act: CredentialsAct,
  now: number,
): Promise<'ended' | 'not_found'> {
  if (!(await removeSecondSecret(tx, act.clientId, now))) return 'not_found'
  await audit(tx, 'client_secret_ended', act, now)
  return 'ended'
}

/** The current secret in clear, for whoever has proved to be allowed to see it; leaves a trace (G-07). */
export async function showSecret(
  tx: Tx,
  act: CredentialsAct,
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<{ secret: string } | 'not_found'> {
  const ciphertext = await findSealedSecret(tx, act.clientId)
  if (ciphertext === null) return 'not_found'
  await audit(tx, 'client_secret_shown', act, now)
  return { secret: secretBox.open(SECRET_PURPOSE, ciphertext) }
}

/**
 * Changes credentials; their name must be free within the app. When they become public or confidential, what was issued before can no longer be
 * refreshed (oauth.md §11).
 */
export async function switchCredentials(
  tx: Tx,
  { switches, ...act }: CredentialsAct & { switches: CredentialsSwitches },
  now: number,
): Promise<Credentials | 'name_taken' | 'not_found'> {
  const credentials = await takeCredentials(tx, act.clientId)
  if (credentials === null) return 'not_found'
  const { name = null } = switches
  const others = (await credentialsOf(tx, credentials.appId)).filter(({ id }) => id !== credentials.id)
  if (name !== null && others.some(other => other.name === name)) return 'name_taken'
  const switched = { ...credentials, ...switches, updatedAt: now }
  if (!(await storeCredentials(tx, switched))) return 'not_found'
  await audit(tx, 'credentials_changed', { ...act, reason: Object.keys(switches).join(', ') }, now)
  return switched
}

/** Deletes credentials; everything issued with them ends, the remedy for a leaked secret (oauth.md §12.2). */
export async function deleteCredentials(
  tx: Tx,
  act: CredentialsAct,
  { hooks }: Pick<AppsDeps, 'hooks'>,
  now: number,
): Promise<'deleted' | 'not_found'> {
  if (!(await storeCredentialsDeletion(tx, act.clientId, now))) return 'not_found'
  await audit(tx, 'credentials_deleted', act, now)
  await hooks.credentialsDeleted(tx, act.clientId, now)
  return 'deleted'
}

/** Credentials that nobody else changes until the end of the transaction, because their app is held; null when gone. */
export async function takeCredentials(tx: Tx, clientId: string): Promise<Credentials | null> {
  const found = await findCredentials(tx, clientId)
  if (found === null || !(await lockApp(tx, found.appId))) return null
  return findCredentials(tx, clientId)
}

function sealed(secretBox: SecretBox, secret: string): SealedSecret {
  return { hash: sha256Hex(secret), ciphertext: secretBox.seal(SECRET_PURPOSE, secret) }
}

async function audit(
  tx: Tx,
  action: string,
  { clientId, actor, reason = null }: CredentialsAct & { reason?: string | null },
  now: number,
): Promise<void> {
  const appId = (await findClient(tx, clientId))?.appId ?? null
  await recordAudit(tx, { action, actor, subject: `Client/${clientId}`, appId, reason }, now)
}
