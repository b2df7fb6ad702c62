import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/** How a checker was reached: who may be, how long it may take, and how much it may say. */
export type Reach = { allowPrivate: boolean; timeoutMs: number }

/** Why a checker gave no answer, in a word for the log. */
export class CheckerFailure extends Error {
  override name = 'CheckerFailure'
}

const MOST_BYTES = 65_536

/** Posts a text and answers status and body. Only https to public addresses, unless the operator allows others; the address that is
 *  checked is the one connected to. No redirect is followed. Throws `CheckerFailure`. */
export const askOutside = (
  address: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  { allowPrivate, timeoutMs }: Reach,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const url = URL.parse(address)
    const fail = (why: string): void => reject(new CheckerFailure(why))
    if (!url || (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))) return fail('not https')
    const host = url.hostname.replace(/^\[|\]$/gu, '')
    if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return fail('address not public')

    const checked: typeof lookup = ((name: string, options: object, done: (...found: unknown[]) => void) =>
      lookup(name, { ...options, all: true }, (fault, found) => {
        if (fault) return done(fault)
        const usable = allowPrivate ? found : found.filter((one) => isPublicAddress(one.address))
        if (usable.length === 0) return done(new CheckerFailure('address not public'))
        if ('all' in options && options.all) return done(null, usable)
        return done(null, usable[0]?.address, usable[0]?.family)
      })) as typeof lookup

    const signal = AbortSignal.timeout(timeoutMs)
    const send = url.protocol === 'https:' ? secureRequest : plainRequest
    const asked = send(
      url,
      { method: 'POST', headers: { ...headers, 'Content-Length': Buffer.byteLength(body) }, lookup: checked, signal },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
          if (text.length > MOST_BYTES) response.destroy(new CheckerFailure('answer too long'))
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.on('error', (fault) => reject(failureOf(fault, signal)))
      },
    )
    asked.on('error', (fault) => reject(failureOf(fault, signal)))
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      fail(`status ${response.statusCode}`)
    })
    signal.addEventListener('abort', () => fail('late'), { once: true }) // whatever became of the request
    asked.end(body)
  })

// A message of node's names hosts and addresses, which a log need not.
const failureOf = (fault: Error, signal: AbortSignal): CheckerFailure => {
  if (fault instanceof CheckerFailure) return fault
  return new CheckerFailure(signal.aborted ? 'late' : 'unreachable')
}
