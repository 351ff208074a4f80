import { appTitle } from '../apps/index.ts'
import type { AccessibleApps, CurrentAppView } from '../directory/index.ts'
import { findAccessibleApps, findConnectionsToApp } from './connection.repository.ts'
import { scopesByState } from './connection.ts'

/** What the API shows "for the current app"; a private token has none, then nothing is connected (directory-api.md §1). */
export const currentApp: CurrentAppView = async (reader, appId, bearers) => {
  const connections = appId === null ? new Map() : await findConnectionsToApp(reader, appId, bearers)
  return new Map(
    bearers.map(({ id }) => {
      const connection = connections.get(id) ?? null
      return [id, { connected: connection !== null, ...scopesByState(connection) }]
    }),
  )
}

/** The apps a person can open, the platform app first (directory-api.md §4.1). */
export const accessibleApps: AccessibleApps = async (reader, personId, organizationIds, lang) =>
  (await findAccessibleApps(reader, personId, organizationIds)).map(({ name, translations, ...app }) => ({
    ...app,
    name,
    slug: name.replaceAll('_', '-'),
    translatedTitle: appTitle(JSON.parse(translations), lang),
  }))
