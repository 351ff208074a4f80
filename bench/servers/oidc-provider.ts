/** oidc-provider with a Map-backed adapter (nothing is made durable) and JWT access tokens. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { algorithmNamed } from '../support/algorithms.ts'
import { announce } from '../support/contestant.ts'
import { PEER } from '../support/peer-facts.ts'

const algorithm = algorithmNamed(process.argv[2])
const { clientId, clientSecret, redirectUri, jwtResource: RESOURCE, opaqueResource: OPAQUE_RESOURCE } = PEER
const SCOPE = 'offline_access items:read'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

type Payload = Record<string, unknown> & { grantId?: string; consumed?: number }
const stored = new Map<string, Payload>()

/** Keeps everything: the adapter that comes with the library forgets all but the last thousand. */
class MapAdapter {
  readonly #model: string
  constructor(model: string) {
    this.#model = model
  }
  async upsert(id: string, payload: Payload): Promise<void> {
    stored.set(`${this.#model}:${id}`, payload)
  }
  async find(id: string): Promise<Payload | undefined> {
    return stored.get(`${this.#model}:${id}`)
  }
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async destroy(id: string): Promise<void> {
    stored.delete(`${this.#model}:${id}`)
  }
  async consume(id: string): Promise<void> {
    const payload = stored.get(`${this.#model}:${id}`)
    if (payload) payload.consumed = Math.floor(Date.now() / 1000)
  }
  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, payload] of stored) if (payload.grantId === grantId) stored.delete(key)
  }
}

const TTL_SECONDS = 24 * 3600
const KINDS = ['AccessToken', 'AuthorizationCode', 'ClientCredentials', 'DeviceCode', 'Grant', 'RefreshToken']

const { privateKey } = newKeys()
const provider = new Provider('http://localhost:4000', {
  adapter: MapAdapter,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'key', use: 'sig', alg: algorithm }] },
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_GRANT],
      response_types: ['code'],
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: algorithm,
    },
  ],
  scopes: ['offline_access', 'items:read'],
  pkce: { required: () => false },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  // Its codes would end after a minute, in the middle of a long run.
  ttl: Object.fromEntries(KINDS.map(kind => [kind, TTL_SECONDS])),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true, allowedPolicy: async () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => ({
        scope: 'items:read',
        audience: resource,
        accessTokenFormat: resource === OPAQUE_RESOURCE ? 'opaque' : 'jwt',
        jwt: { sign: { alg: algorithm } },
      }),
    },
  },
  findAccount: async (_context: unknown, id: string) => ({
    accountId: id,
    claims: async () => ({ sub: id }),
  }),
  cookies: { keys: ['bench'] },
})

const client = await configuredClient()

const server = createServer(provider.callback())
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  announce(port, {
    refreshTokens: count => times(Number(count), newRefreshToken),
    codes: count => times(Number(count), newCode),
  })
})

async function configuredClient() {
  const found = await provider.Client.find(clientId)
  if (!found) throw new Error('the client was configured above')
  return found
}

async function newRefreshToken(index: number): Promise<string> {
  const token = new provider.RefreshToken({
    client,
    ...(await newGrant(index)),
    scope: SCOPE,
    resource: RESOURCE,
    gty: 'authorization_code',
    rotations: 0,
    iiat: Math.floor(Date.now() / 1000),
  })
  return token.save()
}

async function newCode(index: number): Promise<string> {
  const code = new provider.AuthorizationCode({
    client,
    ...(await newGrant(index)),
    scope: SCOPE,
    resource: RESOURCE,
    redirectUri,
    gty: 'authorization_code',
  })
  return code.save()
}

async function newGrant(index: number): Promise<{ accountId: string; grantId: string }> {
  const accountId = `person-${index}`
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope('offline_access')
  grant.addResourceScope(RESOURCE, 'items:read')
  return { accountId, grantId: await grant.save() }
}

async function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let index = 0; index < count; index += 1) made.push(await make(index))
  return made
}

function newKeys() {
  switch (algorithm) {
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 })
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generateKeyPairSync('ed25519')
  }
}
