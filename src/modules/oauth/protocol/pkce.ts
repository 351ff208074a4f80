import { equalInConstantTime, sha256Base64Url } from '../../../platform/crypto/digest.ts'

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/
const CHALLENGE_S256 = /^[A-Za-z0-9_-]{43}$/

/** A challenge as it is bound to a code (RFC 7636 §4.2). */
export type Challenge = { challenge: string; method: 'S256' | 'plain' }

/**
 * Checks a request's challenge: the method must be named, `plain` needs permission (G-05). Gives the text of the
 * `invalid_request` it is refused with, or the challenge.
 */
export function readChallenge(
  challenge: string,
  method: string | undefined,
  allowsPlain: boolean,
): Challenge | { fault: string } {
  if (method === 'S256') {
    return CHALLENGE_S256.test(challenge)
      ? { challenge, method }
      : { fault: 'The code_challenge is malformed.' }
  }
  if (method === 'plain' && allowsPlain) {
    return VERIFIER.test(challenge) ? { challenge, method } : { fault: 'The code_challenge is malformed.' }
  }
  return { fault: 'The code_challenge_method must be S256.' }
}

/** Whether the verifier has the form of RFC 7636 §4.1 and belongs to the challenge (§4.6). */
export function verifierMatches({ challenge, method }: Challenge, verifier: string): boolean {
  if (!VERIFIER.test(verifier)) return false
  return equalInConstantTime(method === 'S256' ? sha256Base64Url(verifier) : verifier, challenge)
}
