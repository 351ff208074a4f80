import type { AuthorizationRequest, OrganizationPrefill } from '../authorize/authorization-request.ts'
import { NOT_FOUND, type Refusal, refuse } from '../protocol/oauth-error.ts'

/** Lifetime of device codes and user codes (spec oauth.md §11). */
export const DEVICE_CODE_SECONDS = 900
/** How long a device waits between two polls, at first (RFC 8628 §3.2). */
export const POLL_INTERVAL_SECONDS = 5

/** What a device asked for, and from where. Instants in milliseconds. */
export type DeviceAuthorization = {
  id: string
  clientId: string
  scope: string | null
  organization: OrganizationPrefill
  /** Sealed; opened by `UserCodes`. */
  userCodeCiphertext: string
  userAgent: string | null
  addressBlock: string
  state: DeviceState
  createdAt: number
  expiresAt: number
}

/**
 * From `pending` a person approves or denies; `approved` becomes `redeemed` when the device has its tokens. `ended`: the
 * app was switched off, or its credentials deleted, before anybody decided.
 */
export type DeviceState = 'pending' | 'approved' | 'denied' | 'redeemed' | 'ended'

/**
 * What a poll of this client comes to, whatever its speed (spec oauth.md §7.3, C-22). `approved` is still to be
 * redeemed, `pending` still to be told at what speed.
 */
export function pollOutcome(
  authorization: Pick<DeviceAuthorization, 'clientId' | 'state' | 'expiresAt'> | null,
  client: { id: string; appState: string },
  now: number,
): 'approved' | 'pending' | Refusal {
  if (!authorization) return refuse('invalid_grant', NOT_FOUND, 'device code unknown')
  if (authorization.clientId !== client.id)
    return refuse('invalid_grant', NOT_FOUND, 'device code of another client')
  if (authorization.state === 'redeemed') return refuse('invalid_grant', NOT_FOUND, 'device code redeemed')
  if (authorization.state === 'ended')
    return refuse('invalid_grant', NOT_FOUND, 'device authorization ended with its client')
  if (authorization.state === 'denied')
    return refuse('access_denied', 'The person did not allow it.', 'device denied')
  if (authorization.expiresAt <= now)
    return refuse('expired_token', 'The device code has expired. Start again.', 'device code expired')
  if (client.appState === 'inactive') return refuse('invalid_grant', 'app deactivated')
  return authorization.state
}

/** The request that the person is asked about: the same questions as in the redirect flow, answered to the device. */
export function requestOfDevice({
  id,
  clientId,
  scope,
  organization,
}: Pick<DeviceAuthorization, 'id' | 'clientId' | 'scope' | 'organization'>): AuthorizationRequest {
  return {
    clientId,
    scope,
    wayBack: { kind: 'device', authorizationId: id },
    prompts: [],
    login: null,
    isSignUpAllowed: true,
    mustConfirmEmail: false,
    lang: null,
    person: { firstName: '', name: '', email: '' },
    organization,
  }
}
