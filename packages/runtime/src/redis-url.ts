/** Whether an address of Redis, or of a cluster's nodes by commas, can be read to its end: its ports, and what its password escapes. */
export const isRedisUrl = (text: string): boolean => {
  const [, hosts = ''] = /^rediss?:\/\/(?:[^@/]*@)?([^/?#]+)/.exec(text) ?? []
  return hosts !== '' && hosts.split(',').every((node) => isReadable(text.replace(hosts, node)))
}

const isReadable = (text: string): boolean => {
  const url = URL.parse(text)
  if (!url?.hostname) return false
  try {
    decodeURIComponent(`${url.username} ${url.password}`)
    return true
  } catch {
    return false
  }
}

/** What to tell whose address cannot be read. */
export const REDIS_URL_MEND =
  'cannot be read: in its password % is written %25, / is %2F, # is %23, ? is %3F, @ is %40, and its port is 1 to 65535'
