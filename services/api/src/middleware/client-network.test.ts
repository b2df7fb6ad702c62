import { BlockList } from 'node:net'
import { expect, test } from 'vitest'
import { clientAddress, networkFrom } from './client-network.ts'

const proxies = new BlockList()
proxies.addSubnet('10.0.0.0', 8, 'ipv4')
proxies.addAddress('::1', 'ipv6')

test.each([
  ['no proxy: the peer', '203.0.113.7', undefined, '203.0.113.7'],
  ['a stranger’s header is not believed', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['a proxy’s header is', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['the last hop that is no proxy counts', '10.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.3.4', '198.51.100.1'],
  ['what the caller put in front is ignored', '10.0.0.1', '127.0.0.1, 198.51.100.1', '198.51.100.1'],
  ['rubbish in the header leaves what is known', '10.0.0.1', 'unknown, 10.9.9.9', '10.9.9.9'],
  ['only rubbish leaves the proxy', '10.0.0.1', 'evil', '10.0.0.1'],
  ['IPv4 seen on an IPv6 socket', '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['a port and brackets', '::1', '[2001:db8::7]:4711', '2001:db8::7'],
  ['no peer at all', undefined, '198.51.100.1', undefined],
])('%s', (_why, peer, forwarded, expected) => {
  expect(clientAddress(peer, forwarded, proxies)).toBe(expected)
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, 'none'],
])('%s is of the network %s', (address, network) => {
  expect(networkFrom(address)).toBe(network)
})
