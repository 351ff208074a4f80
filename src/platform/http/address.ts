import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Origin } from '../audit.ts'

const FORWARDED_HOPS_MAX = 20

/** Tells a request's own address and the block that limits are counted on. */
export type Addresses = { addressBlock(request: FastifyRequest): string }

/**
 * Reads addresses for limits. `X-Forwarded-For` is believed only as far as its hops come from `trustedProxies`
 * (addresses or networks in CIDR form); an unparsable hop ends the walk.
 */
export function createAddresses(trustedProxies: string[]): Addresses {
  const trusted = new BlockList()
  for (const network of trustedProxies) {
    const [address = '', prefix] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(prefix), family)
  }
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

  return {
    addressBlock(request) {
      let address = plainAddress(request.socket.remoteAddress ?? '')
      const header = request.headers['x-forwarded-for']
      const hops = (typeof header === 'string' ? header : '').split(',').slice(-FORWARDED_HOPS_MAX)
      while (address && isTrusted(address) && hops.length > 0) {
        const hop = plainAddress(hops.pop()?.trim() ?? '')
        if (!hop) break
        address = hop
      }
      return blockOf(address)
    },
  }
}

/** Where an act comes from that this request causes, for the audit log. */
export function originOf(request: FastifyRequest, addresses: Addresses): Origin {
  return { correlationId: request.id, addressBlock: addresses.addressBlock(request) }
}

/** `203.0.113.7:4711` and `[2001:db8::1]:4711`: some proxies tell the port too (RFC 7239 §6.2). */
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/
/** IPv4 in IPv6 clothing in the canonical spelling (RFC 4291 §2.5.5.2). */
const MAPPED = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/

/** An address in its one spelling, without port, zone and IPv4-in-IPv6 clothing; empty when it is none. */
function plainAddress(text: string): string {
  const [, bracketed, withPort] = WITH_PORT.exec(text) ?? []
  const address = (bracketed ?? withPort ?? text).replace(/%.*$/, '')
  if (isIP(address) !== 6) return isIP(address) ? address : ''
  // URL writes every spelling of an IPv6 address in its canonical form.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [, high, low] = MAPPED.exec(canonical) ?? []
  if (high === undefined || low === undefined) return canonical
  const bytes = Buffer.from(high.padStart(4, '0') + low.padStart(4, '0'), 'hex')
  return bytes.join('.')
}

/** IPv4 counts as itself, IPv6 by its first 64 bits (G-18). */
function blockOf(address: string): string {
  if (isIP(address) !== 6) return address || 'unknown'
  const [head = '', tail] = address.split('::')
  const groups = head ? head.split(':') : []
  if (tail !== undefined) {
    const rest = tail ? tail.split(':') : []
    while (groups.length + rest.length < 8) groups.push('0')
    groups.push(...rest)
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}
