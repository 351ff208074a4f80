import type { FastifyInstance } from 'fastify'
import { SIGNING_ALGORITHMS } from './jwt.ts'
import type { KeyRing } from './key-ring.ts'

/** Verifiers may keep the set this long; a new key is published a day before it signs (C-43). */
const KEY_SET_MAX_AGE_SECONDS = 3600

/** The compatible key set: RSA only, exactly the four members verifiers know (spec oauth.md §10.2, G-03). */
export function compatibleKeySetRoute(scope: FastifyInstance, { keyRing }: { keyRing: KeyRing }): void {
  scope.get('/api/v1/jwt_public_keys', async (_request, reply) => {
    const keys = keyRing.publicKeys(['RS256']).map(({ jwk: { kty, n, e }, kid }) => ({ kty, n, e, kid }))
    return reply.header('cache-control', `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`).send({ keys })
  })
}

/** The standard key set with all algorithms (RFC 7517; spec oauth.md §16.4, G-03). */
export function jwksRoute(scope: FastifyInstance, { keyRing }: { keyRing: KeyRing }): void {
  scope.get('/.well-known/jwks.json', async (_request, reply) => {
    const keys = keyRing
      .publicKeys(SIGNING_ALGORITHMS)
      .map(({ jwk, kid, algorithm }) => ({ ...jwk, kid, use: 'sig', alg: algorithm }))
    return reply
      .headers({
        'cache-control': `public, max-age=${KEY_SET_MAX_AGE_SECONDS}`,
        'content-type': 'application/json; charset=utf-8',
      })
      .send({ keys })
  })
}
