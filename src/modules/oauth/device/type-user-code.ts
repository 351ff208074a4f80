import { uuid } from '../../../platform/crypto/random.ts'
import type { Db } from '../../../platform/database/database.ts'
import { deleteFailedAttempt, permitAttempt } from '../../identity/index.ts'
import { insertInteraction } from '../authorize/interaction.repository.ts'
import { INTERACTION_LIFETIME_MS, type Interaction } from '../authorize/interaction.ts'
import { findPendingDevice } from './device-authorization.repository.ts'
import { requestOfDevice } from './device-authorization.ts'
import type { UserCodes } from './user-code.ts'

/** Who typed what, and where. */
export type TypedUserCode = {
  userCode: string
  personId: string
  browserHash: string
  addressBlock: string
}

/** `unknown` counts against the account and the address block; with too many of them one has to wait until `freeAt`. */
export type TypedOutcome =
  | { kind: 'found'; interactionId: string }
  | { kind: 'unknown' }
  | { kind: 'wait'; freeAt: number }

/**
 * Begins the request of the device that waits with this code, for the person and the browser that typed it (attack D3).
 * Guessing is limited (RFC 8628 §5.1, G-25). A right code takes only its own attempt back, not the failures before it:
 * anybody can have a right code in between by starting a device of their own.
 */
export function typeUserCode(
  { db, userCodes }: { db: Db; userCodes: UserCodes },
  { userCode, personId, browserHash, addressBlock }: TypedUserCode,
  now: number,
): Promise<TypedOutcome> {
  const attempt = {
    purpose: 'user_code',
    accountKey: personId,
    addressBlock,
    isFamiliarPlace: false,
  } as const
  return db.transaction(async tx => {
    const permission = await permitAttempt(tx, attempt, now)
    if ('freeAt' in permission) return { kind: 'wait', freeAt: permission.freeAt }
    const device = await findPendingDevice(tx, userCodes.hashes(userCode), now)
    if (!device) return { kind: 'unknown' }
    await deleteFailedAttempt(tx, permission.id)
    const interaction: Interaction = {
      id: uuid(now),
      browserHash,
      personId,
      organizationId: null,
      request: requestOfDevice(device),
      progress: { isAccountChosen: true, signInAfter: null },
      createdAt: now,
      expiresAt: Math.min(device.expiresAt, now + INTERACTION_LIFETIME_MS),
      finishedAt: null,
    }
    await insertInteraction(tx, interaction)
    return { kind: 'found', interactionId: interaction.id }
  })
}
