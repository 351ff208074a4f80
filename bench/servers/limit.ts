/**
 * The limit: a bare HTTP server that reads a form and answers. Under /sign it signs a token of the same size, under
 * anything else it says what it was taught; it checks and stores nothing.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeHeader, type SigningAlgorithm, signJwt } from '../../src/modules/oauth/keys/jwt.ts'
import { algorithmNamed } from '../support/algorithms.ts'
import { announce } from '../support/contestant.ts'

const algorithm = algorithmNamed(process.argv[2])
const kid = 'k'.repeat(64)
const signer = {
  kid,
  algorithm,
  privateKey: newPrivateKey(algorithm),
  encodedHeader: encodeHeader(kid, algorithm),
}
/** What is answered where: by path, the status and body of an answer of Grantory's. */
const taught = new Map<string, { status: number; body: string }>()

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    if (request.url === '/sign')
      void signed(new URLSearchParams(body)).then(text => send(response, 200, text))
    else {
      const answer = taught.get(request.url ?? '')
      send(response, answer?.status ?? 404, answer?.body ?? '')
    }
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  announce(port, {
    teach(argument) {
      const { path, status, body } = JSON.parse(argument)
      taught.set(path, { status, body })
    },
  })
})

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

async function signed(form: URLSearchParams): Promise<string> {
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
  return JSON.stringify({
    access_token: accessToken,
    refresh_token: form.get('refresh_token') ?? 'r'.repeat(47),
    token_type: 'bearer',
    scope: 'directory.person.r',
    audiences: ['stock_keeper'],
    expires_in: 3600,
    bearer: { id: randomUUID(), type: 'Person' },
  })
}

function newPrivateKey(algorithm: SigningAlgorithm) {
  switch (algorithm) {
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey
  }
}
