/** oidc-provider with a Map-backed adapter (nothing is made durable) and JWT access tokens. */
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { announce } from '../support/contestant.ts'

const algorithm = process.argv[2] === 'ES256' ? 'ES256' : 'RS256'
const refreshTokenCount = Number(process.argv[3])
const codeCount = Number(process.argv[4])
const [clientId, clientSecret, redirectUri] = ['app', 's'.repeat(32), 'https://app.example/callback']
const SCOPE = 'offline_access items:read'
const RESOURCE = 'urn:items'

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

const { privateKey } =
  algorithm === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })

const provider = new Provider('http://localhost:4000', {
  adapter: MapAdapter,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'key', use: 'sig', alg: algorithm }] },
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      grant_types: ['authorization_code', 'refresh_token'],
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
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'items:read',
        audience: RESOURCE,
        accessTokenFormat: 'jwt',
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

const client = await provider.Client.find(clientId)
if (!client) throw new Error('the client was configured above')

async function newGrant(index: number): Promise<{ accountId: string; grantId: string }> {
  const accountId = `person-${index}`
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope('offline_access')
  grant.addResourceScope(RESOURCE, 'items:read')
  return { accountId, grantId: await grant.save() }
}

const refreshTokens: string[] = []
for (let index = 0; index < refreshTokenCount; index += 1) {
  const token = new provider.RefreshToken({
    client,
    ...(await newGrant(index)),
    scope: SCOPE,
    resource: RESOURCE,
    gty: 'authorization_code',
    rotations: 0,
    iiat: Math.floor(Date.now() / 1000),
  })
  refreshTokens.push(await token.save())
}
const codes: string[] = []
for (let index = 0; index < codeCount; index += 1) {
  const code = new provider.AuthorizationCode({
    client,
    ...(await newGrant(index)),
    scope: SCOPE,
    resource: RESOURCE,
    redirectUri,
    gty: 'authorization_code',
  })
  codes.push(await code.save())
}

const server = createServer(provider.callback())
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  announce({
    port,
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    tokenPath: '/token',
    refreshTokens,
    codes,
    redirectUri,
  })
})
