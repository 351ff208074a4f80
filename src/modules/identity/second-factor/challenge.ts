import { equalInConstantTime, sha256Hex } from '../../../platform/crypto/digest.ts'
import type { SecretBox } from '../../../platform/crypto/secret-box.ts'
import { HOUR_MS } from '../../../platform/durations.ts'

const PURPOSE = 'passkey challenge'
/** As long as the form of a sensitive act may be sent. */
const CHALLENGE_MS = HOUR_MS

/** What a challenge is for. Those of one use are none of another. */
export type ChallengeUse = 'sign in' | 'add'

/** What only the pages of one browser session know (its CSRF token): a challenge is answered where it was asked. */
export type Asker = { csrfToken: string }

type Carried = { use: ChallengeUse; asker: string; expiresAt: number }

/**
 * A new challenge for a passkey to sign. Nothing is stored: it carries, sealed, what it is for, which browser session
 * it belongs to and how long it lives.
 */
export function newChallenge(secretBox: SecretBox, use: ChallengeUse, asker: Asker, now: number): Buffer {
  const carried: Carried = { use, asker: sha256Hex(asker.csrfToken), expiresAt: now + CHALLENGE_MS }
  return Buffer.from(secretBox.seal(PURPOSE, JSON.stringify(carried)))
}

/** A challenge that was answered: the name by which it is used up, once. */
export type OpenedChallenge = { hash: string; expiresAt: number }

/** Reads an answered challenge (base64url); null when it is not ours, of another use or session, or too old. */
export function openChallenge(
  secretBox: SecretBox,
  challenge: string,
  { use, asker }: { use: ChallengeUse; asker: Asker },
  now: number,
): OpenedChallenge | null {
  try {
    const sealed = Buffer.from(challenge, 'base64url').toString()
    const carried: Carried = JSON.parse(secretBox.open(PURPOSE, sealed))
    const isOwn = equalInConstantTime(carried.asker, sha256Hex(asker.csrfToken))
    if (!isOwn || carried.use !== use || carried.expiresAt <= now) return null
    // Of what was opened, not of how it was spelled: base64 has several spellings of the same bytes.
    return { hash: sha256Hex(sealed), expiresAt: carried.expiresAt }
  } catch {
    return null
  }
}
