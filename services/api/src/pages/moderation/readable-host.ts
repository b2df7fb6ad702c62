import { domainToUnicode } from 'node:url'

/** A host as people write it, in its own script. */
export const readableHost = (host: string): string => (host.includes('xn--') ? domainToUnicode(host) || host : host)
