import type { ScopeError } from './scope.ts'
import type { Bearer } from './scope-evaluation.ts'

/** What is wrong with an access token: not ours, misshapen or revoked; or too old (spec oauth.md §10.3). */
export type TokenFault = 'invalid_jwt' | 'jwt_expired'

/** Error identifiers of spec oauth.md §15.1 that are answered in a body, and those of RFC 8693 §2.2.2 and RFC 6750 §3.1. */
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
  | 'invalid_target'
  | 'invalid_token'

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
  /** Whom it is about, likewise; absent where nothing more is known than who asked. */
  about?: Concerned | undefined
  /** Where it is not the one of RFC 6749 §5.2. */
  status?: 401 | 403
}

/** Whose request was refused, and for whom the tokens would have been. A token family says both. */
export type Concerned = { clientId: string; appId: string; bearer?: Bearer; personId?: string | null }

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

/** The same answer; a refusal says whom it is about. */
export function about<T extends object>(answer: T | Refusal, whom: Concerned): T | Refusal {
  return isRefusal(answer) ? { ...answer, about: whom } : answer
}

/** Refuses a bearer token with the identifier and the status that the REST API uses (spec oauth.md §8, §10.3). */
export function refuseToken(identifier: TokenFault | 'no_jwt_passed'): Refusal {
  const status = identifier === 'no_jwt_passed' ? 401 : 403
  return { error: 'invalid_token', description: identifier, reason: identifier, status }
}

/** Whether a use case's answer is a refusal. */
export function isRefusal(answer: object): answer is Refusal {
  return 'error' in answer && 'description' in answer
}

/** 400 unless the client failed to authenticate, then 401 (RFC 6749 §5.2, C-18), or the refusal names another. */
export function statusOf({ error, status }: Refusal): number {
  return status ?? (error === 'invalid_client' ? 401 : 400)
}
