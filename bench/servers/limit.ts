/**
 * The limit: a bare HTTP server that reads a form, signs a token of the same size and answers; it checks and stores
 * nothing.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeHeader, type SigningAlgorithm, signJwt } from '../../src/modules/oauth/keys/jwt.ts'
import { announce } from '../support/contestant.ts'

const algorithm: SigningAlgorithm = process.argv[2] === 'ES256' ? 'ES256' : 'RS256'
const { privateKey } =
  algorithm === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signer = {
  kid: 'k'.repeat(64),
  algorithm,
  privateKey,
  encodedHeader: encodeHeader('k'.repeat(64), algorithm),
}

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', async () => {
    const form = new URLSearchParams(body)
    const now = Math.floor(Date.now() / 1000)
    const accessToken = await signJwt(signer, {
      iss: 'http://localhost:4000',
      sub: `Person/${randomUUID()}`,
      aud: ['stock_keeper'],
      jti: randomUUID(),
      nbf: now,
      exp: now + 3600,
      jku: 'http://localhost:4000/api/v1/jwt_public_keys',
      scope: ['directory.person.r'],
    })
    const answer = JSON.stringify({
      access_token: accessToken,
      refresh_token: form.get('refresh_token') ?? 'r'.repeat(47),
      token_type: 'bearer',
      scope: 'directory.person.r',
      audiences: ['stock_keeper'],
      expires_in: 3600,
      bearer: { id: randomUUID(), type: 'Person' },
    })
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    })
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const words = (count: number, word: string) => Array.from({ length: count }, () => word)
  announce({
    port,
    authorization: 'Basic eDp5',
    tokenPath: '/token',
    refreshTokens: words(Number(process.argv[3]), 'r'.repeat(47)),
    codes: words(Number(process.argv[4]), 'c'.repeat(47)),
    redirectUri: 'http://localhost:3000/callback',
  })
})
