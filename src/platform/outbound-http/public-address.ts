import { BlockList, isIP } from 'node:net'

/** What is not on the public internet, or leads back from it (IANA special-purpose registries, RFC 6890). */
const NETWORKS_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]
/** Of the global unicast addresses 2000::/3: protocol assignments with Teredo, documentation, 6to4, which hides an IPv4 address. */
const NETWORKS_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const notPublic = new BlockList()
for (const network of NETWORKS_4) addTo(notPublic, network, 'ipv4')
for (const network of NETWORKS_6) addTo(notPublic, network, 'ipv6')
const globalUnicast = new BlockList()
addTo(globalUnicast, '2000::/3', 'ipv6')

/**
 * Whether an IP address is on the public internet. Everything else of IPv6, also mapped and translated IPv4 addresses, is
 * none: nobody serves from there.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, 'ipv4')
    case 6:
      // A zone (`%eth0`) names a link of this machine.
      return (
        !address.includes('%') && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
      )
    default:
      return false
  }
}

function addTo(list: BlockList, network: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', bits] = network.split('/')
  list.addSubnet(address, Number(bits), family)
}
