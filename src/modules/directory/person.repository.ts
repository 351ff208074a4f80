import sql, { join, raw } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { parseAppearance } from '../../platform/web/page.ts'
import type { EmailAddress } from './email.ts'
import type { MembershipKey } from './membership.ts'
import { LOCALES, type Person } from './person.ts'
import { ADMINISTRATOR_BITS } from './roles.ts'

/** A row of the table `person` with the columns of PERSON_COLUMNS. */
export type PersonRow = {
  id: string
  first_name: string | null
  name: string
  email: string
  email_key: string
  email_confirmed_at: number | null
  pronoun: string | null
  locale: string
  country_code: string | null
  unit_system: string
  time_zone: string
  birthday: string | null
  appearance: string
  avatar_url: string | null
  is_operator: number
  two_factor_since: number | null
  banned_at: number | null
  test_account_owner_id: string | null
  created_at: number
  updated_at: number
}

/** What `personFromRow` needs. */
export const PERSON_COLUMNS = raw(`person.id, person.first_name, person.name, person.email, person.email_key,
  person.email_confirmed_at, person.pronoun, person.locale, person.country_code, person.unit_system,
  person.time_zone, person.birthday, person.appearance, person.avatar_url, person.is_operator,
  person.two_factor_since, person.banned_at, person.test_account_owner_id, person.created_at, person.updated_at`)

/** A living person (banned ones included: look at `bannedAt`); null when unknown or deleted. */
export async function findPerson(reader: Reader, id: string): Promise<Person | null> {
  const [row] = await reader.read<PersonRow>(
    sql`select ${PERSON_COLUMNS} from person where id = ${id} and deleted_at is null`,
  )
  return row ? personFromRow(row) : null
}

/** The living person with this address, given by its key (email.ts); index: unique email_key. */
export async function findPersonByEmailKey(reader: Reader, emailKey: string): Promise<Person | null> {
  const [row] = await reader.read<PersonRow>(
    sql`select ${PERSON_COLUMNS} from person where email_key = ${emailKey} and deleted_at is null`,
  )
  return row ? personFromRow(row) : null
}

/** The living owners and admins of an organization, longest member first. Index: unique (organization, person). */
export async function administratorsOf(reader: Reader, organizationId: string): Promise<Person[]> {
  const rows = await reader.read<PersonRow>(
    sql`select ${PERSON_COLUMNS} from membership join person on person.id = membership.person_id
        where membership.organization_id = ${organizationId} and (membership.roles & ${ADMINISTRATOR_BITS}) <> 0
          and person.deleted_at is null and person.banned_at is null
        order by membership.created_at, membership.id`,
  )
  return rows.map(personFromRow)
}

/** The pictures of the living persons with these addresses, given by their keys; index: unique email_key. */
export async function findAvatars(
  reader: Reader,
  emailKeys: readonly string[],
): Promise<Map<string, string>> {
  if (emailKeys.length === 0) return new Map()
  const rows = await reader.read<{ email_key: string; avatar_url: string }>(
    sql`select email_key, avatar_url from person
        where email_key in (${join(emailKeys)}) and deleted_at is null and avatar_url is not null`,
  )
  return new Map(rows.map(({ email_key: key, avatar_url: url }) => [key, url]))
}

/** Stores a new person; false when the address is taken. */
export async function insertPerson(tx: Tx, person: Person): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into person (id, first_name, name, email, email_key, email_confirmed_at, pronoun, locale, country_code,
          unit_system, time_zone, avatar_url, is_operator, banned_at, test_account_owner_id, created_at, updated_at)
        values (${person.id}, ${person.firstName}, ${person.name}, ${person.email}, ${person.emailKey},
          ${person.emailConfirmedAt}, ${person.pronoun}, ${person.locale}, ${person.countryCode}, ${person.unitSystem},
          ${person.timeZone}, ${person.avatarUrl}, ${person.isOperator ? 1 : 0}, ${person.bannedAt},
          ${person.testAccountOwnerId}, ${person.createdAt}, ${person.updatedAt})
        on conflict (email_key) do nothing`,
  )
  return count === 1
}

/** Whether anybody has, or had, an account: an installation without is new. */
export async function hasPersons(reader: Reader): Promise<boolean> {
  const rows = await reader.read<{ id: string }>(sql`select id from person limit 1`)
  return rows.length > 0
}

/** Takes the person for the rest of the transaction, so that nobody joins while leaving for good; false when gone. */
export async function lockPerson(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.write(
    sql`update person set version = version + 1 where id = ${id} and deleted_at is null`,
  )
  return count === 1
}

/** Stores what a person may change about themselves; false when the person is gone. */
export async function storePersonDetails(tx: Tx, person: Person): Promise<boolean> {
  const { count } = await tx.write(
    sql`update person set first_name = ${person.firstName}, name = ${person.name}, pronoun = ${person.pronoun},
          locale = ${person.locale}, country_code = ${person.countryCode}, unit_system = ${person.unitSystem},
          time_zone = ${person.timeZone}, birthday = ${person.birthday}, appearance = ${person.appearance},
          avatar_url = ${person.avatarUrl}, updated_at = ${person.updatedAt}, version = version + 1
        where id = ${person.id} and deleted_at is null`,
  )
  return count === 1
}

/** Marks the address as confirmed if it still is this one and was not confirmed yet; says whether this call did it. */
export async function storeEmailConfirmation(
  tx: Tx,
  { personId, emailKey }: { personId: string; emailKey: string },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update person set email_confirmed_at = ${now}, updated_at = ${now}, version = version + 1
        where id = ${personId} and email_key = ${emailKey} and email_confirmed_at is null and deleted_at is null`,
  )
  return count === 1
}

/** Stores a person's address; false when another account has it. What was confirmed before is confirmed as of now. */
export async function storeEmail(
  tx: Tx,
  { personId, email }: { personId: string; email: EmailAddress },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update person set email = ${email.address}, email_key = ${email.key},
          email_confirmed_at = case when email_confirmed_at is null then null else cast(${now} as bigint) end,
          updated_at = ${now}, version = version + 1
        where id = ${personId} and deleted_at is null
          and not exists (select 1 from person other where other.email_key = ${email.key} and other.id <> person.id)`,
  )
  return count === 1
}

/** Whether a password alone does not sign a person in (primary key). */
export async function hasSecondFactor(reader: Reader, personId: string): Promise<boolean> {
  const rows = await reader.read(
    sql`select 1 as found from person where id = ${personId} and two_factor_since is not null`,
  )
  return rows.length > 0
}

/** Whether an organization asks its members for a second factor that this person does not have (primary keys). */
export async function lacksRequiredFactor(
  reader: Reader,
  { organizationId, personId }: MembershipKey,
): Promise<boolean> {
  const rows = await reader.read(sql`
    select 1 as found from organization join person on person.id = ${personId}
    where organization.id = ${organizationId} and organization.require_two_factor = 1
      and person.two_factor_since is null`)
  return rows.length > 0
}

/** Notes since when a person has a second factor, or that they have none; says whether that changed. */
export async function storeSecondFactorSince(
  tx: Tx,
  { personId, hasAny }: { personId: string; hasAny: boolean },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    hasAny
      ? sql`update person set two_factor_since = ${now}, updated_at = ${now}, version = version + 1
            where id = ${personId} and two_factor_since is null and deleted_at is null`
      : sql`update person set two_factor_since = null, updated_at = ${now}, version = version + 1
            where id = ${personId} and two_factor_since is not null and deleted_at is null`,
  )
  return count === 1
}

/** Bans a person; false when there is none or they are banned already. */
export async function storeBan(tx: Tx, personId: string, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`update person set banned_at = ${now}, updated_at = ${now}, version = version + 1
        where id = ${personId} and banned_at is null and deleted_at is null`,
  )
  return count === 1
}

/** Deletes a person and keeps nothing that tells who they were (G-33); false when they are gone already. */
export async function anonymise(
  tx: Tx,
  { personId, email }: { personId: string; email: string },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update person set first_name = null, name = '', email = ${email}, email_key = ${email},
          email_confirmed_at = null, pronoun = null, locale = 'en', country_code = null, unit_system = 'metric',
          time_zone = 'UTC', birthday = null, appearance = 'system', avatar_url = null, is_operator = 0,
          two_factor_since = null, deleted_at = ${now}, updated_at = ${now}, version = version + 1
        where id = ${personId} and deleted_at is null`,
  )
  return count === 1
}

/** A person as it is stored. */
export function personFromRow(row: PersonRow): Person {
  const locale = LOCALES.find(known => known === row.locale)
  if (locale === undefined) throw new Error(`person ${row.id} has the locale ${row.locale}`)
  if (row.unit_system !== 'metric' && row.unit_system !== 'imperial') {
    throw new Error(`person ${row.id} has the unit system ${row.unit_system}`)
  }
  return {
    id: row.id,
    firstName: row.first_name,
    name: row.name,
    email: row.email,
    emailKey: row.email_key,
    emailConfirmedAt: row.email_confirmed_at,
    pronoun: row.pronoun,
    locale,
    countryCode: row.country_code,
    unitSystem: row.unit_system,
    timeZone: row.time_zone,
    birthday: row.birthday,
    appearance: parseAppearance(row.appearance),
    avatarUrl: row.avatar_url,
    isOperator: row.is_operator === 1,
    twoFactorSince: row.two_factor_since,
    bannedAt: row.banned_at,
    testAccountOwnerId: row.test_account_owner_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
