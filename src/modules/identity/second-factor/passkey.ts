import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { HOUR_MS } from '../../../platform/durations.ts'
import type { OpenedChallenge } from './challenge.ts'

/** A person has at most so many. */
export const PASSKEYS_MAX = 20
export const PASSKEY_NAME_CHARACTERS_MAX = 60
/** How long the browser waits for the authenticator. The challenge of its page lives as long. */
const CEREMONY_MS = HOUR_MS
const ANSWER_CHARACTERS_MAX = 20_000
/** EdDSA, ES256 and RS256 (RFC 9053, RFC 8812): what authenticators speak. */
const ALGORITHMS = [-8, -7, -257]
const KNOWN_TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const

/** A key that an authenticator keeps for a person. `signCount` 0: it does not count. */
export type NewPasskey = {
  id: string
  personId: string
  /** In base64url, as the authenticator names it. */
  credentialId: string
  /** COSE in base64url. */
  publicKey: string
  signCount: number
  transports: string[]
  name: string
}
export type Passkey = NewPasskey & { createdAt: number; lastUsedAt: number | null }

/** Passkeys belong to the host under which the hub is reached, and answer only to pages of its origin (attack S8). */
export type RelyingParty = { publicUrl: string; brandName: string }

const hostOf = ({ publicUrl }: RelyingParty) => new URL(publicUrl).hostname
const originOf = ({ publicUrl }: RelyingParty) => new URL(publicUrl).origin
/** What authenticators know a person by: the identifier, which tells nobody anything. */
const handleOf = (personId: string) => Buffer.from(personId).toString('base64url')

/** What the browser is asked for when one signs in: any passkey of this host, with PIN, finger or face. */
export async function signInOptions(party: RelyingParty, challenge: Buffer): Promise<string> {
  const options = await generateAuthenticationOptions({
    rpID: hostOf(party),
    challenge: new Uint8Array(challenge),
    userVerification: 'required',
    timeout: CEREMONY_MS,
  })
  return JSON.stringify(options)
}

/** What the browser is asked for when a passkey is added: one that signs in without being told for whom. */
export async function addOptions(
  party: RelyingParty,
  {
    person,
    known,
    challenge,
  }: { person: { id: string; name: string; email: string }; known: readonly Passkey[]; challenge: Buffer },
): Promise<string> {
  const options = await generateRegistrationOptions({
    rpName: party.brandName,
    rpID: hostOf(party),
    userID: new Uint8Array(Buffer.from(person.id)),
    userName: person.email,
    userDisplayName: person.name,
    challenge: new Uint8Array(challenge),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
  })
  return JSON.stringify(options)
}

/** Reads the challenge (base64url) that was answered; null when it was not asked. */
type OpenChallenge = (challenge: string) => OpenedChallenge | null

/** Tells the library whether a challenge was asked, and keeps what it was. */
function askedWith(open: OpenChallenge) {
  const asked = {
    challenge: null as OpenedChallenge | null,
    isExpected(said: string): boolean {
      asked.challenge = open(said)
      return asked.challenge !== null
    },
  }
  return asked
}

/** What an authenticator says of a passkey it made. */
type MadePasskey = Pick<NewPasskey, 'credentialId' | 'publicKey' | 'signCount' | 'transports'>

/** What an authenticator made, and in answer to what; null when it is not for this hub, unverified, or no answer to our question. */
export async function readNewPasskey(
  party: RelyingParty,
  answer: string,
  open: OpenChallenge,
): Promise<{ made: MadePasskey; challenge: OpenedChallenge } | null> {
  const response = parseAnswer<RegistrationResponseJSON>(answer)
  if (response === null) return null
  const asked = askedWith(open)
  const verified = await orNull(
    verifyRegistrationResponse({
      response,
      expectedChallenge: asked.isExpected,
      expectedOrigin: originOf(party),
      expectedRPID: hostOf(party),
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  )
  if (!verified?.verified || asked.challenge === null) return null
  const { credential } = verified.registrationInfo
  const said: unknown = response.response.transports
  const transports = KNOWN_TRANSPORTS.filter(known => Array.isArray(said) && said.includes(known))
  const made = {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    signCount: credential.counter,
    transports,
  }
  return { made, challenge: asked.challenge }
}

/** The credential an answer speaks of; null when it is none. */
export function credentialOf(answer: string): string | null {
  return parseAnswer<AuthenticationResponseJSON>(answer)?.id ?? null
}

/** Checks an answer with the passkey it speaks of, and gives the authenticator's new count; null when it is not right. */
export async function checkPasskey(
  party: RelyingParty,
  { answer, passkey }: { answer: string; passkey: Passkey },
  open: OpenChallenge,
): Promise<{ signCount: number; challenge: OpenedChallenge } | null> {
  const response = parseAnswer<AuthenticationResponseJSON>(answer)
  if (response === null) return null
  // WebAuthn §7.2 step 6: without a name told before, the handle must be the owner's.
  if (response.response.userHandle !== handleOf(passkey.personId)) return null
  const asked = askedWith(open)
  const verified = await orNull(
    verifyAuthenticationResponse({
      response,
      expectedChallenge: asked.isExpected,
      expectedOrigin: originOf(party),
      expectedRPID: hostOf(party),
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.signCount,
      },
    }),
  )
  if (!verified?.verified || asked.challenge === null) return null
  return { signCount: verified.authenticationInfo.newCounter, challenge: asked.challenge }
}

/** What the browser sent, as far as its form goes; the library looks at the rest, and throws at what it does not know. */
function parseAnswer<T extends { id: string; response: object }>(answer: string): T | null {
  if (answer === '' || answer.length > ANSWER_CHARACTERS_MAX) return null
  try {
    const parsed = JSON.parse(answer)
    const isAnswer =
      typeof parsed?.id === 'string' && typeof parsed.response === 'object' && parsed.response !== null
    return isAnswer ? parsed : null
  } catch {
    return null
  }
}

/** The library throws at whatever is wrong with what strangers send: that is an answer, and no fault of ours. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch {
    return null
  }
}
