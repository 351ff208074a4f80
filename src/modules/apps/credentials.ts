import { equalInConstantTime, sha256Hex } from '../../platform/crypto/digest.ts'
import type { AppState, AppType } from './app.ts'

export const SIGNING_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number]

/** What is asked of a client: what existing ones can do, or OAuth 2.1 and FAPI 2.0 (G-14). */
export const SECURITY_PROFILES = ['compatible', 'strict'] as const
export type SecurityProfile = (typeof SECURITY_PROFILES)[number]

/** A client id with its secret: one way an app reaches the hub. Instants in milliseconds. */
export type Credentials = {
  /** The client id. */
  id: string
  appId: string
  /** Up to four characters, unique within the app, part of the audience `app/name`. */
  name: string | null
  /** A note of the vendor's, never shown to others. */
  description: string | null
  isConfidential: boolean
  /** null: the installation's default. */
  signingAlgorithm: SigningAlgorithm | null
  allowsPlainPkce: boolean
  /** Client credentials get a refresh token too (G-10). */
  machineRefreshTokens: boolean
  /** The password and implicit grants exist for those who must (G-12). */
  allowsPasswordGrant: boolean
  allowsImplicitGrant: boolean
  profile: SecurityProfile
  /** Until when the former secret works beside the current one; null when there is none. */
  secondSecretExpiresAt: number | null
  /** When they last got a token, to the hour; null: never. */
  lastUsedAt: number | null
  createdAt: number
  updatedAt: number
}

/** Everything the token endpoint must know of a client; also of a deleted one, which is refused. */
export type Client = Omit<Credentials, 'description' | 'lastUsedAt' | 'createdAt' | 'updatedAt'> & {
  appName: string
  appType: AppType
  appState: AppState
  appIsDeleted: boolean
  vendorOrganizationId: string | null
  /** Of an add-on: the app it belongs to. */
  parentAppId: string | null
  secretHash: string
  secondSecretHash: string | null
  isDeleted: boolean
}

/** Client ids an app can have. */
export const CREDENTIALS_MAX = 20

/** Characters of a client secret: letters and digits only, so that every encoding leaves it as it is (oauth.md §2.4). */
export const SECRET_CHARACTERS = 32
/** What the ciphertexts of client secrets are sealed for. */
export const SECRET_PURPOSE = 'client secret'

const CREDENTIALS_NAME = /^[A-Za-z0-9_-]{1,4}$/
const PERCENT_ENCODED = /%[0-9A-Fa-f]{2}/

/** Why credentials cannot have this name; null when they can. */
export function credentialsNameFault(name: string): string | null {
  return CREDENTIALS_NAME.test(name) ? null : 'must be one to four letters, digits, hyphens or underscores'
}

/**
 * Whether this is the client's secret: the current one, or the former one until it ends. The secret is taken as it is
 * and, because some clients encode it before Basic authentication (RFC 6749 §2.3.1), also percent-decoded. Every
 * comparison is made, in constant time, whatever the first ones say (attack C8).
 */
export function secretMatches(
  client: Pick<Client, 'secretHash' | 'secondSecretHash' | 'secondSecretExpiresAt'>,
  secret: string,
  now: number,
): boolean {
  const hasSecond = client.secondSecretHash !== null && (client.secondSecretExpiresAt ?? 0) > now
  const hashes = [
    client.secretHash,
    ...(hasSecond && client.secondSecretHash ? [client.secondSecretHash] : []),
  ]
  let matches = false
  for (const spelling of new Set([secret, percentDecoded(secret)])) {
    const presented = sha256Hex(spelling)
    for (const hash of hashes) matches = equalInConstantTime(presented, hash) || matches
  }
  return matches
}

function percentDecoded(text: string): string {
  if (!PERCENT_ENCODED.test(text)) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
