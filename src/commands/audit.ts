import { findAppByName } from '../modules/apps/index.ts'
import { findTokenEntries, type StoredTokenEntry } from '../modules/oauth/index.ts'
import { findAuditEntries } from '../platform/audit.repository.ts'
import type { Reader } from '../platform/database/database.ts'
import { lineOf, type ShownEntry, shownAct, shownToken } from './audit-lines.ts'
import { type Command, Refused, readArgs, UsageError } from './command.ts'
import { withDatabase } from './open.ts'
import { duration } from './options.ts'

const LIMIT_DEFAULT = 100
const LIMIT_MAX = 1_000
const SINCE_DEFAULT = '24h'
/** `Person/<id>` and the like. */
const NAMED = /^([A-Za-z]+)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** What is asked for, as far as both kinds of entries know it. */
type Wish = {
  action: string | undefined
  actor: string | undefined
  subject: string | undefined
  clientId: string | undefined
  appId: string | undefined
  since: number
  until: number
}

/** Shows the audit log, newest first: what was done, and what came of the requests for tokens. */
export const listAudit: Command = async (args, surroundings) => {
  const text = { type: 'string' } as const
  const options = { client: text, app: text, subject: text, actor: text, action: text, since: text }
  const { option } = readArgs(args, { ...options, until: text, limit: text })
  const now = surroundings.clock.now()
  const limit = limitOf(option('limit'))
  const until = instantOf(option('until')) ?? now
  const since = now - (duration('since', option('since') ?? SINCE_DEFAULT) ?? 0)
  const subject = option('subject')
  if (subject !== undefined && subject !== 'Installation' && !NAMED.test(subject))
    throw new UsageError(
      `--subject is Person/<id>, Organization/<id>, Client/<id> or App/<id>, found ${subject}`,
    )
  const appName = option('app')

  return withDatabase(surroundings, async ({ db }) => {
    const app = appName === undefined ? undefined : await findAppByName(db, appName)
    if (app === null) throw new Refused(`there is no app ${appName}`)
    const wish: Wish = {
      action: option('action'),
      actor: option('actor'),
      subject,
      clientId: option('client'),
      appId: app?.id,
      since,
      until,
    }
    const found = await findBoth(db, wish, limit + 1)
    const entries = found.slice(0, limit)
    const next = found.length > limit ? (entries.at(-1)?.at ?? null) : null
    return {
      lines: [
        ...(entries.length === 0 ? ['There are no such entries.'] : entries.map(lineOf)),
        ...(next === null ? [] : [`There are more: --until ${next}`]),
      ],
      data: { entries, next_until: next },
    }
  })
}

/** The newest entries of both kinds, in one order. */
async function findBoth(reader: Reader, wish: Wish, limit: number): Promise<ShownEntry[]> {
  const acts = isTokenAction(wish.action) ? [] : await findAuditEntries(reader, wish, limit)
  const tokens = await findTokens(reader, wish, limit)
  const shown = [
    ...acts.map(entry => ({ instant: entry.createdAt, entry: shownAct(entry) })),
    ...tokens.map(entry => ({ instant: entry.createdAt, entry: shownToken(entry) })),
  ]
  return shown
    .sort((one, other) => other.instant - one.instant)
    .slice(0, limit)
    .map(({ entry }) => entry)
}

function isTokenAction(action: string | undefined): boolean {
  return action === 'token_issued' || action === 'token_refused'
}

/** Requests for tokens have a bearer for a subject, and as actor the client, or the person on whose behalf it asked. */
async function findTokens(
  reader: Reader,
  { action, actor, subject, clientId, appId, since, until }: Wish,
  limit: number,
): Promise<StoredTokenEntry[]> {
  if (action !== undefined && !isTokenAction(action)) return []
  const outcome = action === undefined ? undefined : action === 'token_issued' ? 'issued' : 'refused'
  const [, subjectType, subjectId = ''] = NAMED.exec(subject ?? '') ?? []
  const [, actorType, actorId = ''] = NAMED.exec(actor ?? '') ?? []
  const bearer = bearerOf(subjectType, subjectId)
  if (subject !== undefined && bearer === undefined) return []
  if (actor !== undefined && actorType !== 'Client' && actorType !== 'Person') return []
  if (actorType === 'Client' && clientId !== undefined && clientId !== actorId) return []
  return findTokenEntries(
    reader,
    {
      clientId: actorType === 'Client' ? actorId : clientId,
      appId,
      bearer,
      personId: actorType === 'Person' ? actorId : undefined,
      outcome,
      since,
      until,
    },
    limit,
  )
}

function bearerOf(type: string | undefined, id: string) {
  return type === 'Person' || type === 'Organization' ? { type, id } : undefined
}

function limitOf(value: string | undefined): number {
  if (value === undefined) return LIMIT_DEFAULT
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0
  if (limit < 1 || limit > LIMIT_MAX)
    throw new UsageError(`--limit is a whole number from 1 to ${LIMIT_MAX}, found ${value}`)
  return limit
}

function instantOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const instant = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant))
    throw new UsageError(`--until is an instant such as 2026-01-31T12:00:00Z, found ${value}`)
  return instant
}
