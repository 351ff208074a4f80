import type { ScopeError } from './scope.ts'

/** Error identifiers of spec oauth.md §15.1 that are answered in a body. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'access_denied'
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'

/** The text two clients compare with (spec oauth.md §5.1). */
export const MISSING_PARAMETER = 'The request is missing a required parameter.'
/** The text two clients compare with (spec oauth.md §5.1). */
export const NOT_FOUND = 'The application, grant, refresh token or device authorization could not be found.'

/** A refusal: a stable code, public text, and for scopes the identifier of spec oauth.md §15.2. */
export type Refusal = {
  error: OAuthErrorCode
  description: string
  /** Why, for our log and the vendor; never sent. */
  reason: string
}

/** A refusal as it leaves a use case that is outside of a transaction; of whom, when the client proved who it is. */
export class OAuthError extends Error {
  readonly refusal: Refusal
  readonly clientId: string | null

  constructor(refusal: Refusal, clientId: string | null = null) {
    super(refusal.reason)
    this.name = 'OAuthError'
    this.refusal = refusal
    this.clientId = clientId
  }
}

/** Refuses with the public text as the reason. */
export function refuse(error: OAuthErrorCode, description: string, reason = description): Refusal {
  return { error, description, reason }
}

/** Refuses a scope list: one client searches the body for the identifier (spec oauth.md §2.5). */
export function refuseScope(identifier: ScopeError): Refusal {
  return { error: 'invalid_scope', description: identifier, reason: identifier }
}

/** Whether a use case's answer is a refusal. */
export function isRefusal(answer: object): answer is Refusal {
  return 'error' in answer && 'description' in answer
}

/** 400 unless the client failed to authenticate, then 401 (RFC 6749 §5.2, C-18). */
export function statusOf(error: OAuthErrorCode): number {
  return error === 'invalid_client' ? 401 : 400
}
