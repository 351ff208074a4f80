import sql, { join, type Sql } from 'sql-template-tag'
import { shareRows, type Tx } from '../../../platform/database/database.ts'
import type { Bearer } from '../protocol/scope-evaluation.ts'
import type { Grounds, TokenFamily } from './token-family.ts'

/** Whom a request without a person names: app and bearer, and the person who acts on its behalf. */
export type Named = { clientId: string; appId: string; bearer: Bearer; onBehalfOf: string | null }

/** What a new family stands on: its connections and its grounds. */
export type Standing = Grounds & Pick<TokenFamily, 'connectionId' | 'personConnectionId'>

type StandingRow = {
  connectionId: string
  personConnectionId: string | null
  credentialsDeletedAt: number | null
  credentialsAreConfidential: number
  appState: string
  appDeletedAt: number | null
  personUnavailableAt: number | null
  currentRoles: number | null
}

const COLUMNS = sql`c.id as "connectionId", k.deleted_at as "credentialsDeletedAt",
  k.is_confidential as "credentialsAreConfidential", a.state as "appState", a.deleted_at as "appDeletedAt"`
const PERSON_COLUMNS = sql`, coalesce(p.banned_at, p.deleted_at) as "personUnavailableAt"`
const NO_PERSON = sql`, null as "personUnavailableAt"`
const NOBODY_ACTS = sql`, null as "personConnectionId", null as "currentRoles"`

/**
 * Of the given scopes those that the bearer has granted under just these names, with what a family would stand on; in one
 * statement, because nothing more is needed for the request of a machine that asks for what it has. Null when it has
 * none, or when one of the names of providing apps names no app: it may be one of the hub that was switched off (G-01).
 * Everything read is taken, so that no family is made behind a revocation's back. Index: connection_live.
 */
export async function findGranted(
  tx: Tx,
  { clientId, appId, bearer }: Named,
  { scopes, providers }: { scopes: readonly string[]; providers: readonly string[] },
): Promise<{ standing: Standing; granted: string[] } | null> {
  const isPerson = bearer.type === 'Person'
  const rows = await tx.read<StandingRow & { scope: string }>(sql`
    select ${COLUMNS}${isPerson ? PERSON_COLUMNS : NO_PERSON}${NOBODY_ACTS}, s.scope
    from connection c join connection_scope s on s.connection_id = c.id
      join app a on a.id = c.app_id join credentials k on k.id = ${clientId}${isPerson ? joinPerson(bearer.id) : sql``}
    where ${isLive(sql`c`, appId, bearer)} and s.state = 'granted' and s.scope in (${join([...scopes])})${existing(providers)}
    ${shareRows(tx, 'a', 'k', ...(isPerson ? ['p'] : []), 'c', 's')}`)
  const [first] = rows
  return first ? { standing: standingOf(first), granted: rows.map(({ scope }) => scope) } : null
}

/**
 * Takes the live connections of everybody named, the membership of who acts, app and credentials for the rest of the
 * transaction; null when one of them is not there. Read what they hold after this.
 */
export async function lockStanding(
  tx: Tx,
  { clientId, appId, bearer, onBehalfOf }: Named,
): Promise<Standing | null> {
  const personId = onBehalfOf ?? (bearer.type === 'Person' ? bearer.id : null)
  const acting = onBehalfOf === null ? null : ({ type: 'Person', id: onBehalfOf } as const)
  const [row] = await tx.read<StandingRow>(sql`
    select ${COLUMNS}${personId === null ? NO_PERSON : PERSON_COLUMNS}${
      acting ? sql`, pc.id as "personConnectionId", m.roles as "currentRoles"` : NOBODY_ACTS
    }
    from connection c join app a on a.id = c.app_id join credentials k on k.id = ${clientId}${
      personId === null ? sql`` : joinPerson(personId)
    }${
      acting
        ? sql` join connection pc on ${isLive(sql`pc`, appId, acting)}
            join membership m on m.organization_id = c.bearer_id and m.person_id = ${acting.id}`
        : sql``
    }
    where ${isLive(sql`c`, appId, bearer)}
    ${shareRows(tx, 'a', 'k', ...(personId === null ? [] : ['p']), ...(acting ? ['m'] : []), 'c', ...(acting ? ['pc'] : []))}`)
  return row ? standingOf(row) : null
}

function existing(names: readonly string[]): Sql {
  if (names.length === 0) return sql``
  return sql` and (select count(*) from app where name in (${join([...names])})) = ${names.length}`
}

function isLive(alias: Sql, appId: string, { type, id }: Bearer): Sql {
  return sql`${alias}.app_id = ${appId} and ${alias}.bearer_type = ${type} and ${alias}.bearer_id = ${id}
    and ${alias}.revoked_at is null`
}

function joinPerson(id: string): Sql {
  return sql` join person p on p.id = ${id}`
}

function standingOf(row: StandingRow): Standing {
  return {
    connectionId: row.connectionId,
    personConnectionId: row.personConnectionId,
    credentialsAreDeleted: row.credentialsDeletedAt !== null,
    credentialsAreConfidential: row.credentialsAreConfidential === 1,
    appIsActive: row.appState !== 'inactive' && row.appDeletedAt === null,
    connectionIsLive: true,
    personConnectionIsLive: true,
    personIsAvailable: row.personUnavailableAt === null,
    currentRoles: row.currentRoles,
  }
}
