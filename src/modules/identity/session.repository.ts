import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { parseAppearance } from '../../platform/web/page.ts'
import { fullName, parseLocale } from '../directory/index.ts'
import { SESSION_IDLE_MS, SESSION_LIFETIME_MS, type Session } from './session.ts'

type SessionRow = {
  id: number
  person_id: string
  authenticated_at: number
  last_seen_at: number
  first_name: string | null
  name: string
  email: string
  email_key: string
  email_confirmed_at: number | null
  locale: string
  time_zone: string
  is_operator: number
  avatar_url: string | null
  appearance: string
  two_factor_since: number | null
  selected: string | null
}

/**
 * The live session of a token hash with its person, in one read; sessions of banned and deleted persons are none.
 * Index: unique token_hash.
 */
export async function findLiveSession(
  reader: Reader,
  tokenHash: string,
  now: number,
): Promise<Session | null> {
  const [row] = await reader.read<SessionRow>(
    sql`select browser_session.id, browser_session.person_id, browser_session.authenticated_at,
          browser_session.last_seen_at, person.first_name, person.name, person.email, person.email_key,
          person.email_confirmed_at, person.locale, person.time_zone, person.is_operator, person.avatar_url,
          person.appearance, person.two_factor_since, browser_session.selected
        from browser_session join person on person.id = browser_session.person_id
        where browser_session.token_hash = ${tokenHash} and browser_session.ended_at is null
          and browser_session.expires_at > ${now} and browser_session.last_seen_at > ${now - SESSION_IDLE_MS}
          and person.deleted_at is null and person.banned_at is null`,
  )
  return row ? fromRow(row) : null
}

/** Whether a session lives and its person may use it, inside a transaction that has taken the person (primary keys). */
export async function isSessionAlive(reader: Reader, id: number, now: number): Promise<boolean> {
  const rows = await reader.read(
    sql`select 1 as found from browser_session join person on person.id = browser_session.person_id
        where browser_session.id = ${id} and browser_session.ended_at is null
          and browser_session.expires_at > ${now} and person.deleted_at is null and person.banned_at is null`,
  )
  return rows.length > 0
}

/** A session to be: which browser, where. */
export type NewSession = {
  tokenHash: string
  personId: string
  authenticatedAt: number
  userAgent: string | null
  addressBlock: string
}

/** Begins a session. */
export async function insertSession(tx: Tx, session: NewSession, now: number): Promise<void> {
  await tx.write(
    sql`insert into browser_session (token_hash, person_id, created_at, authenticated_at, last_seen_at, expires_at,
          user_agent, address_block)
        values (${session.tokenHash}, ${session.personId}, ${now}, ${session.authenticatedAt}, ${now},
          ${now + SESSION_LIFETIME_MS}, ${session.userAgent}, ${session.addressBlock})`,
  )
}

/** Notes for whom a person acts in this session: an organization's id or `person`. */
export async function storeSelection(tx: Tx, id: number, selected: string): Promise<void> {
  await tx.write(sql`update browser_session set selected = ${selected} where id = ${id}`)
}

/** Notes that a session is used. */
export async function noteSessionUse(tx: Tx, id: number, now: number): Promise<void> {
  await tx.write(
    sql`update browser_session set last_seen_at = ${now} where id = ${id} and last_seen_at < ${now}`,
  )
}

/** Ends the session of a token, whoever it belongs to; says whose it was, null when there was none. */
export async function endSession(tx: Tx, tokenHash: string, now: number): Promise<string | null> {
  const { rows } = await tx.write<{ person_id: string }>(
    sql`update browser_session set ended_at = ${now} where token_hash = ${tokenHash} and ended_at is null
        returning person_id`,
  )
  return rows[0]?.person_id ?? null
}

/** Ends all sessions of a person. Index: browser_session_of_person. */
export async function endSessionsOf(tx: Tx, personId: string, now: number): Promise<void> {
  await tx.write(
    sql`update browser_session set ended_at = ${now} where person_id = ${personId} and ended_at is null`,
  )
}

/** A live session as its person sees it. */
export type ListedSession = {
  id: number
  userAgent: string | null
  addressBlock: string | null
  createdAt: number
  lastSeenAt: number
}

/** The live sessions of a person, the current one first, then those used last. Index: browser_session_of_person. */
export async function findLiveSessionsOf(
  reader: Reader,
  {
    personId,
    currentId,
    limit,
    offset,
  }: { personId: string; currentId: number; limit: number; offset: number },
  now: number,
): Promise<ListedSession[]> {
  return reader.read<ListedSession>(
    sql`select id, user_agent as "userAgent", address_block as "addressBlock", created_at as "createdAt",
          last_seen_at as "lastSeenAt"
        from browser_session where person_id = ${personId} and ended_at is null and expires_at > ${now}
          and last_seen_at > ${now - SESSION_IDLE_MS}
        order by case when id = ${currentId} then 0 else 1 end, last_seen_at desc, id desc
        limit ${limit} offset ${offset}`,
  )
}

/** How many live sessions a person has. Index: browser_session_of_person. */
export async function countLiveSessions(reader: Reader, personId: string, now: number): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from browser_session where person_id = ${personId} and ended_at is null
          and expires_at > ${now} and last_seen_at > ${now - SESSION_IDLE_MS}`,
  )
  return row?.count ?? 0
}

/** Ends a session by its id if it is this person's and lives; says whether it did. */
export async function endSessionById(
  tx: Tx,
  { personId, id }: { personId: string; id: number },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update browser_session set ended_at = ${now}
        where id = ${id} and person_id = ${personId} and ended_at is null`,
  )
  return count === 1
}

/** Ends all sessions of a person but one; says how many lived. Index: browser_session_of_person. */
export async function endOtherSessions(
  tx: Tx,
  { personId, keptId }: { personId: string; keptId: number },
  now: number,
): Promise<number> {
  const { count } = await tx.write(
    sql`update browser_session set ended_at = ${now}
        where person_id = ${personId} and id <> ${keptId} and ended_at is null`,
  )
  return count
}

/** Deletes all sessions of a person, with the places and browsers they were used in. */
export async function deleteSessionsOf(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`delete from browser_session where person_id = ${personId}`)
}

/**
 * Whether the account of an address was signed in from this address block before. Unknown accounts never were; the
 * read is the same.
 */
export async function isFamiliarPlace(
  reader: Reader,
  { emailKey, addressBlock }: { emailKey: string; addressBlock: string },
): Promise<boolean> {
  const rows = await reader.read(
    sql`select 1 as found from person join browser_session on browser_session.person_id = person.id
        where person.email_key = ${emailKey} and browser_session.address_block = ${addressBlock} limit 1`,
  )
  return rows.length > 0
}

/** Whether a person has signed in anywhere, as far back as sessions are kept. Index: browser_session_of_person. */
export async function hasSessions(reader: Reader, personId: string): Promise<boolean> {
  const rows = await reader.read(
    sql`select 1 as found from browser_session where person_id = ${personId} limit 1`,
  )
  return rows.length > 0
}

/** Deletes up to `limit` sessions that expired before an instant; says how many. Index: browser_session_expiry. */
export async function deleteSessionsExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(
    sql`delete from browser_session where id in
        (select id from browser_session where expires_at < ${instant} order by expires_at limit ${limit})`,
  )
  return count
}

function fromRow(row: SessionRow): Session {
  const locale = parseLocale(row.locale)
  if (locale === null) throw new Error(`person ${row.person_id} has the locale ${row.locale}`)
  return {
    id: row.id,
    personId: row.person_id,
    authenticatedAt: row.authenticated_at,
    lastSeenAt: row.last_seen_at,
    selected: row.selected,
    person: {
      name: fullName({ firstName: row.first_name, name: row.name }),
      email: row.email,
      emailKey: row.email_key,
      isEmailConfirmed: row.email_confirmed_at !== null,
      locale,
      timeZone: row.time_zone,
      isOperator: row.is_operator === 1,
      avatarUrl: row.avatar_url,
      appearance: parseAppearance(row.appearance),
      hasTwoFactor: row.two_factor_since !== null,
    },
  }
}
