import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

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

/** An address without zone and IPv4-in-IPv6 clothing; empty when it is none. */
function plainAddress(text: string): string {
  const address = text.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped && isIP(mapped)) return mapped
  return isIP(address) ? address : ''
}

/** IPv4 counts as itself, IPv6 by its first 64 bits, in one spelling (G-18). */
function blockOf(address: string): string {
  if (isIP(address) !== 6) return address || 'unknown'
  // URL writes every spelling of an IPv6 address in its one canonical form.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const groups = head ? head.split(':') : []
  if (tail !== undefined) {
    const rest = tail ? tail.split(':') : []
    while (groups.length + rest.length < 8) groups.push('0')
    groups.push(...rest)
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}
