import type { Reader } from '../../platform/database/database.ts'
import { isUploaded } from '../../platform/pictures/picture.ts'
import { findOrganization } from '../directory/index.ts'
import { findApp, redirectUrlsOf } from './app.repository.ts'
import type { App } from './app.ts'
import { credentialsOf } from './credentials.repository.ts'
import { type ProvidedEvent, providedEventsOf, subscribedEventsOf } from './event.repository.ts'
import { isBuiltIn } from './platform-app.ts'
import { kindOf, type ProvidedScope } from './provided-scope.ts'
import { declaredScopesOf, desiredScopesOf } from './scope.repository.ts'

/** The configuration of an app as a manifest that can be applied again (platform.md §4.11). */
export async function manifestOf(reader: Reader, app: App): Promise<Record<string, unknown>> {
  const provided = (await declaredScopesOf(reader, app.id)).filter(
    ({ scope }) => !(app.isPlatform && isBuiltIn(scope)),
  )
  const oauthScopes = provided.map(scopeDocument)
  // Everything else about the platform app comes from the configuration.
  if (app.isPlatform) return { name: app.name, oauth_scopes: oauthScopes }
  const vendor = app.organizationId === null ? null : await findOrganization(reader, app.organizationId)
  const parent = app.parentAppId === null ? null : await findApp(reader, app.parentAppId)
  const credentials = await credentialsOf(reader, app.id)
  const { desired } = await desiredScopesOf(reader, app.id)
  const events = await providedEventsOf(reader, app.id)
  return {
    name: app.name,
    type: app.type,
    organization: vendor?.slug ?? app.organizationId,
    ...(parent && { parent_app: parent.name }),
    translations: app.translations,
    category: app.category,
    entry_point_url: app.entryPointUrl,
    // What was uploaded is no part of it: a manifest without it leaves it as it is.
    ...(!isUploaded(app.logoUrl) && { logo_url: app.logoUrl }),
    webhook_url: app.webhookUrl,
    demo_url: app.demoUrl,
    oauth_redirect_urls: await redirectUrlsOf(reader, app.id),
    credentials: credentials.map(({ name, description, isConfidential }) => {
      return { name, description, confidential: isConfidential }
    }),
    desired_oauth_scopes: desired.map(({ name }) => name.text),
    oauth_scopes: oauthScopes,
    subscribed_events: await subscribedEventsOf(reader, app.id),
    events: events.map(eventDocument),
  }
}

/** A provided scope as a manifest says it. */
export function scopeDocument({
  scope,
  bearerKind,
  translations,
}: Pick<ProvidedScope, 'scope' | 'bearerKind' | 'translations'>) {
  return { name: scope.name, kind: kindOf(scope.permission), bearer_kind: bearerKind, translations }
}

/** A declared event as a manifest says it. */
export function eventDocument({ name, bearerKind, example, translations }: ProvidedEvent) {
  return { name, bearer_kind: bearerKind, example, translations }
}
