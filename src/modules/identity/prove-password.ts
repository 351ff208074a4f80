import { recordAudit } from '../../platform/audit.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import type { EmailAddress } from '../directory/index.ts'
import { deleteFailedAttemptsOf } from './attempt.repository.ts'
import { type Attempt, makeAttempt, permitAttempt } from './limit-attempts.ts'
import { claimPassword, findPasswordAccount, type PasswordAccount } from './password.repository.ts'
import { isHashable } from './password.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { isFamiliarPlace } from './session.repository.ts'

/** What somebody says to be who they are, and where they say it. */
export type PasswordClaim = {
  email: EmailAddress
  password: string
  addressBlock: string
  /** The id of the request, for the audit log. */
  correlationId?: string
}

/** `mismatch` tells nothing about which of the two was wrong, nor whether there is such an account (attack S1). */
export type PasswordProof = ProvenPassword | { kind: 'mismatch' } | { kind: 'wait'; freeAt: number }
/** Somebody knew the password; it counts once it is claimed. */
export type ProvenPassword = { kind: 'proven'; account: PasswordAccount; attempt: Attempt }

/**
 * Checks a password, with the same work for unknown accounts (attack S1). The attempt is permitted and counted as failed
 * before it is made (G-25, attack S2), until it is claimed. The audit log keeps what failed, and when that made the next
 * one wait; attempts that come while they have to wait are too many to keep.
 */
export async function provePassword(
  { db, hasher }: { db: Db; hasher: PasswordHasher },
  { email, password, addressBlock, correlationId }: PasswordClaim,
  now: number,
): Promise<PasswordProof> {
  const place = { emailKey: email.key, addressBlock }
  const attempt = {
    purpose: 'sign_in' as const,
    accountKey: email.key,
    addressBlock,
    isFamiliarPlace: await isFamiliarPlace(db, place),
  }
  const permission = await db.transaction(tx => permitAttempt(tx, attempt, now))
  if ('freeAt' in permission) return { kind: 'wait', freeAt: permission.freeAt }

  const { nextFreeAt } = permission
  if (!isHashable(password)) return failed(null, 'password cannot be')
  const account = await findPasswordAccount(db, email.key)
  const isRight = await makeAttempt(db, permission, () => hasher.verify(password, account?.hash ?? null))
  if (account === null) return failed(null, 'account unknown')
  if (!isRight) return failed(account.personId, 'wrong password')
  if (account.isBanned) return failed(account.personId, 'person not available')
  return { kind: 'proven', account, attempt }

  /** The same work whatever the reason (attack S1). */
  async function failed(personId: string | null, reason: string): Promise<PasswordProof> {
    const subject = personId === null ? null : `Person/${personId}`
    const entry = { actor: 'anonymous', subject, addressBlock, correlationId: correlationId ?? null }
    await db.transaction(async tx => {
      await recordAudit(tx, { ...entry, action: 'sign_in_failed', reason }, now)
      if (nextFreeAt === null) return
      await recordAudit(tx, { ...entry, action: 'sign_in_delayed', details: { until: nextFreeAt } }, now)
    })
    return { kind: 'mismatch' }
  }
}

/** Relies on a proof for the rest of the transaction, and forgets the failures; false when the password was changed in between. */
export async function claimProof(tx: Tx, { account, attempt }: ProvenPassword): Promise<boolean> {
  if (!(await claimPassword(tx, account))) return false
  await deleteFailedAttemptsOf(tx, attempt)
  return true
}
