import { findAppByName } from '../modules/apps/index.ts'
import { findTokenEntries, type StoredTokenEntry, type TokenEntryFilter } from '../modules/oauth/index.ts'
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
  const page = pageOf(option('until')) ?? { until: now, skip: 0 }
  const since = now - (duration('since', option('since') ?? SINCE_DEFAULT) ?? 0)
  const subject = option('subject')
  if (subject !== undefined && subject !== 'Installation' && !NAMED.test(subject))
    throw new UsageError(
      `--subject is Person/<id>, Organization/<id>, Client/<id> or App/<id>, found ${subject}`,
    )
  const appName = option('app')
  const isOfOneApp = [option('client'), appName].some(name => name !== undefined)
  if (option('action') === 'token_issued' && subject !== undefined && !isOfOneApp)
    throw new UsageError('--action token_issued with --subject needs --app or --client beside it')

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
      until: page.until,
    }
    const found = (await findBoth(db, wish, page.skip + limit + 1)).slice(page.skip)
    const entries = found.slice(0, limit)
    const next = found.length > limit ? nextPage(entries, page) : null
    return {
      lines: [
        ...(entries.length === 0 ? ['There are no such entries.'] : entries.map(lineOf)),
        ...(next === null ? [] : [`There are more: --until ${next}`]),
      ],
      data: { entries, next_until: next },
    }
  })
}

/** The newest entries of both kinds, in one order that stays the same. */
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

/**
 * Requests for tokens have a bearer for a subject and a client for an actor. Of one bearer only refusals are looked for,
 * unless the app is named: that is what can be found without reading all.
 */
async function findTokens(
  reader: Reader,
  { action, actor, subject, clientId, appId, since, until }: Wish,
  limit: number,
): Promise<StoredTokenEntry[]> {
  if (action !== undefined && !isTokenAction(action)) return []
  const [, actorType, actorId = ''] = NAMED.exec(actor ?? '') ?? []
  const client = actorType === 'Client' ? actorId : clientId
  if (actor !== undefined && (actorType !== 'Client' || client !== (clientId ?? actorId))) return []
  const [, subjectType, subjectId = ''] = NAMED.exec(subject ?? '') ?? []
  const bearer = bearerOf(subjectType, subjectId)
  if (subject !== undefined && bearer === undefined) return []

  const outcome = action === undefined ? undefined : action === 'token_issued' ? 'issued' : 'refused'
  const during = { since, until }
  if (client !== undefined)
    return findTokenEntries(reader, { ...during, clientId: client, appId, bearer, outcome }, limit)
  if (appId !== undefined) return findTokenEntries(reader, { ...during, appId, bearer, outcome }, limit)
  if (bearer === undefined) return findTokenEntries(reader, { ...during, outcome }, limit)
  return outcome === 'issued'
    ? []
    : findTokenEntries(reader, { ...during, bearer, outcome: 'refused' }, limit)
}

function bearerOf(type: string | undefined, id: string): TokenEntryFilter['bearer'] {
  return type === 'Person' || type === 'Organization' ? { type, id } : undefined
}

function limitOf(value: string | undefined): number {
  if (value === undefined) return LIMIT_DEFAULT
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0
  if (limit < 1 || limit > LIMIT_MAX)
    throw new UsageError(`--limit is a whole number from 1 to ${LIMIT_MAX}, found ${value}`)
  return limit
}

/** Where a page begins: at an instant, behind so many entries of this very instant. */
type Page = { until: number; skip: number }

/** `2026-01-31T12:00:00.000Z`, and behind a `+` what was shown of that instant already. */
function pageOf(value: string | undefined): Page | undefined {
  if (value === undefined) return undefined
  const [, instant = '', skip = '0'] = /^(\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?)(?:\+(\d{1,6}))?$/.exec(value) ?? []
  const until = Date.parse(instant)
  if (Number.isNaN(until))
    throw new UsageError(`--until is an instant such as 2026-01-31T12:00:00Z, found ${value}`)
  return { until, skip: Number(skip) }
}

function nextPage(entries: readonly ShownEntry[], { until, skip }: Page): string | null {
  const last = entries.at(-1)?.at
  if (last === undefined) return null
  const shown = entries.filter(({ at }) => at === last).length
  return `${last}+${shown + (Date.parse(last) === until ? skip : 0)}`
}
