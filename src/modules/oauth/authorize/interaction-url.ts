import { formTarget } from '../protocol/redirect-uri.ts'
import type { AuthorizationRequest, WayBack } from './authorization-request.ts'

/** The addresses of an interaction's pages; `lang` is carried from page to page once a reader chose it. */
export function interactionUrl(
  page: 'continue' | 'organization' | 'organizations/new' | 'decision' | 'account' | 'cancel',
  id: string,
  lang: string | null = null,
): string {
  const query = new URLSearchParams({ interaction: id, ...(lang !== null && { lang }) })
  return `/oauth/authorize/${page}?${query}`
}

/** What was answered to a device, and that one can go back to it. */
export function deviceDoneUrl(authorizationId: string, lang: string | null): string {
  const query = new URLSearchParams({ authorization: authorizationId, ...(lang !== null && { lang }) })
  return `/oauth/device_authorizations/done?${query}`
}

/** Where a person enters the code that a device shows; filled in where it is known. */
export function deviceVerifyUrl(code: string | null, lang: string | null = null): string {
  const query = new URLSearchParams({ ...(code !== null && { code }), ...(lang !== null && { lang }) })
  return `/oauth/device_authorizations/verify${query.size > 0 ? `?${query}` : ''}`
}

/** Somebody else types the code of a device anew: only who typed it may answer (attack D3). */
export function otherAccountUrl(code: string, lang: string | null = null): string {
  return `/signin?${new URLSearchParams({ account: 'other', return_to: deviceVerifyUrl(code || null, lang) })}`
}

/** Where the forms of a request's pages may end beside the hub, for their content security policy. */
export function formTargetsOf(wayBack: WayBack): string[] {
  return wayBack.kind === 'device' ? [] : [formTarget(wayBack.redirectUri)]
}

/** Where a person signs in for a request; straight to registration where the app asked for it. */
export function signInUrl(id: string, { prompts, isSignUpAllowed }: AuthorizationRequest): string {
  const path = prompts.includes('signup') && isSignUpAllowed ? '/signup' : '/signin'
  return `${path}?interaction=${encodeURIComponent(id)}`
}
