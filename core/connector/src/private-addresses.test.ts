import { expect, test } from 'vitest'
import { isPrivateAddress } from './private-addresses.ts'

test.each([
  ['127.0.0.1', 'this machine'],
  ['127.255.255.254', 'this machine'],
  ['0.0.0.0', 'this machine'],
  ['10.1.2.3', 'a private network'],
  ['172.16.0.1', 'a private network'],
  ['172.31.255.255', 'a private network'],
  ['192.168.1.1', 'a private network'],
  ['100.64.0.1', 'a carrier'],
  ['169.254.169.254', "a cloud's metadata"],
  ['224.0.0.1', 'many'],
  ['255.255.255.255', 'all'],
  ['::1', 'this machine'],
  ['[::1]', 'this machine'],
  ['::', 'this machine'],
  ['::ffff:127.0.0.1', 'an address of IPv4 in one of IPv6'],
  ['::ffff:7f00:1', 'the same in hex'],
  ['::ffff:8.8.8.8', 'any of these'],
  ['64:ff9b::7f00:1', 'one that is translated'],
  ['2002:7f00:1::', '6to4'],
  ['2001:0:7f00:1::', 'Teredo'],
  ['fc00::1', 'a private network'],
  ['fd12:3456::1', 'a private network'],
  ['fe80::1%eth0', 'this link'],
  ['ff02::1', 'many'],
  ['not an address', 'nothing'],
])('%s is %s, and refused', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
  '%s is of the public internet',
  (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  },
)
