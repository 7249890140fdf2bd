import { BlockList, isIP } from 'node:net'

/** Addresses that no vendor answers at: of this machine, of its networks, or of nobody (IANA's special-purpose registries). */
const special = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network, prefix, 'ipv4')

/** Of IPv6, only what is handed out to the world may be spoken to, and of that not what carries an address of IPv4 in it. */
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
const carriers = new BlockList()
for (const [network, prefix] of [
  // Teredo and others for protocols, documentation, 6to4.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  carriers.addSubnet(network, prefix, 'ipv6')

/** Whether an IP address is private, of this machine, or otherwise none of the public internet. What is no address counts as one. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(bare)
  if (version === 4) return special.check(bare, 'ipv4')
  if (version !== 6) return true
  return !global.check(bare, 'ipv6') || carriers.check(bare, 'ipv6')
}
