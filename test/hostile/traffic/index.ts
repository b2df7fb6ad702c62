import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { endpoints, type Endpoint } from '@parley/contracts'
import { freePort } from '@parley/embedded'
import { freshFolder } from '../../support/embedded.ts'
import { startProcess } from '../../support/processes.ts'
import { row, type Row } from '../report.ts'
import type { Target } from '../target.ts'
import { conversation, type Exchange } from './conversation.ts'
import { comments, counts, moderation, owners, refusals } from './flows.ts'

/** Plays the main flows through Prism, which holds each request and answer against the document that the api serves. */
export const traffic = async ({ url, token }: Target): Promise<Row[]> => {
  const document = await (await fetch(`${url}/openapi.json`)).text()
  await using referee = await startReferee(document, url)
  const { say, exchanges } = conversation(referee.url)
  await comments(say, token)
  await counts(say)
  await moderation(say, token)
  await owners(say, token)
  await refusals(say, token)
  const findings = exchanges.flatMap(({ line, findings: wrong }) => wrong.map((one) => `${line}: ${one}`))
  const statuses = new Set(exchanges.map(({ status }) => status)).size
  const result = `${exchanges.length} exchanges, ${operationsOf(exchanges)} of ${Object.keys(endpoints).length} operations, ${statuses} statuses`
  return [row('Prism', 'traffic keeps to the served document', result, ...findings), await control(document)]
}

/** A service that answers what the document does not allow: the referee must say so. */
const control = async (document: string): Promise<Row> => {
  const liar = createServer(({ url }, answer) => {
    answer.statusCode = url === '/readyz' ? 418 : 200
    answer.setHeader('Content-Type', 'application/json').end(url === '/readyz' ? '{"ok":true}' : '{"ok":"yes"}')
  })
  await once(liar.listen(0, '127.0.0.1'), 'listening')
  try {
    await using referee = await startReferee(document, `http://127.0.0.1:${(liar.address() as AddressInfo).port}`)
    const { say } = conversation(referee.url)
    const [body, status] = [await say('GET /healthz'), await say('GET /readyz')]
    const missed = [body, status].filter(({ findings }) => findings.length === 0).map(({ line }) => line)
    const letThrough = missed.length > 0 && `let through: ${missed.join(', ')}`
    return row('Prism', 'control: a wrong body, a wrong status', `${2 - missed.length} of 2 seen`, letThrough)
  } finally {
    liar.close()
  }
}

const startReferee = async (document: string, upstream: string) => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await freshFolder())
  const path = join(folder.path, 'openapi.json')
  await writeFile(path, document)
  const port = await freePort()
  stack.use(
    await startProcess({
      main: 'test/hostile/tools/node_modules/@stoplight/prism-cli/dist/index.js',
      args: ['proxy', path, upstream, '-h', '127.0.0.1', '-p', String(port)],
      ready: ({ lines }) => lines.some((line) => line.includes('Prism is listening')),
    }),
  )
  const owned = stack.move()
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const operationsOf = (exchanges: Exchange[]): number => {
  const table = Object.values<Endpoint>(endpoints)
  const met = table.filter(({ method, path }) => {
    const pattern = new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    return exchanges.some(({ line, status }) => status < 400 && pattern.test(line.split('?')[0] ?? ''))
  })
  return met.length
}
