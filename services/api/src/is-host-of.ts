import type { Site } from '@parley/store'

const LOOPBACK = new Set(['localhost', '127.0.0.1'])

/** Whether a host is a machine's own name, which stands for all its ports: whoever tries a site at home serves it from any. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host)

/** Whether an address is on one of the site's hosts, its port included unless the host stands for all of them. A name may end in the
 *  dot of its root. */
export const isHostOf = ({ hosts }: Pick<Site, 'hosts'>, url: URL): boolean => {
  const [host, hostname] = [url.host, url.hostname].map((name) => name.replace(/\.(?=:|$)/, '')) as [string, string]
  return hosts.includes(host) || (isLoopback(hostname) && hosts.includes(hostname))
}
