import { DEMO } from '../../src/demo-facts.ts'
import { type Contestant, startContestant } from './contestant.ts'
import type { Cores } from './cores.ts'
import { type Grants, MACHINE_SCOPES } from './grants.ts'
import { PEER } from './peer-facts.ts'

/** The endpoints that scenarios use. */
export type Endpoint = 'token' | 'introspection' | 'device' | 'delegation' | 'check'

/** A server as the load sees it: one or more processes with the same endpoints. */
export type Target = {
  name: string
  processes: readonly Contestant[]
  /** Paths of what it has. */
  endpoints: Partial<Record<Endpoint, string>>
  authorization: string
  clientId: string
  redirectUri: string
  /** The form of a machine's request; and where it is another one, for a token that can be introspected. */
  machineForm: string
  introspectableForm: string
  /** The client that a delegated token is for. */
  delegateId: string
  refreshTokens(count: number): Promise<string[]>
  codes(count: number): Promise<string[]>
}

/** Grantory on this database, in as many processes as there are `cores`. */
export async function startGrantory(options: {
  name: string
  databaseUrl: string
  algorithm: string
  grants: Grants
  cores: readonly Cores[]
}): Promise<Target> {
  const { name, databaseUrl, algorithm, grants, cores } = options
  const processes: Contestant[] = []
  try {
    // One after another, as the first one migrates.
    for (const each of cores)
      processes.push(await startContestant('grantory', { words: [databaseUrl, algorithm], cores: each }))
    const [first] = processes
    const { clientId, secret } = DEMO.stockKeeper
    const scopes = MACHINE_SCOPES.map(scope => `Org/${DEMO.lindenPress}.${scope}`).join(',')
    const machineForm = `grant_type=client_credentials&scope=${encodeURIComponent(scopes)}`
    return {
      name,
      processes,
      endpoints: await endpointsOf(`http://127.0.0.1:${first?.port}`),
      authorization: basic(clientId, secret),
      clientId,
      redirectUri: DEMO.stockKeeper.redirectUrls[0],
      machineForm,
      introspectableForm: machineForm,
      delegateId: DEMO.warehouse.clientId,
      refreshTokens: grants.refreshTokens,
      codes: grants.codes,
    }
  } catch (error) {
    for (const process of processes) await process.stop()
    throw error
  }
}

/** What its metadata announce, of this load's concern. Delegation has no metadata: it is asked whether it is there. */
async function endpointsOf(url: string): Promise<Target['endpoints']> {
  const answer = await fetch(`${url}/.well-known/oauth-authorization-server`)
  // RFC 8414 §2: endpoints are URLs.
  const metadata = (await answer.json()) as { [name: string]: unknown }
  const path = (name: string) => {
    const address = metadata[name]
    return typeof address === 'string' ? new URL(address).pathname : undefined
  }
  const delegation = '/oauth/delegate'
  const probe = await fetch(url + delegation, { method: 'POST' })
  await probe.arrayBuffer()
  const found = {
    token: path('token_endpoint'),
    introspection: path('introspection_endpoint'),
    device: path('device_authorization_endpoint'),
    delegation: probe.status === 404 ? undefined : delegation,
    check: '/api/v1/access_token',
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** oidc-provider: no delegation, and no API of its own to check tokens for. */
export async function startPeer(algorithm: string, cores: Cores): Promise<Target> {
  const process = await startContestant('oidc-provider', { words: [algorithm], cores })
  const machineForm = `grant_type=client_credentials&scope=${encodeURIComponent('items:read')}`
  return {
    name: 'oidc-provider',
    processes: [process],
    endpoints: { token: '/token', introspection: '/token/introspection', device: '/device/auth' },
    authorization: basic(PEER.clientId, PEER.clientSecret),
    clientId: PEER.clientId,
    redirectUri: PEER.redirectUri,
    machineForm,
    introspectableForm: `${machineForm}&resource=${encodeURIComponent(PEER.opaqueResource)}`,
    delegateId: '',
    refreshTokens: count => process.ask('refreshTokens', String(count)),
    codes: count => process.ask('codes', String(count)),
  }
}

function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}
