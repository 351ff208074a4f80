import { findAuditEntries } from '../../platform/audit.repository.ts'
import type { Reader } from '../../platform/database/database.ts'
import { DAY_MS } from '../../platform/durations.ts'
import type { Lang } from '../../platform/web/language.ts'
import { appTitle, findApp } from '../apps/index.ts'
import { findPerson, fullName } from '../directory/index.ts'
import type { Connectable } from './connection.ts'

const ACTIONS = [
  'connection_established',
  'connection_extended',
  'connection_revoked',
  'scopes_declined',
] as const
/** What is older is no news. */
const NEWS_MS = 60 * DAY_MS
/** Entries looked at: many of them are of no interest here. */
const ENTRIES_READ = 50

/** Something that happened with an app, in order to be told in words. */
export type Happened = {
  action: (typeof ACTIONS)[number]
  actorName: string | null
  appTitle: string | null
  at: number
}

/** What lately happened with the apps of a bearer, newest first, from the audit log. */
export async function findLately(
  reader: Reader,
  { type, id }: Connectable,
  { lang, limit }: { lang: Lang; limit: number },
  now: number,
): Promise<Happened[]> {
  const filter = { subject: `${type}/${id}`, since: now - NEWS_MS, until: now }
  const entries = (await findAuditEntries(reader, filter, ENTRIES_READ)).filter(({ actor }) =>
    actor?.startsWith('Person/'),
  )
  const happened: Happened[] = []
  for (const { action, actor, appId, createdAt } of entries) {
    const known = ACTIONS.find(name => name === action)
    if (!known) continue
    if (happened.length === limit) break
    const person = actor ? await findPerson(reader, actor.slice('Person/'.length)) : null
    const app = appId === null ? null : await findApp(reader, appId)
    happened.push({
      action: known,
      actorName: person && fullName(person),
      appTitle: app && (appTitle(app.translations, lang) || app.name),
      at: createdAt,
    })
  }
  return happened
}
