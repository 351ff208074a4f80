import type { Reader } from '../../../platform/database/database.ts'
import type { Lang } from '../../../platform/web/language.ts'
import { folded } from '../../../platform/web/plain-text.ts'
import { appTitle } from '../../apps/index.ts'
import type { Connectable } from '../connection.ts'
import { entryPointFor } from '../entry-point.ts'
import { findInstalledApps, type InstalledApp } from '../installed.repository.ts'
import type { AppRow } from './apps-area.ts'

/** The apps of a bearer with what else a page needs of them. */
export type InstalledRow = AppRow & { connectionId: string; appId: string; entryPointUrl: string | null }

/** What a bearer is connected to, newest first, in the reader's language. */
export async function installedRows(
  reader: Reader,
  bearer: Connectable,
  lang: Lang,
): Promise<InstalledRow[]> {
  return (await findInstalledApps(reader, bearer)).map(app => rowOf(app, lang))
}

/** One of them, by the app's name. */
export async function installedRow(
  reader: Reader,
  bearer: Connectable,
  { name, lang }: { name: string | null; lang: Lang },
): Promise<InstalledRow | null> {
  const [app] = name === null ? [] : await findInstalledApps(reader, bearer, name)
  return app ? rowOf(app, lang) : null
}

function rowOf({ translations, type, state, vendorId: _, ...app }: InstalledApp, lang: Lang): InstalledRow {
  return {
    ...app,
    title: appTitle(JSON.parse(translations), lang) || app.name,
    isPrivate: type === 'private',
    isSwitchedOff: state === 'inactive',
    canBeOpened: state !== 'inactive' && entryPointFor(app.entryPointUrl, null) !== null,
  }
}

/** Whether a title answers a search: accents and case do not matter. */
export function matches(
  { title, name, vendorName }: Pick<AppRow, 'title' | 'name' | 'vendorName'>,
  query: string,
): boolean {
  const wanted = folded(query)
  return [title, name, vendorName ?? ''].some(text => folded(text).includes(wanted))
}
