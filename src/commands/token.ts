import type { App } from '../app.ts'
import { findAppByName } from '../modules/apps/index.ts'
import {
  findOrganization,
  findOrganizationBySlug,
  findPersonByEmailKey,
  parseEmail,
} from '../modules/directory/index.ts'
import { uuid } from '../platform/crypto/random.ts'
import type { Db } from '../platform/database/database.ts'
import { plainName } from '../platform/web/plain-text.ts'
import {
  type Command,
  EXIT,
  Refused,
  type Result,
  readArgs,
  type Surroundings,
  UsageError,
} from './command.ts'
import { withSystem } from './open.ts'
import { required } from './options.ts'

const TOKENS_SHOWN = 100
const NOTE = 'made at the command line'
type Bearer = { type: 'Person' | 'Organization'; id: string }

/** Makes a private access token, or with `--app` one of a private app for a connected organization (oauth.md §13). */
export const issueToken: Command = async (args, surroundings) => {
  const { option } = readArgs(args, { ...WHOSE, scope: { type: 'string' }, note: { type: 'string' } })
  const scopes = required('scope', option('scope'))
    .split(/[\s,]+/)
    .filter(Boolean)
  const appName = option('app')
  if (appName !== undefined && option('person') !== undefined)
    throw new UsageError('--app goes with --organization: people have private tokens only')

  return withSystem(surroundings, async ({ app }) => {
    const now = surroundings.clock.now()
    const bearer = await bearerFrom(app.db, option)
    if (bearer === null) throw new UsageError('--person or --organization is missing')
    if (appName !== undefined) return generate(app, { appName, organizationId: bearer.id, scopes }, now)
    const note = option('note') ?? NOTE
    const created = await app.tokens.createPrivate({ bearer, note, scopes, formId: uuid(now) }, now)
    if (typeof created === 'string') throw new Refused(words(created), details(created, scopes))
    const { token, jti } = created
    const expiresAt = isoTime(created.expiresAt)
    return {
      lines: [token, '', `Shown only now. Its id is ${jti}; it expires at ${expiresAt}.`],
      data: { access_token: token, jti, bearer, scope: created.scopes, note, expires_at: expiresAt },
    }
  })
}

async function generate(
  app: App,
  { appName, organizationId, scopes }: { appName: string; organizationId: string; scopes: string[] },
  now: number,
): Promise<Result> {
  const { id: appId } = await appNamed(app.db, appName)
  const generated = await app.tokens.generate({ appId, organizationId, scopes }, now)
  if (typeof generated === 'string') throw new Refused(words(generated), details(generated, scopes))
  const { accessToken, refreshToken, jti, clientId } = generated
  const expiresAt = isoTime(generated.expiresAt)
  return {
    lines: [
      `access token   ${accessToken}`,
      `refresh token  ${refreshToken}`,
      `client id      ${clientId}`,
      '',
      `Shown only now. Its id is ${jti}; the access token expires at ${expiresAt}.`,
    ],
    data: {
      access_token: accessToken,
      refresh_token: refreshToken,
      client_id: clientId,
      jti,
      bearer: { type: 'Organization', id: organizationId },
      scope: generated.scopes,
      expires_at: expiresAt,
    },
  }
}

/** Says what a token is, and why it would be refused; exit code 5 when it would be. */
export const inspectTokenCommand: Command = async (args, surroundings) => {
  const text = await tokenFrom(args, surroundings)
  return withSystem(surroundings, async ({ app }) => {
    const { kind, refusal, header, claims, facts } = await app.tokens.inspect(text, surroundings.clock.now())
    const shown = { ...facts, ...(header && { key: `${header.kid} (${header.alg})` }), ...readable(claims) }
    return {
      exitCode: refusal === null ? EXIT.done : EXIT.refused,
      lines: [
        refusal === null ? `This ${kind} is accepted.` : `This ${kind} is refused: ${plainName(refusal)}.`,
        ...Object.entries(shown)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => `  ${plainName(name).padEnd(13)}${plainName(String(value))}`),
      ],
      data: { kind, accepted: refusal === null, refusal, header, claims, facts },
    }
  })
}

/** Ends a token and all that belongs to it. */
export const revokeToken: Command = async (args, surroundings) => {
  const text = await tokenFrom(args, surroundings)
  return withSystem(surroundings, async ({ app }) => {
    const revoked = await app.tokens.revoke(text, surroundings.clock.now())
    if (revoked === null) throw new Refused('there is no such token')
    const { jti, kind, hadEnded } = revoked
    return {
      lines: [hadEnded ? `The token ${jti} had ended before.` : `The token ${jti} is revoked.`],
      data: { jti, kind, state: hadEnded ? 'had ended' : 'revoked' },
    }
  })
}

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
      status: token.revokedAt !== null ? 'revoked' : token.expiresAt <= now ? 'expired' : 'active',
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

const WHOSE = {
  person: { type: 'string' },
  organization: { type: 'string' },
  app: { type: 'string' },
} as const

/** The person of `--person` (an address) or the organization of `--organization` (slug or id); null without both. */
async function bearerFrom(db: Db, option: (name: string) => string | undefined): Promise<Bearer | null> {
  const [address, named] = [option('person'), option('organization')]
  if (address !== undefined && named !== undefined)
    throw new UsageError('--person and --organization exclude each other')
  if (address !== undefined) {
    const email = parseEmail(address)
    if (email === null) throw new UsageError(`--person is no address: ${address}`)
    const person = await findPersonByEmailKey(db, email.key)
    if (person === null) throw new Refused(`there is no account with the address ${email.address}`)
    return { type: 'Person', id: person.id }
  }
  if (named === undefined) return null
  const organization = (await findOrganizationBySlug(db, named)) ?? (await findOrganization(db, named))
  if (organization === null) throw new Refused(`there is no organization ${named}`)
  return { type: 'Organization', id: organization.id }
}

async function appNamed(db: Db, name: string) {
  const app = await findAppByName(db, name)
  if (app === null) throw new Refused(`there is no app ${name}`)
  return app
}

/** The token as a word, or from standard input, where no history of a shell keeps it. */
async function tokenFrom(args: string[], surroundings: Surroundings): Promise<string> {
  const isGiven = args.some(word => word !== '-')
  const { word } = readArgs(args, {}, isGiven ? ['token'] : args.length === 0 ? [] : ['-'])
  const text = (isGiven ? word(0) : await surroundings.readInput()).trim()
  if (text === '') throw new UsageError('expected a token, on the command line or on standard input')
  return text
}

/** Claims for people: instants as times, the rest as it is. A forged token may say anything. */
function readable(claims: Record<string, unknown> | null): Record<string, string | null> {
  const isInstant = (name: string, value: unknown): value is number =>
    (name === 'nbf' || name === 'exp') && typeof value === 'number' && Math.abs(value) < 8e12
  return Object.fromEntries(
    Object.entries(claims ?? {}).map(([name, value]) => [
      name,
      isInstant(name, value) ? isoTime(value * 1000) : Array.isArray(value) ? value.join(' ') : String(value),
    ]),
  )
}

/** A fault's identifier as words. */
function words(fault: string): string {
  return `no token was made: ${fault.replaceAll('_', ' ')}`
}

function details(fault: string, scopes: readonly string[]): string[] {
  return fault.startsWith('scopes_') ? [...scopes] : []
}

function isoTime(instant: number): string {
  return new Date(instant).toISOString()
}
