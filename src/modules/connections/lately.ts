import type { Reader } from '../../platform/database/database.ts'
import type { Lang } from '../../platform/web/language.ts'
import { titlesOfApps } from '../apps/index.ts'
import { findHappened } from '../directory/index.ts'

const ACTIONS = [
  'connection_established',
  'connection_extended',
  'connection_revoked',
  'scopes_declined',
] as const

/** Something that happened with an app, in order to be told in words. */
export type Lately = {
  action: (typeof ACTIONS)[number]
  actorName: string | null
  appTitle: string | null
  at: number
}

/** What persons lately did with the apps of an organization, newest first. */
export async function findLately(
  reader: Reader,
  { organizationId, lang, limit }: { organizationId: string; lang: Lang; limit: number },
  now: number,
): Promise<Lately[]> {
  const wanted = { organizationId, actions: ACTIONS, isByPersons: true, limit }
  const happened = await findHappened(reader, wanted, now)
  const appIds = happened.flatMap(({ appId }) => appId ?? [])
  const titles = await titlesOfApps(reader, appIds, lang)
  return happened.map(({ action, actorName, appId, at }) => {
    const appTitle = appId === null ? null : (titles.get(appId) ?? null)
    return { action, actorName, appTitle, at }
  })
}
