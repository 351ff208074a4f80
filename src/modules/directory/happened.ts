import { findAuditEntries } from '../../platform/audit.repository.ts'
import type { Reader } from '../../platform/database/database.ts'
import { DAY_MS } from '../../platform/durations.ts'
import { findPerson } from './person.repository.ts'
import { fullName } from './person.ts'
import type { Happened, ToldAction } from './told.ts'

/** What is older is no news. */
const NEWS_MS = 60 * DAY_MS
/** Entries looked at: many of them are of no interest here. */
const ENTRIES_READ = 50

/**
 * What of the `actions` lately happened in an organization, newest first, from the audit log: names and nothing secret.
 * `isByPersons`: what the hub did as a consequence is left out.
 */
export async function findHappened<Action extends ToldAction>(
  reader: Reader,
  {
    organizationId,
    actions,
    isByPersons = false,
    limit,
  }: { organizationId: string; actions: readonly Action[]; isByPersons?: boolean; limit: number },
  now: number,
): Promise<Happened<Action>[]> {
  const filter = { subject: `Organization/${organizationId}`, since: now - NEWS_MS, until: now }
  const names = new Map<string, string | null>()
  const nameOf = async (id: string | null) => {
    if (id === null) return null
    if (!names.has(id)) names.set(id, await findName(reader, id))
    return names.get(id) ?? null
  }
  const happened: Happened<Action>[] = []
  const entries = await findAuditEntries(reader, filter, ENTRIES_READ)
  for (const { action, actor, appId, details, createdAt } of entries) {
    const told = actions.find(name => name === action)
    const personId = actor?.startsWith('Person/') ? actor.slice('Person/'.length) : null
    if (!told || (isByPersons && personId === null)) continue
    if (happened.length === limit) break
    happened.push({
      action: told,
      actorName: await nameOf(personId),
      isByHub: actor === 'hub',
      personName: await nameOf(typeof details?.person === 'string' ? details.person : null),
      appId,
      at: createdAt,
    })
  }
  return happened
}

async function findName(reader: Reader, personId: string): Promise<string | null> {
  const person = await findPerson(reader, personId)
  return person && fullName(person)
}
