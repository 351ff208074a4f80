import { statusOf } from '../modules/oauth/index.ts'
import { type Command, readArgs, UsageError } from './command.ts'
import { withSystem } from './open.ts'
import { isoTime } from './options.ts'
import { appNamed, bearerFrom, WHOSE } from './whose.ts'

const TOKENS_SHOWN = 100

/** Lists private tokens and the tokens of apps that work now: of a person, an organization or an app. */
export const listTokens: Command = async (args, surroundings) => {
  const { option } = readArgs(args, WHOSE)
  const appName = option('app')
  return withSystem(surroundings, async ({ app: { db, tokens } }) => {
    const now = surroundings.clock.now()
    const bearer = await bearerFrom(db, option)
    if (bearer === null && appName === undefined)
      throw new UsageError('--person, --organization or --app is missing')
    const app = appName === undefined ? null : await appNamed(db, appName)
    const filter = bearer === null ? { appId: app?.id ?? '' } : { bearer }
    const active = await tokens.activeTokens(filter, now, TOKENS_SHOWN)
    const ofApps = app === null ? active : active.filter(token => token.appName === app.name)
    const own = bearer === null || app !== null ? [] : await tokens.privateTokensOf(bearer, now, TOKENS_SHOWN)
    const privateTokens = own.map(token => ({
      jti: token.jti,
      status: statusOf(token, now),
      note: token.note,
      scope: token.scopes,
      created_by: token.createdBy,
      created_at: isoTime(token.createdAt),
      expires_at: isoTime(token.expiresAt),
      reason: token.revocationReason,
    }))
    const appTokens = ofApps.map(token => ({
      jti: token.jti,
      app: token.appName,
      client_id: token.clientId,
      bearer: token.bearer,
      on_behalf_of: token.personId,
      flow: token.flow,
      scope: token.scopes,
      issued_at: isoTime(token.issuedAt),
      expires_at: isoTime(token.expiresAt),
    }))
    const isAll = active.length < TOKENS_SHOWN && own.length < TOKENS_SHOWN
    return {
      lines: [
        ...privateTokens.map(
          ({ jti, status, expires_at, note, scope }) =>
            `${jti}  private  ${status.padEnd(7)}  until ${expires_at}  ${note}  ${scope.join(' ')}`,
        ),
        ...appTokens.map(
          ({ jti, app: name, flow, expires_at, scope }) =>
            `${jti}  ${name}  ${flow}  until ${expires_at}  ${scope.join(' ')}`,
        ),
        ...(privateTokens.length + appTokens.length === 0 ? ['There are none.'] : []),
        ...(isAll ? [] : [`Only the newest ${TOKENS_SHOWN} of a kind are shown.`]),
      ],
      data: { private_tokens: privateTokens, app_tokens: appTokens, complete: isAll },
    }
  })
}
