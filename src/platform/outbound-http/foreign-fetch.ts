import { lookup } from 'node:dns/promises'
import * as http from 'node:http'
import * as https from 'node:https'
import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

const URL_CHARACTERS_MAX = 2000

/** What is fetched, from which address, and what it may cost. */
export type ForeignRequest = {
  url: URL
  address: string
  bytesMax: number
  timeoutMs: number
  accept: string
}
export type ForeignAnswer = { status: number; contentType: string; body: Buffer }

/** Why there is nothing: the address is not one we go to, the answer is too large, or there is none. */
export type ForeignFault = 'url' | 'not_public' | 'unreachable' | 'status' | 'too_large'

/** How the network is reached; tests give another. `get` goes to exactly this IP address. */
export type Network = {
  lookup(host: string): Promise<string[]>
  get(request: ForeignRequest): Promise<ForeignAnswer | 'too_large'>
}

/**
 * Gets what somebody else named by its address (attack F1):
 * 1. only https on its own port, without credentials
 * 2. the name is resolved once, and every address of it must be public
 * 3. the connection goes to the address that was looked at: a name that changes meanwhile leads nowhere else
 * 4. a redirect is no answer; size and time have limits
 */
export type ForeignFetch = (
  url: string,
  limits: Pick<ForeignRequest, 'bytesMax' | 'timeoutMs' | 'accept'>,
) => Promise<{ ok: true; answer: ForeignAnswer } | { ok: false; fault: ForeignFault }>

/** A fetch over this network. */
export function createForeignFetch(network: Network): ForeignFetch {
  return async (text, limits) => {
    const url = foreignUrl(text)
    if (url === null) return { ok: false, fault: 'url' }
    try {
      const addresses = await within(limits.timeoutMs, addressesOf(network, url.hostname))
      const [address] = addresses
      if (address === undefined) return { ok: false, fault: 'unreachable' }
      if (!addresses.every(isPublicAddress)) return { ok: false, fault: 'not_public' }
      const answer = await network.get({ url, address, ...limits })
      if (answer === 'too_large') return { ok: false, fault: 'too_large' }
      return answer.status === 200 ? { ok: true, answer } : { ok: false, fault: 'status' }
    } catch {
      // Names that do not exist, refused connections, certificates, time: all of it is the other side's.
      return { ok: false, fault: 'unreachable' }
    }
  }
}

/** An address that may be fetched; null for every other. */
export function foreignUrl(text: string): URL | null {
  if (text.length > URL_CHARACTERS_MAX || !URL.canParse(text)) return null
  const url = new URL(text)
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
  return isPlain ? url : null
}

/** A literal address is its own; `URL` has brought every spelling of it (`0x7f.1`, `[::1]`) into one form. */
async function addressesOf(network: Network, hostname: string): Promise<string[]> {
  const literal = hostname.replace(/^\[|\]$/g, '')
  return isIP(literal) === 0 ? network.lookup(hostname) : [literal]
}

/** The internet. */
export const INTERNET: Network = {
  lookup: async host => (await lookup(host, { all: true })).map(({ address }) => address),
  get: getFrom,
}

/** One GET to this IP address, with the name of the URL in the certificate and the `Host` header. Throws where it fails. */
export function getFrom({
  url,
  address,
  bytesMax,
  timeoutMs,
  accept,
}: ForeignRequest): Promise<ForeignAnswer | 'too_large'> {
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const family = isIP(address)
    const sent = request(
      url,
      {
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { accept, 'accept-encoding': 'identity', 'user-agent': 'grantory' },
        lookup: (_host, { all }, done) =>
          all ? done(null, [{ address, family }]) : done(null, address, family),
      },
      answer => {
        const parts: Buffer[] = []
        let size = Number(answer.headers['content-length'] ?? 0)
        const isTooLarge = () => size > bytesMax
        const giveUp = () => {
          sent.destroy()
          resolve('too_large')
        }
        if (isTooLarge()) return giveUp()
        size = 0
        answer.on('data', (part: Buffer) => {
          size += part.length
          if (isTooLarge()) giveUp()
          else parts.push(part)
        })
        answer.on('error', reject)
        answer.on('aborted', () => reject(new Error('the answer ended early')))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            contentType: answer.headers['content-type'] ?? '',
            body: Buffer.concat(parts),
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

/** What comes of it, unless that takes too long. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('took too long')), timeoutMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
