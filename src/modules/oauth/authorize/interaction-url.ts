import type { AuthorizationRequest } from './authorization-request.ts'

/** The addresses of an interaction's pages; `lang` is carried from page to page once a reader chose it. */
export function interactionUrl(
  page: 'continue' | 'organization' | 'organizations/new' | 'decision' | 'account' | 'cancel',
  id: string,
  lang: string | null = null,
): string {
  const query = new URLSearchParams({ interaction: id, ...(lang !== null && { lang }) })
  return `/oauth/authorize/${page}?${query}`
}

/** Where a person signs in for a request; straight to registration where the app asked for it. */
export function signInUrl(id: string, { prompts, isSignUpAllowed }: AuthorizationRequest): string {
  const path = prompts.includes('signup') && isSignUpAllowed ? '/signup' : '/signin'
  return `${path}?interaction=${encodeURIComponent(id)}`
}
