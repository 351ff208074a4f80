import { parseEnv } from 'node:util'
import { DEMO } from '../../demo-facts.ts'
import { REFRESH_TOKEN_VARIABLE, SECRET_VARIABLE, TOKEN_VARIABLE } from '../../platform/http/curl.ts'
import { type Arguments, Refused, type Surroundings, UsageError } from '../command.ts'
import { isLoopback, isWebAddress } from './web-address.ts'

const ID_VARIABLE = 'GRANTORY_CLIENT_ID'
const DEFAULT_PORT = '4000'

/** The credentials a flow is performed with; without a secret they are public. */
export type Client = { id: string; secret: string | null; isDemo: boolean }

/** The credentials of the demo data that suit a flow. */
export type DemoClient = 'confidential' | 'public'

/** A secret on the command line that is read from standard input. */
const FROM_INPUT = '-'

/**
 * The server to talk to: `--hub`, or the hub that the configuration describes. Only its address is read, because a client
 * needs nothing else of it.
 */
export function readHub({ option }: Arguments, { environment, dotEnvText }: Surroundings): string {
  const file: Record<string, string | undefined> = dotEnvText === null ? {} : parseEnv(dotEnvText)
  const variable = (name: string) => environment[name]?.trim() || file[name]?.trim()
  const hub =
    option('hub') ?? variable('PUBLIC_URL') ?? `http://localhost:${variable('PORT') ?? DEFAULT_PORT}`
  const url = URL.parse(hub)
  if (!isWebAddress(hub) || url?.search !== '' || url.hash !== '' || url.username !== '') {
    throw new UsageError(`--hub is the address of an authorization server, found ${hub}`)
  }
  return hub
}

/**
 * The client of the options, else of the environment. When neither names one, and the hub is on this machine, it is one
 * of the demo data; elsewhere there is none.
 */
export async function readClient(
  { option }: Arguments,
  { environment, readInput }: Surroundings,
  { hub, demo }: { hub: string; demo: DemoClient },
): Promise<Client | null> {
  const known = environment[ID_VARIABLE] || undefined
  const named = option('client-id')
  const secret = option('client-secret')
  const id = named ?? known
  if (id === undefined) {
    if (secret !== undefined) throw new UsageError('--client-secret needs --client-id')
    return isLoopback(new URL(hub)) ? demoClient(demo) : null
  }
  if (secret === FROM_INPUT) return { id, secret: (await readInput()).trim() || null, isDemo: false }
  // The secret of the environment belongs to the client of the environment, when there is one.
  const isItsOwn = known === undefined || known === id
  const fallback = isItsOwn ? environment[SECRET_VARIABLE] || null : null
  return { id, secret: secret ?? fallback, isDemo: false }
}

/** What to say when there is no client. */
export function missingClient(): UsageError {
  return new UsageError(`--client-id is missing; the variable ${ID_VARIABLE} may have it, too`)
}

/** `--parameter name=value`, as often as it is given, also with a name the request has already. */
export function readParameters({ list }: Arguments): [string, string][] {
  return list('parameter').map(pair => {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--parameter is name=value, found ${pair}`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
}

/** The access token a flow begins with; null when nobody gave one. */
export function readToken(args: Arguments, surroundings: Surroundings): Promise<string | null> {
  return readKept(args, surroundings, { name: 'token', variable: TOKEN_VARIABLE })
}

/** The refresh token a flow begins with; null when nobody gave one. */
export function readRefreshToken(args: Arguments, surroundings: Surroundings): Promise<string | null> {
  return readKept(args, surroundings, { name: 'refresh-token', variable: REFRESH_TOKEN_VARIABLE })
}

async function readKept(
  { option }: Arguments,
  { environment, readInput }: Surroundings,
  { name, variable }: { name: string; variable: string },
): Promise<string | null> {
  const given = option(name)
  if (given !== FROM_INPUT) return given ?? (environment[variable] || null)
  if (option('client-secret') === FROM_INPUT) {
    throw new UsageError(`standard input has either the client secret or the ${name.replace('-', ' ')}`)
  }
  const read = (await readInput()).trim()
  if (read === '') throw new Refused('there is nothing on standard input')
  return read
}

function demoClient(demo: DemoClient): Client {
  const { clientId, secret, publicClientId } = DEMO.stockKeeper
  return demo === 'public'
    ? { id: publicClientId, secret: null, isDemo: true }
    : { id: clientId, secret, isDemo: true }
}
