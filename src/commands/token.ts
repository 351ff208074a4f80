import type { App } from '../app.ts'
import { uuid } from '../platform/crypto/random.ts'
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
import { claimTime, isoTime, required, scopeList } from './options.ts'
import { appNamed, bearerFrom, WHOSE } from './whose.ts'

const NOTE = 'made at the command line'

/** Makes a private access token, or with `--app` one of a private app for a connected organization (oauth.md §13). */
export const issueToken: Command = async (args, surroundings) => {
  const { option } = readArgs(args, { ...WHOSE, scope: { type: 'string' }, note: { type: 'string' } })
  const scopes = scopeList(required('scope', option('scope'))) ?? []
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
        refusal === null
          ? `This ${kind} is accepted.`
          : `This ${kind} is refused: ${plainName(refusal.text)}.`,
        ...Object.entries(shown)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => `  ${plainName(name).padEnd(13)}${plainName(String(value))}`),
      ],
      data: { kind, accepted: refusal === null, refusal: refusal?.text ?? null, header, claims, facts },
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
  const shown = (name: string, value: unknown) =>
    (name === 'nbf' || name === 'exp' ? claimTime(value) : null) ??
    (Array.isArray(value) ? value.join(' ') : String(value))
  return Object.fromEntries(Object.entries(claims ?? {}).map(([name, value]) => [name, shown(name, value)]))
}

/** A fault's identifier as words. */
function words(fault: string): string {
  return `no token was made: ${fault.replaceAll('_', ' ')}`
}

function details(fault: string, scopes: readonly string[]): string[] {
  return fault.startsWith('scopes_') ? [...scopes] : []
}
