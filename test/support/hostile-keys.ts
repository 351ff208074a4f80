import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'

/** A key of somebody else, and a server of theirs that would give its public half to whoever asks. */
export type HostileKeys = {
  kid: string
  /** Where their key set is. */
  url: string
  /** Headers that offer their key, or name it as the one of the hub with the id `ours`. */
  offers(ours: string): Record<string, unknown>[]
  /** A token signed by their key. */
  signed(header: Record<string, unknown>, claims: object): string
  /** How often their server was asked. */
  fetched(): number
  [Symbol.asyncDispose](): Promise<void>
}

/** A key set that listens, and waits to be believed. */
export async function hostileKeys(): Promise<HostileKeys> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = 'f'.repeat(64)
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
  let fetched = 0
  const server = createServer((_request, response) => {
    fetched += 1
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
  })
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  const address = server.address()
  const url = `http://localhost:${typeof address === 'object' ? address?.port : ''}/keys`
  return {
    kid,
    url,
    offers: ours => [
      { kid },
      { kid, jwk },
      { kid, jku: url },
      { kid, x5u: url },
      { kid: ours, jwk },
      { kid: ours, jku: url },
      { kid: url },
      { kid: `../../${kid}` },
    ],
    signed(header, claims) {
      const input = `${part({ ...header, alg: 'RS256' })}.${part(claims)}`
      return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
    },
    fetched: () => fetched,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
