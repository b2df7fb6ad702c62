import { REDIS_RIGHTS } from '@parley/queue'
import type { Finding } from './finding.ts'
import { wrong } from './finding.ts'

/** Why a Redis gives no facts: a code where there is one, what its answer begins with, or that there was none. */
export const whyAway = (fault: unknown): string => {
  if (!(fault instanceof Error) || fault.name === 'AbortError') return 'no answer within 5 seconds'
  if (fault.message.startsWith('ERR unknown command')) return 'a command is renamed'
  const code = 'code' in fault ? String(fault.code) : ''
  return /^[A-Z]\w+$/.test(code) ? code : (/^[A-Z]{4,}/.exec(fault.message)?.[0] ?? 'it fails')
}

const mends: [RegExp, (name: string) => string][] = [
  [/^(WRONGPASS|NOAUTH)$/, (name) => `see the user and the password in ${name}; an @ in it is written %40, a : %3A`],
  [
    /^NOPERM$|renamed/,
    (name) => `let ${name}'s user do what it needs (ACL SETUSER … ${REDIS_RIGHTS}); rename no command`,
  ],
  [
    /ALTNAME/,
    (name) => `have ${name} name the host as the server's certificate does, or the certificate name that host`,
  ],
  [/CERT|SIGN/, () => 'name the file of its CA in NODE_EXTRA_CA_CERTS, here and for api and worker'],
  [
    /^(ECONNRESET|EPIPE)$/,
    (name) => `if it wants TLS, ${name} begins with rediss://; if protected-mode is on, set a password`,
  ],
]

/** A Redis that gives no facts, `name` being the variable that names it. */
export const judgeAway = (whose: string, name: string, why: string): Finding => {
  const [, mend] = mends.find(([reason]) => reason.test(why)) ?? []
  return wrong(`${whose} Redis cannot be reached (${why})`, mend?.(name) ?? `see that it runs and what ${name} names`)
}
