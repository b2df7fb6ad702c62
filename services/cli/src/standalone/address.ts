import { isIPv6 } from 'node:net'

const bracketed = (host: string) => (isIPv6(host) ? `[${host}]` : host)

/** Where this machine reaches the api, whatever address it listens on. */
export const localUrl = (host: string, port: number): string => {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${bracketed(reachable)}:${port}`
}

/** The address that people are told: by name where the loopback or everything is listened on. */
export const shownUrl = (host: string, port: number): string =>
  ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host)
    ? `http://localhost:${port}`
    : `http://${bracketed(host)}:${port}`
