import { type Client, parseScopeName, type ScopeNames } from '../../apps/index.ts'
import type { LiveToken } from './live-token.ts'

/**
 * What a client may see of a token (RFC 7662 §2.2, §4): all scopes of one that was issued to its own app, of a refresh
 * token only to these credentials; of another app's access token, as a resource server, the scopes that its own app
 * provides. Null when the token is none of its business.
 */
export function visibleScopes(
  client: Pick<Client, 'id' | 'appId' | 'appName'>,
  token: LiveToken,
  names: ScopeNames,
): string[] | null {
  const { issuedTo } = token
  if (token.access === null) return issuedTo?.clientId === client.id ? token.scopes : null
  if (issuedTo?.appId === client.appId) return token.scopes
  const own = token.scopes.filter(scope => isProvidedBy(client.appName, scope, names))
  return own.length === 0 ? null : own
}

function isProvidedBy(appName: string, scope: string, names: ScopeNames): boolean {
  // A short scope is the platform app's (spec oauth.md §16.2).
  const provider = parseScopeName(scope)?.app ?? names.platformApp
  return provider === appName || (names.isPlatformApp(provider) && names.isPlatformApp(appName))
}
