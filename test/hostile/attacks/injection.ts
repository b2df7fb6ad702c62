import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Client } from 'pg'
import { librariesOf, unpacked } from '../../support/debian.ts'
import { freshFolder } from '../../support/embedded.ts'
import { runProgram } from '../../support/programs.ts'
import { row, type Row } from '../report.ts'
import { SITE, type Target } from '../target.ts'

const advice =
  'sqlmap is missing, and only Debian’s apt can fetch it into .cache/ (elsewhere: leave it out with --only)'

/** A fixed depth, so that two runs ask the same questions. */
const DEPTH = ['--level', '2', '--risk', '2']
const ONE_MS = 180_000

type Asked = { what: string; line: string; body?: object; form?: string; headers?: string[] }

/** Every parameter that reaches the database: query strings, JSON fields, form fields, a header and parts of paths (at the `*`). */
const requestsOf = ({ token }: Pick<Target, 'token'>, receipt: string, id: string): Asked[] => {
  const at = `/v1/sites/${SITE}`
  const guarded = [`Authorization: Bearer ${token}`]
  const body = 'A calm remark.'
  return [
    { what: 'list', line: `GET ${at}/comments?article=calm&sort=new&limit=10` },
    { what: 'a cursor', line: `GET ${at}/comments?article=calm&after=${'A'.repeat(64)}` },
    { what: 'counts', line: `GET ${at}/counts?article=calm` },
    { what: 'changes', line: `GET ${at}/counts?since=0` },
    { what: 'sets', line: `GET ${at}/sets?article=calm` },
    { what: 'feed', line: `GET ${at}/feed?article=calm&format=atom` },
    { what: 'a site', line: `GET /v1/sites/${SITE}*/counts?article=calm` },
    { what: 'a receipt', line: `GET /v1/receipts/${receipt}*` },
    { what: 'counts in bulk', line: `POST ${at}/counts`, body: { articles: ['calm', 'long'] } },
    {
      what: 'a comment',
      line: `POST ${at}/comments`,
      body: { article: { key: 'sql' }, author: { name: 'Ada' }, body },
    },
    {
      what: 'an idempotency key',
      line: `POST ${at}/comments`,
      body: { article: { key: 'sql' }, body: 'A calm remark of the same kind.' },
      headers: [`Idempotency-Key: ${randomUUID()}*`],
    },
    {
      what: 'a form',
      line: `POST ${at}/comments/form`,
      form: 'article=sql&name=Ada&body=A+calm+remark&returnTo=/story',
    },
    { what: 'a report', line: `POST ${at}/comments/${id}/reports`, body: { reason: 'abuse', note: 'Rude.' } },
    { what: 'an edit', line: `PATCH /v1/receipts/${receipt}`, body: { body: 'Another calm remark.' } },
    {
      what: 'a moderator’s search',
      line: `GET /v1/moderation/comments?status=published&site=${SITE}&article=calm&host=a.example&q=ferry`,
      headers: guarded,
    },
  ]
}

/** Asks sqlmap, in batch mode and at a fixed depth, whether any parameter becomes SQL. */
export const injection = async (target: Target): Promise<Row[]> => {
  await using folder = await freshFolder()
  const sqlmap = await findSqlmap(folder.path)
  const { comment, receipt } = await submit(target)
  const rows = [await control(target, sqlmap)]
  for (const { what, line, ...asked } of requestsOf(target, receipt, comment.id)) {
    const [method = '', path = ''] = line.split(' ')
    const told = await sqlmap(target.url + path, argumentsOf(method, asked))
    const result = `${told.parameters} parameters, ${told.seconds} s`
    const unclear = !told.finished && `it did not come to an end: ${told.tail}`
    const faults = told.faults > 0 && `${told.faults} answers were 5xx`
    rows.push(row('sqlmap', what, result, ...told.injectable, unclear, faults))
  }
  return rows
}

const argumentsOf = (method: string, { body, form, headers = [] }: Omit<Asked, 'what' | 'line'>): string[] => {
  const data = form ?? (body && JSON.stringify(body))
  const lines = [...headers, ...(body ? ['Content-Type: application/json'] : [])]
  return ['--method', method, ...(data ? ['--data', data] : []), ...lines.flatMap((line) => ['-H', line])]
}

type Told = ReturnType<typeof verdictOf> & { seconds: number }
type Sqlmap = (url: string, args: string[]) => Promise<Told>

const findSqlmap = async (home: string): Promise<Sqlmap> => {
  const folder = await unpacked({ name: 'sqlmap', packages: ['sqlmap', 'python3-magic'], advice })
  const env = { ...(await librariesOf(folder)), HOME: home, PYTHONPATH: join(folder, 'usr/lib/python3/dist-packages') }
  const program = join(folder, 'usr/share/sqlmap/sqlmap.py')
  const always = ['--batch', '--flush-session', '--disable-coloring', '--skip-waf', '--dbms', 'PostgreSQL', ...DEPTH]
  const refusals = '400,401,403,404,409,413,422'
  return async (url, args) => {
    const all = [program, '-u', url, ...always, '--ignore-code', refusals, '--output-dir', join(home, 'out'), ...args]
    const { output, seconds, code } = await runProgram('python3', all, { env, timeoutMs: ONE_MS })
    if (code === null && output.includes('ENOENT')) throw new Error('sqlmap needs Python: install python3')
    return { ...verdictOf(output), seconds }
  }
}

/** What sqlmap's own words come to. */
export const verdictOf = (output: string) => {
  const injectable = [...output.matchAll(/^Parameter: (.+)$/gm)].map(([, name]) => `${name} can be injected into`)
  const clean = output.includes('do not appear to be injectable')
  const codes = [...output.matchAll(/\b(5\d\d) \([^)]*\) - (\d+) times/g)]
  return {
    parameters: new Set([...output.matchAll(/testing for SQL injection on (.+)$/gm)].map(([, name]) => name)).size,
    injectable,
    finished: clean || injectable.length > 0,
    faults: codes.reduce((sum, [, , times]) => sum + Number(times), 0),
    tail: output.trim().split('\n').slice(-3).join(' / ').slice(0, 400),
  }
}

/** A page that pastes what it is given into its SQL: the tool must see it. */
const control = async ({ databaseUrl }: Target, sqlmap: Sqlmap): Promise<Row> => {
  const client = new Client(databaseUrl)
  await client.connect()
  const server = createServer((request, response) => {
    const id = new URL(request.url ?? '', 'http://a').searchParams.get('id') ?? ''
    client.query(`select name from site where id = '${id}'`).then(
      (made) => response.end(`<p>Found: ${JSON.stringify([made].flat().map(({ rows }) => rows))}</p>`),
      () => response.writeHead(500).end('something went wrong'),
    )
  })
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?id=${SITE}`
    const { injectable, seconds } = await sqlmap(url, [])
    const missed = injectable.length === 0 && 'SQL made of a parameter was not found'
    return row('sqlmap', 'control: SQL from a parameter', `${injectable.length} found, ${seconds} s`, missed)
  } finally {
    server.close()
    await client.end()
  }
}

const submit = async ({ url }: Target) => {
  const answer = await fetch(`${url}/v1/sites/${SITE}/comments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ article: { key: 'sql' }, body: 'A first remark, to be edited.' }),
  })
  return (await answer.json()) as { comment: { id: string }; receipt: string }
}
