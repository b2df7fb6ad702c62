import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { freshFolder } from '../../support/embedded.ts'
import { unpacked } from '../../support/debian.ts'
import { runProgram } from '../../support/programs.ts'
import { until } from '../../support/until.ts'
import { row, type Row } from '../report.ts'
import { SITE, type Target } from '../target.ts'

const advice =
  'wapiti is missing, and only Debian’s apt can fetch it into .cache/ (elsewhere: leave it out with --only)'

/** wapiti and what its Python reads; all of it is listed, for none are libraries that a linker would miss. */
const packages = [
  'wapiti',
  'publicsuffix',
  ...`bs4 certifi chardet charset-normalizer html5lib idna importlib-metadata lxml mako markupsafe more-itertools requests six
    socks soupsieve tld urllib3 webencodings yaswfp zipp`
    .split(/\s+/)
    .map((name) => `python3-${name}`),
]

/** Without `ssrf` and `xxe`, which wait for a call at wapiti's own host, `nikto` and `wapp`, which download their lists, and guesses of file names. */
const ATTACKS =
  'blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss'
/** Seconds to walk about, and for each attack. */
const TIMES = ['--max-scan-time', '60', '--max-attack-time', '20']
const ONE_MS = 600_000

/** What wapiti says and does not hold here, and why. */
const allowed: { category: string; info: RegExp }[] = [
  // A reader's form has its own token and nobody signed in behind it; a moderator's is refused to foreign pages by
  // `Sec-Fetch-Site` and `Origin`, and its cookie is `SameSite` (services/api/src/pages/moderation/session/session.test.ts).
  { category: 'Cross Site Request Forgery', info: /^Lack of anti CSRF token$/ },
  // What it takes for such a token is the moderator's own, with which to sign in.
  { category: 'Cross Site Request Forgery', info: /^CSRF token 'token' is not properly checked/ },
  // Browsers dropped the one; the other is for HTTPS, and belongs to whatever ends it.
  { category: 'HTTP Secure Headers', info: /^(X-XSS-Protection|Strict-Transport-Security) is not set$/ },
]

type Finding = { method: string; path: string; info: string; parameter: string }
type Report = Record<'vulnerabilities' | 'anomalies', Record<string, Finding[]>>

/** What a report has to say, each once, but for what does not hold here. */
export const findingsOf = ({ vulnerabilities, anomalies }: Report): string[] => {
  const all = Object.entries({ ...vulnerabilities, ...anomalies }).flatMap(([category, found]) =>
    found
      .filter(({ info }) => !allowed.some((one) => one.category === category && one.info.test(info)))
      .map(({ method, path, parameter, info }) => `${category}: ${method} ${path} ${parameter} (${info})`),
  )
  return [...new Set(all)]
}

/** Lets wapiti walk every page, as a reader and as a moderator who is signed in, and attack every form and link that it finds. */
export const crawl = async (target: Target): Promise<Row[]> => {
  await using home = await freshFolder()
  const wapiti = await findWapiti(home.path)
  await target.store.sites.add({ id: 'demo', name: 'Demo', hosts: ['localhost'] })
  const { url, token } = target
  await fillQueue(target)
  const starts = ['/demo', '/docs', '/moderation/sign-in'].map((path) => url + path)
  const cookie = await signIn(url, token)
  const desk = ['', '/log', '/audits', '/waves'].map((path) => `${url}/moderation${path}`)
  const headers = [`Cookie: ${cookie}`, 'Sec-Fetch-Site: same-origin']
  return [
    await control(wapiti),
    told('pages of readers', await wapiti(starts, [])),
    told('pages of moderators', await wapiti(desk, headers)),
  ]
}

type Walked = { report: Report | undefined; pages: number; seconds: number; tail: string }
type Wapiti = (starts: string[], headers: string[]) => Promise<Walked>

const told = (what: string, { report, pages, seconds, tail }: Walked): Row =>
  row(
    'wapiti',
    what,
    `${pages} pages and forms, ${seconds} s`,
    report === undefined && `it did not come to an end: ${tail}`,
    pages < 3 && 'it found hardly anything to attack',
    ...(report ? findingsOf(report) : []),
  )

const findWapiti = async (home: string): Promise<Wapiti> => {
  const folder = await unpacked({ name: 'wapiti', packages, advice })
  const nowhere = 'http://127.0.0.1:9' // it would ask the web for a list that no attack here needs
  const env = {
    HOME: home,
    PYTHONPATH: join(folder, 'usr/lib/python3/dist-packages'),
    http_proxy: nowhere,
    https_proxy: nowhere,
    no_proxy: '127.0.0.1',
  }
  const always = ['--scope', 'domain', '--flush-session', '--no-bugreport', ...TIMES, '-f', 'json']
  const stores = ['--store-session', join(home, 'session'), '--store-config', join(home, 'config')]
  return async ([first = '', ...rest], headers) => {
    const file = join(home, `report-${performance.now()}.json`)
    const args = ['-u', first, ...rest.flatMap((url) => ['-s', url]), ...headers.flatMap((line) => ['-H', line])]
    const all = [join(folder, 'usr/bin/wapiti'), ...args, '-m', ATTACKS, ...always, ...stores, '-o', file]
    const { output, seconds, code } = await runProgram('python3', all, { env, timeoutMs: ONE_MS })
    if (code === null && output.includes('ENOENT')) throw new Error('wapiti needs Python: install python3')
    const report = await readFile(file, 'utf8').then(
      (text) => JSON.parse(text) as Report,
      () => undefined,
    )
    const pages = Number(/found (\d+) URLs and forms/.exec(output)?.[1] ?? 0)
    return { report, pages, seconds, tail: output.trim().split('\n').slice(-3).join(' / ').slice(0, 400) }
  }
}

/** A page that shows what it is given as it is: the tool must see it. */
const control = async (wapiti: Wapiti): Promise<Row> => {
  const server = createServer((request, response) => {
    const said = new URL(request.url ?? '', 'http://a').searchParams.get('said') ?? ''
    response.setHeader('content-type', 'text/html')
    response.end(
      `<p>${said}</p><form action="/"><input name="said"></form><a href="/?said=a">one</a> <a href="/?said=b">two</a>`,
    )
  })
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { report, seconds } = await wapiti([`http://127.0.0.1:${(server.address() as AddressInfo).port}/`], [])
    const found = report?.vulnerabilities['Cross Site Scripting']?.length ?? 0
    return row(
      'wapiti',
      'control: a script in a page',
      `${found} found, ${seconds} s`,
      found === 0 && 'it was not found',
    )
  } finally {
    server.close()
  }
}

/** Something to moderate: what is held for its links, and what is not. */
const fillQueue = async ({ url, store }: Target): Promise<void> => {
  const link = 'https://cheap-pills.example/buy'
  for (const body of [
    'A calm remark about the ferry.',
    ...[1, 2, 3].map((nth) => `Buy now ${nth} ${link} ${link}/a ${link}/b`),
  ])
    await fetch(`${url}/v1/sites/${SITE}/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ article: { key: 'crawled' }, author: { name: 'Ada' }, body }),
    })
  await until('they are decided', async () => (await store.stats()).pending === 0)
}

const signIn = async (url: string, token: string): Promise<string> => {
  const answer = await fetch(`${url}/moderation/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ token }),
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`signing in was answered ${answer.status}`)
  return cookie
}
