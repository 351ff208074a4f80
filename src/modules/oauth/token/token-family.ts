import type { Separator } from '../protocol/scope.ts'

/** The flow a family began with (spec oauth.md §5, §8, §13). */
export type FamilyFlow =
  | 'authorization_code'
  | 'client_credentials'
  | 'device_code'
  | 'delegation'
  | 'password'
  | 'implicit'
  | 'connection_page'

/**
 * Why a family gives no tokens any more. Told to the client as it is: each names a class, and nothing about a person
 * (G-11); what lies behind it is in the log and with the connection.
 */
export type EndReason =
  | 'connection revoked'
  | 'scope no longer granted'
  | 'app deactivated'
  | 'app deleted'
  | 'credentials deleted'
  | 'credentials changed'
  | 'not for public credentials'
  | 'person not available'
  | 'membership ended'
  | 'roles changed'
  | 'revoked by its holder'
  | 'revoked by its client'
  | 'revoked by the operator'
  | 'code replayed'
  | 'refresh token replayed'

/**
 * Everything that descends from one authorization: its code, its refresh tokens and access tokens (G-22). Scopes are
 * written as the client asked for them; revoking the family ends all of it.
 */
export type TokenFamily = {
  id: string
  appId: string
  clientId: string
  clientIsConfidential: boolean
  connectionId: string
  personConnectionId: string | null
  bearer: { type: 'Person' | 'Organization'; id: string }
  /** On-behalf: the acting person; else null. */
  personId: string | null
  /** On-behalf: the person's roles at the last issue, as a bit field; else null. */
  roles: number | null
  scopes: string[]
  /** On-behalf: those of `scopes` that the person's connection holds (G-23). */
  personScopes: string[]
  separator: Separator
  flow: FamilyFlow
  /** Delegated: the family it was delegated from, which ends it (G-22); else null. */
  parentFamilyId: string | null
}

/** What a family rests on besides its scopes, as it is now. */
export type Grounds = {
  credentialsAreDeleted: boolean
  credentialsAreConfidential: boolean
  appIsActive: boolean
  connectionIsLive: boolean
  personConnectionIsLive: boolean
  /** The person of a Person or on-behalf family is neither banned nor deleted. */
  personIsAvailable: boolean
  /** On-behalf: the roles now, null when the person has left. */
  currentRoles: number | null
}

/** What a refresh, or the redemption of a code, finds: the family and what has become of its grounds. */
export type FamilyState = TokenFamily &
  Grounds & {
    /** An `EndReason`, or one that a newer program knows. */
    revocationReason: string | null
    grantedScopes: string[]
    personGrantedScopes: string[]
  }
