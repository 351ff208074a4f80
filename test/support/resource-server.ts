import { createPrivateKey, sign } from 'node:crypto'
import express from 'express'
import fastify from 'fastify'
import {
  createVerifier,
  expressGuard,
  fastifyGuard,
  HubUnavailable,
  type Options,
  type Requirement,
  TokenRefused,
  type Verifier,
} from '../../examples/resource-api/hub-tokens.js'
import { findPersonByEmailKey } from '../../src/modules/directory/index.ts'
import { findKeys } from '../../src/modules/oauth/index.ts'
import { buildConnection } from './builders.ts'
import { DEMO } from './demo.ts'
import type { TestApp } from './test-app.ts'
import { newTokens } from './tokens.ts'

/** The app `warehouse` of the demo data. */
const WAREHOUSE_APP = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e20'

/** What the hub and others are asked for, and whether anybody answers. */
export type Network = {
  requests: string[]
  /** What is answered instead of the hub; null lets the hub answer. */
  instead: (() => Promise<Response>) | null
  warnings: string[]
  /** The number of requests since it was last asked for it, by the end of their path. */
  counted(end: string): number
}

export const KEYS = 'jwks.json'
export const LIST = 'revoked_access_tokens'
export const ITEMS_READ: Requirement = { scope: 'warehouse.items.r' }

/** A verifier of this hub with the hub's clock, on a network that can be cut. */
export function resourceServer(
  hub: TestApp,
  options: Partial<Options> = {},
): { verifier: Verifier; network: Network } {
  const network: Network = {
    requests: [],
    instead: null,
    warnings: [],
    counted(end) {
      const count = this.requests.filter(url => url.endsWith(end)).length
      this.requests = this.requests.filter(url => !url.endsWith(end))
      return count
    },
  }
  const verifier = createVerifier({
    hub: hub.publicUrl,
    clock: () => hub.clock.now(),
    warn: message => network.warnings.push(message),
    fetch: (url, init) => {
      network.requests.push(url)
      return network.instead?.() ?? fetch(url, init)
    },
    ...options,
  })
  return { verifier, network }
}

/** How the network fails where nobody answers. */
export const away = () => Promise.reject(new TypeError('fetch failed'))

/** What comes of a token: `passes`, or the identifier of the refusal, or `unavailable`. */
export async function outcome(
  { verifier }: { verifier: Verifier },
  token: string,
  requirement: Requirement = ITEMS_READ,
): Promise<string> {
  try {
    await verifier.verify(`Bearer ${token}`, requirement)
    return 'passes'
  } catch (error) {
    if (error instanceof HubUnavailable) return 'unavailable'
    if (error instanceof TokenRefused) return error.errors[0] ?? ''
    throw error
  }
}

/**
 * A token for Stock Keeper that lets it see the items of a bearer: of Linden Press, or of its owner (`Per`), who then
 * uses the warehouse for themself.
 */
export async function itemsToken(
  hub: TestApp,
  bearer = `Org/${DEMO.linden}`,
  permission: 'r' | 'rw' = 'r',
): Promise<string> {
  if (bearer === 'Per') await connectOwner(hub)
  const scope = `${bearer}.warehouse.items.${permission}`
  return (await newTokens(hub, { scope, redirectUri: DEMO.organizationRedirectUrl })).access_token
}

/** Signs claims with the hub's own RS256 key, as only a test can. */
export async function hubSigner(hub: TestApp): Promise<(claims: object, header?: object) => string> {
  const [stored] = (await findKeys(hub.db)).filter(({ algorithm }) => algorithm === 'RS256')
  if (!stored) throw new Error('the hub has no key')
  const jwk = JSON.parse(hub.app.apps.secretBox.open('signing-key', stored.privateCiphertext))
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return (claims, header = {}) => {
    const input = `${part({ kid: stored.kid, alg: 'RS256', ...header })}.${part(claims)}`
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  }
}

async function connectOwner(hub: TestApp): Promise<void> {
  const person = await findPersonByEmailKey(hub.db, DEMO.owner)
  if (!person) throw new Error('there is no demo data')
  await buildConnection(hub, { appId: WAREHOUSE_APP, bearer: { type: 'Person', id: person.id } })
}

/** A part of a JWT. */
export function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** An API with one endpoint, `/`, that tells what it knows of the token. */
export type Api = AsyncDisposable & { url: string }

/** How the frameworks put the guard before an endpoint. */
export const FRAMEWORKS: Record<string, (verifier: Verifier, requirement: Requirement) => Promise<Api>> = {
  async Express(verifier, requirement) {
    const app = express()
    // Its own error page would print the failure.
    app.set('env', 'test')
    app.get('/', expressGuard(verifier, requirement), (req, res) => {
      res.json('token' in req && req.token)
    })
    const server = app.listen(0, 'localhost')
    await new Promise(resolve => server.once('listening', resolve))
    const address = server.address()
    return {
      url: `http://localhost:${typeof address === 'object' ? address?.port : ''}/`,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections()
        await new Promise(resolve => server.close(resolve))
      },
    }
  },
  async Fastify(verifier, requirement) {
    const app = fastify({ forceCloseConnections: true })
    app.decorateRequest('token', null)
    app.get(
      '/',
      { onRequest: fastifyGuard(verifier, requirement) },
      async request => 'token' in request && request.token,
    )
    const url = await app.listen({ host: 'localhost', port: 0 })
    return { url, [Symbol.asyncDispose]: () => app.close() }
  },
}
