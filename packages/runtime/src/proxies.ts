import { BlockList, isIP, isIPv6 } from 'node:net'

/** Addresses and subnets by commas, such as `127.0.0.1, 10.0.0.0/8, ::1`; undefined where one of them is neither. */
export const readProxies = (text: string): BlockList | undefined => {
  const list = new BlockList()
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue
    const [address = '', prefix, ...rest] = entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    const bits = prefix === undefined ? undefined : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity // '' would be all addresses
    const fits = bits === undefined || bits <= (family === 'ipv6' ? 128 : 32)
    if (isIP(address) === 0 || !fits || rest.length > 0) return undefined
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, bits, family)
  }
  return list
}
