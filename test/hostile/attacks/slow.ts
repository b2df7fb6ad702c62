import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { librariesOf, unpacked } from '../../support/debian.ts'
import { freshFolder } from '../../support/embedded.ts'
import { runProgram } from '../../support/programs.ts'
import { LONG_PAGE } from './long-page.ts'
import { seenInWords, unavailable, watch, type Seen } from './probe.ts'
import { row, type Row } from '../report.ts'
import { SITE, type Target } from '../target.ts'

const SECONDS = 30
const CONNECTIONS = 2_000

const advice =
  'slowhttptest is missing, and only Debian’s apt can fetch it into .cache/ (elsewhere: leave it out with --only)'

const comments = `/v1/sites/${SITE}/comments`
const attacks = [
  { what: 'slow headers', args: ['-H', '-i', '5'], path: `${comments}?article=calm` },
  {
    what: 'slow bodies',
    args: ['-B', '-i', '5', '-s', '8192', '-t', 'POST', '-f', 'application/json'],
    path: comments,
  },
  { what: 'slow reads', args: ['-X', '-w', '10', '-y', '100', '-n', '5', '-z', '32'], path: LONG_PAGE },
]

/** Thousands of connections that speak or listen as slowly as they can, while others are served. */
export const slow = async (target: Target): Promise<{ rows: Row[]; seen: Seen[] }> => {
  const rows = [await control()]
  const seen: Seen[] = []
  for (const { what, args, path } of attacks) {
    const watching = watch(target)
    const told = await slowhttptest(target.url + path, args, { connections: CONNECTIONS, seconds: SECONDS })
    const met = await watching.stop()
    seen.push(met)
    const result = `${told.most} at once, ${told.closed} closed by the service; ${seenInWords(met)}`
    const blind = told.most < CONNECTIONS / 2 && `only ${told.most} connections were made`
    const away = told.away > 0 && `the tool could not reach the service in ${told.away} of ${told.looked} looks`
    rows.push(row('slowhttptest', what, result, blind, away, ...unavailable(met)))
  }
  return { rows, seen }
}

/** A server with room for twenty that answers nobody: the tool must see that it is not available. */
const control = async (): Promise<Row> => {
  const server = createServer()
  server.maxConnections = 20
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { away, looked } = await slowhttptest(url, ['-H', '-i', '2'], { connections: 200, seconds: 8 })
  server.close()
  const missed = away === 0 && 'a server that answers nobody was called available'
  return row('slowhttptest', 'control: a full server', `away in ${away} of ${looked} looks`, missed)
}

const slowhttptest = async (url: string, args: string[], size: { connections: number; seconds: number }) => {
  const home = await unpacked({ name: 'slowhttptest', packages: ['slowhttptest'], advice })
  await using folder = await freshFolder()
  const figures = join(folder.path, 'figures')
  const program = join(home, 'usr/bin/slowhttptest')
  const bounds = ['-c', `${size.connections}`, '-r', '500', '-l', `${size.seconds}`, '-p', '3']
  const { output } = await runProgram(program, [...args, ...bounds, '-u', url, '-g', '-o', figures], {
    env: await librariesOf(home),
    timeoutMs: (size.seconds + 60) * 1_000,
  })
  const table = await readFile(`${figures}.csv`, 'utf8').catch(() => '')
  if (table === '') throw new Error(`slowhttptest did not run:\n${output.slice(-1_000)}`)
  return figuresOf(table)
}

/** Second by second: closed, pending, connected, and whether the tool's own question was answered (0 when not). */
export const figuresOf = (table: string): { looked: number; away: number; most: number; closed: number } => {
  const lines = table.split('\n').flatMap((line) => {
    const figures = line.split(',').map(Number)
    return figures.length === 5 && figures.every(Number.isInteger)
      ? [figures as [number, number, number, number, number]]
      : []
  })
  return {
    looked: lines.length,
    away: lines.filter((line) => line[4] === 0).length,
    most: Math.max(0, ...lines.map((line) => line[3])),
    closed: Math.max(0, ...lines.map((line) => line[1])),
  }
}
