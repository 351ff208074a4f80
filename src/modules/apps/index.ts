/**
 * Apps: what connects to the hub, and what it may ask for.
 *
 * Owns: apps with their texts and states, credentials (client id and secret), redirect URLs, scopes an app provides to
 * others, scopes it desires, the events it declares and subscribes to, event passwords, the webhook with its secret, requests
 * for a review, and the manifest that describes most of it. Also the hub's own app, the platform app, with its catalogue of
 * scopes.
 * Does not own: who granted an app what (connections), tokens (oauth), delivery of events (events). What must follow
 * from a change here is told to them by `AppsHooks`, in the same transaction.
 *
 * The life of an app:
 * 1. A vendor makes it, by a manifest or in the developer area; it gets one confidential pair of credentials.
 * 2. The vendor configures it: redirect URLs, desired scopes, provided scopes, texts. A manifest replaces what it names.
 * 3. The operator switches a public app on, after a review the vendor asked for; in the sandbox, and for private apps, it is active at once.
 * 4. Clients authenticate with its credentials; a secret can be rotated while the former one still works.
 * 5. It is switched off or deleted: everything issued to it ends. Its name is never given out again.
 */

export {
  findApp,
  findAppByName,
  findAppsOfOrganization,
  findPlatformApp,
  lockApp,
  redirectUrlsOf,
  titlesOfApps,
} from './app.repository.ts'
export { type AppRoutesDeps, appRoutes } from './app.route.ts'
export {
  APP_STATES,
  APP_TYPES,
  type App,
  type AppState,
  type AppTranslation,
  type AppType,
  appTitle,
  inLanguage,
  type ListedApp,
} from './app.ts'
export { findAppReview, type WaitingApp, waitingApps } from './app-review.repository.ts'
export type { AppReview } from './app-review.ts'
export { type Applied, applyManifest } from './apply-manifest.ts'
export {
  type CatalogueReader,
  type ListedEvent,
  type ListedScope,
  listEvents,
  listScopes,
  type Provider,
} from './catalogue.ts'
export {
  activateApp,
  deactivateApp,
  deleteApp,
  deleteAppsOfOrganization,
  removeDesiredScope,
} from './change-app.ts'
export {
  addCredentials,
  type CredentialsSwitches,
  createCredentials,
  deleteCredentials,
  endFormerSecret,
  type MadeCredentials,
  type NewCredentials,
  rotateSecret,
  showSecret,
  switchCredentials,
} from './change-credentials.ts'
export { type CreatedApp, createApp, type NewApp } from './create-app.ts'
export {
  credentialsOf,
  findClient,
  findCredentials,
  findRedirectClient,
  noteCredentialsUse,
  takeClient,
} from './credentials.repository.ts'
export {
  type Client,
  type Credentials,
  credentialsNameFault,
  SECURITY_PROFILES,
  type SecurityProfile,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  secretMatches,
} from './credentials.ts'
export type { Actor, AppsDeps } from './deps.ts'
export { type DeveloperPagesDeps, developerPages } from './developer/developer.page.ts'
export { appLogoPages } from './developer/logo.page.ts'
export { manifestUploadPages } from './developer/manifest.page.ts'
export { type DeveloperDeps, type OpenedApp, openApp } from './developer/open-app.page.ts'
export { screenshotPages } from './developer/screenshots.page.ts'
export type { AppsHooks } from './hooks.ts'
export { CONFIGURATION_RULES, type Manifest, parseManifest } from './manifest.ts'
export { manifestOf } from './manifest-of.ts'
export { ensurePlatformApp, type PlatformAppConfig } from './platform-app.ts'
export type {
  BearerKind,
  DesiredScope,
  Permission,
  ProvidedScope,
  ScopeTranslation,
} from './provided-scope.ts'
export { type Environment, validateRedirectUrl, validateWebUrl } from './redirect-url.ts'
export { resealSecrets } from './reseal-secrets.ts'
export { approveApp, type ReviewMailDeps, requestReview, returnApp, withdrawReview } from './review-app.ts'
export { desiredScopesOf, holdProviders, providedScopesOf } from './scope.repository.ts'
export {
  createScopeNames,
  parseScopeName,
  type ScopeName,
  type ScopeNames,
  SHORT_SCOPES,
} from './scope-name.ts'
export { screenshotsOf } from './screenshot.repository.ts'
export type { Caption, Screenshot } from './screenshot.ts'
