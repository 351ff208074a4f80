import type { Reader } from '../../platform/database/database.ts'
import type { Lang } from '../../platform/web/language.ts'

/** Somebody an app can be connected to. */
export type Bearer = { type: 'Person' | 'Organization'; id: string }

/** How a bearer stands to the app that asks. */
export type CurrentApp = { connected: boolean; granted: string[]; requested: string[]; waiting: string[] }

/**
 * Tells for each bearer (by id) how it stands to the app; bearers without an entry are not connected. Without an app
 * (private tokens) nobody is.
 */
export type CurrentAppView = (
  reader: Reader,
  appId: string | null,
  bearers: Bearer[],
) => Promise<Map<string, CurrentApp>>

/** An app a person can open, with its title in the answer's language. */
export type AccessibleApp = {
  name: string
  slug: string
  translatedTitle: string
  category: string
  entryPointUrl: string | null
  logoUrl: string | null
}

/** Tells which apps a person can open: their own and those of their organizations (directory-api.md §4.1). */
export type AccessibleApps = (
  reader: Reader,
  personId: string,
  organizationIds: string[],
  lang: Lang,
) => Promise<AccessibleApp[]>
