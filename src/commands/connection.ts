import { desiredScopesOf, findApp } from '../modules/apps/index.ts'
import {
  approveWaiting,
  type Connectable,
  type Connection,
  entryPointFor,
  findHoldings,
  findLiveConnection,
  findLiveConnections,
  listConnections,
  revokeByBearer,
  scopesByState,
} from '../modules/connections/index.ts'
import { type ConnectFault, connectApp } from '../modules/store/index.ts'
import type { Db } from '../platform/database/database.ts'
import { plainName } from '../platform/web/plain-text.ts'
import { ACTOR } from './app.ts'
import { type Command, Refused, readArgs, UsageError } from './command.ts'
import { withDatabase, withSystem } from './open.ts'
import { isoTime, scopeList } from './options.ts'
import { appNamed, bearerFrom, DECIDER, deciderFrom, WHOSE } from './whose.ts'

const SHOWN = 100

/** Connects an app with everything it desires, as the store does for a person or an organization (platform.md §7). */
export const createConnection: Command = async (args, surroundings) => {
  const { option, word } = readArgs(args, DECIDER, ['app'])
  return withSystem(surroundings, async ({ config, app: { db, connections } }) => {
    const app = await appNamed(db, word(0))
    const { bearer, personId } = await deciderFrom(db, option)
    const { desired } = await desiredScopesOf(db, app.id)
    const before = await connections.wishOf(db, { appId: app.id, desired }, bearer)
    const wish = { appId: app.id, bearer, personId, shown: before.asked, act: { actor: ACTOR } }
    const isSandbox = config.environment === 'sandbox'
    const fault = await connectApp({ db, connections, isSandbox }, wish, surroundings.clock.now())
    if (fault) throw new Refused(CONNECT_FAULTS[fault](app.name))
    const connection = await connectionOf(db, app.id, bearer)
    const { granted, requested } = scopesByState(connection)
    const organizationId = bearer.type === 'Organization' ? bearer.id : null
    const opensAt = entryPointFor(app.entryPointUrl, organizationId)
    const outcome =
      before.connectionId === null ? 'connected' : before.asked.length > 0 ? 'extended' : 'unchanged'
    return {
      lines: [
        `${app.name} is connected${OUTCOME_WORDS[outcome]}.`,
        ...scopeLines({ granted, requested }),
        ...(opensAt === null ? [] : [`  opens at   ${opensAt}`]),
      ],
      data: {
        outcome,
        app: app.name,
        bearer,
        connection: connection.id,
        granted,
        requested,
        opens_at: opensAt,
      },
    }
  })
}

const OUTCOME_WORDS = {
  connected: '',
  extended: ' already, and got what it desired in addition',
  unchanged: ' already, and has everything it desires',
}

const CONNECT_FAULTS: Record<ConnectFault, (name: string) => string> = {
  gone: name => `${name} is the hub itself, or has been deleted meanwhile`,
  not_administrator: () => 'only an owner or admin of the organization decides for it',
  not_available: name =>
    `${name} cannot be connected here: it is switched off, or not published and nobody invited the organization`,
  changed: name => `${name} asks for something else since a moment ago: try again`,
}

/** Lists who is connected to an app, or what a person or an organization is connected to. */
export const listConnectionsCommand: Command = async (args, surroundings) => {
  const { option } = readArgs(args, WHOSE)
  return withDatabase(surroundings, async ({ db }) => {
    const appName = option('app')
    const app = appName === undefined ? null : await appNamed(db, appName)
    const bearer = await bearerFrom(db, option)
    if (app === null && bearer === null) throw new UsageError('--app, --person or --organization is missing')
    const { shown, total } = await (app ? connectionsTo(db, app, bearer) : connectionsOf(db, bearer))
    return {
      lines: [
        ...shown.flatMap(({ app, bearer, connected_at, granted, requested }) => [
          `${app}  ${bearer.type}/${bearer.id}${connected_at ? `  since ${connected_at}` : ''}`,
          ...scopeLines({ granted, requested }),
        ]),
        ...(shown.length === 0 ? ['There are none.'] : []),
        ...(shown.length < total ? [`Only the oldest ${shown.length} of ${total} are shown.`] : []),
      ],
      data: { connections: shown, total },
    }
  })
}

type Shown = {
  connection: string
  app: string
  bearer: Connectable
  connected_at?: string
  granted: string[]
  requested: string[]
}

async function connectionsTo(
  db: Db,
  app: { id: string },
  bearer: Connectable | null,
): Promise<{ shown: Shown[]; total: number }> {
  const filter = { appIds: [app.id], bearer }
  const { connections, total } = await listConnections(db, filter, { offset: 0, limit: SHOWN })
  const shown = connections.map(({ id, appName, createdAt, ...connection }) => {
    const { granted, requested } = scopesByState(connection)
    const { bearer } = connection
    return { connection: id, app: appName, bearer, connected_at: isoTime(createdAt), granted, requested }
  })
  return { shown, total }
}

async function connectionsOf(db: Db, bearer: Connectable | null): Promise<{ shown: Shown[]; total: number }> {
  const live = bearer === null ? [] : await findLiveConnections(db, { bearer })
  const shown: Shown[] = []
  for (const { id, appId } of live.slice(0, SHOWN)) {
    const [app, connection] = [await findApp(db, appId), await findLiveConnection(db, id)]
    if (app === null || connection === null) continue
    const { granted, requested } = scopesByState(connection)
    shown.push({ connection: id, app: app.name, bearer: connection.bearer, granted, requested })
  }
  return { shown, total: live.length }
}

/** Grants what waits for approval: all of it, or the scopes of `--scope`. */
export const approveConnection: Command = async (args, surroundings) => {
  const { option, word } = readArgs(args, { ...DECIDER, scope: { type: 'string' } }, ['app'])
  const wanted = scopeList(option('scope'))
  return withSystem(surroundings, async ({ app: { db, connections } }) => {
    const app = await appNamed(db, word(0))
    const { bearer, personId } = await deciderFrom(db, option)
    const connection = await connectionOf(db, app.id, bearer)
    const { waiting } = scopesByState(connection)
    const absent = (wanted ?? []).filter(scope => !waiting.includes(scope))
    if (absent.length > 0) throw new Refused('these do not wait for an approval', absent)
    const scopes = wanted ?? waiting
    const decision = { connectionId: connection.id, appId: app.id, bearer, scopes, personId }
    const acting = { ...decision, act: { actor: ACTOR } }
    const approved = await approveWaiting({ db, connections }, acting, surroundings.clock.now())
    if (approved === 'gone' || approved === 'not_permitted') throw new Refused(DECISION_REFUSALS[approved])
    const { granted, requested } = scopesByState(await findLiveConnection(db, connection.id))
    return {
      lines: [
        approved === 0
          ? 'Nothing waits for an approval.'
          : `${approved} approved. ${app.name} can use it at once.`,
        ...scopeLines({ granted, requested }),
      ],
      data: { app: app.name, bearer, approved, granted, requested },
    }
  })
}

/** Ends a connection, and every token of it. */
export const revokeConnection: Command = async (args, surroundings) => {
  const { option, word } = readArgs(args, DECIDER, ['app'])
  return withSystem(surroundings, async ({ app: { db, connections } }) => {
    const app = await appNamed(db, word(0))
    const { bearer, personId } = await deciderFrom(db, option)
    const { id: connectionId } = await connectionOf(db, app.id, bearer)
    const decision = { connectionId, bearer, personId, act: { actor: ACTOR } }
    const revoked = await revokeByBearer({ db, connections }, decision, surroundings.clock.now())
    if (revoked !== 'revoked') throw new Refused(DECISION_REFUSALS[revoked])
    return {
      lines: [`${app.name} is not connected any more; every token of it has ended.`],
      data: { app: app.name, bearer, state: 'revoked' },
    }
  })
}

const DECISION_REFUSALS = {
  gone: 'the connection has ended meanwhile',
  not_permitted: 'only an owner or admin of the organization decides for it',
}

async function connectionOf(db: Db, appId: string, bearer: Connectable): Promise<Connection> {
  const [holdings] = await findHoldings(db, appId, [bearer])
  if (!holdings?.connection) throw new Refused('the app is not connected there')
  return holdings.connection
}

function scopeLines({ granted, requested }: { granted: string[]; requested: string[] }): string[] {
  return [
    ...(granted.length > 0 ? [`  granted    ${granted.map(plainName).join(' ')}`] : []),
    ...(requested.length > 0 ? [`  requested  ${requested.map(plainName).join(' ')}`] : []),
  ]
}
