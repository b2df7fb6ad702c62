import type { Config } from '../config.ts'
import { version } from '../version.ts'
import type { Finding } from './finding.ts'
import { look, ok, wrong } from './finding.ts'

/** Looks at what needs no server: versions and how the api is reached. */
export const lookAround = ({ host, trustedProxies }: Config, nodeVersion: string): Finding[] => [
  ok(`Parley ${version}`),
  Number.parseInt(nodeVersion, 10) >= 24
    ? ok(`Node ${nodeVersion}`)
    : wrong(`Node ${nodeVersion} is too old`, 'use Node 24 or newer; npm scripts of the checkout bring their own'),
  judgeProxies(host, trustedProxies),
]

/** Behind a proxy that is not named all readers are one address: they share one rate limit. */
const judgeProxies = (host: string, trustedProxies: string | undefined): Finding => {
  if (trustedProxies) return ok(`X-Forwarded-For is believed from ${trustedProxies}`)
  const says = 'X-Forwarded-For is believed from nobody, so behind a proxy all readers share one rate limit'
  const proxy = /^(127\.|::1$|localhost$)/.test(host) ? '127.0.0.1,::1' : "the proxy's address"
  return look(says, `if a web server or balancer stands before the api, set TRUSTED_PROXIES to ${proxy}`)
}
