import type { FastifyInstance } from 'fastify'
import { type AppListDeps, appListPages } from './app-list.page.ts'
import { credentialsPages } from './credentials.page.ts'
import { eventPasswordPages } from './event-passwords.page.ts'
import { generalPages } from './general.page.ts'
import { listingPages } from './listing.page.ts'
import { manifestPages } from './manifest.page.ts'
import { type OAuthPagesDeps, oauthPages } from './oauth.page.ts'
import { providedEventPages } from './provided-events.page.ts'
import { providedScopePages } from './provided-scopes.page.ts'
import { subscriptionPages } from './subscriptions.page.ts'

export type DeveloperPagesDeps = AppListDeps & OAuthPagesDeps

/** The developer area, as far as this module knows it: what an app is and may ask for (platform.md §4). */
export function developerPages(scope: FastifyInstance, deps: DeveloperPagesDeps): void {
  appListPages(scope, deps)
  generalPages(scope, deps)
  manifestPages(scope, deps)
  oauthPages(scope, deps)
  credentialsPages(scope, deps)
  subscriptionPages(scope, deps)
  listingPages(scope, deps)
  providedScopePages(scope, deps)
  providedEventPages(scope, deps)
  eventPasswordPages(scope, deps)
}
