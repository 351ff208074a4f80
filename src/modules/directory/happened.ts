import { findAuditEntries } from '../../platform/audit.repository.ts'
import type { Reader } from '../../platform/database/database.ts'
import { DAY_MS } from '../../platform/durations.ts'
import { findPerson } from './person.repository.ts'
import { fullName } from './person.ts'
import { type Happened, TOLD_ACTIONS } from './told.ts'

/** What is older is no news. */
const NEWS_MS = 60 * DAY_MS
/** Entries looked at: many of them are of no interest here. */
const ENTRIES_READ = 40

/** What lately happened in an organization, newest first, from the audit log: names and nothing secret. */
export async function findHappened(
  reader: Reader,
  { organizationId, limit }: { organizationId: string; limit: number },
  now: number,
): Promise<Happened[]> {
  const filter = { subject: `Organization/${organizationId}`, since: now - NEWS_MS, until: now }
  const happened: Happened[] = []
  for (const { action, actor, appId, details, createdAt } of await findAuditEntries(
    reader,
    filter,
    ENTRIES_READ,
  )) {
    const told = TOLD_ACTIONS.find(name => name === action)
    if (!told) continue
    if (happened.length === limit) break
    const concerned = typeof details?.person === 'string' ? details.person : null
    happened.push({
      action: told,
      actorName: actor?.startsWith('Person/') ? await nameOf(reader, actor.slice('Person/'.length)) : null,
      isByHub: actor === 'hub',
      personName: concerned === null ? null : await nameOf(reader, concerned),
      appId,
      at: createdAt,
    })
  }
  return happened
}

async function nameOf(reader: Reader, personId: string): Promise<string | null> {
  const person = await findPerson(reader, personId)
  return person && fullName(person)
}
