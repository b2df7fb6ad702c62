import { mkdir, writeFile } from 'node:fs/promises'
import { readOptions, refuse } from '../support/read-options.ts'
import { measureAccepting, measureVisible } from './accepting.ts'
import { fillSite, type Size } from './bulk.ts'
import { measureReading } from './reading.ts'
import { paces } from './rounds.ts'
import { memoryOf, SITE, startSystem } from './system.ts'

const usage = `npm run bench:scale -- [--sizes 1000:100000,10000:1000000] [--quick]
  The same figures on sites of several sizes (articles:comments), each in a database of its own that is filled first. One row a size;
  JSON goes to test/load/results/. A million comments take about two minutes to fill.`

const { sizes: wanted = '1000:100000,10000:1000000,100000:1000000', quick = false } = readOptions(usage, {
  sizes: 'text',
  quick: 'flag',
})
const pace = paces[quick ? 'quick' : 'full']
const sizes = wanted.split(',').map((size): Size => {
  const [, articles, comments] = /^([1-9]\d*):([1-9]\d*)$/.exec(size)?.map(Number) ?? []
  if (articles === undefined || comments === undefined)
    return refuse(usage, `--sizes: ${size} is not articles:comments`)
  return { articles, comments }
})

const heads = [
  'articles',
  'comments',
  'raw a second',
  'accepted',
  'ratio',
  'decided',
  'counts of 1',
  'a first page',
  'seen p50',
  'api',
  'worker',
  'drift',
]
console.log(heads.map((head) => head.padStart(13)).join(''))
const rows: Record<string, string | number>[] = []
for (const size of sizes) rows.push(await measure(size))

const results = new URL('results/', import.meta.url)
await mkdir(results, { recursive: true })
const at = new Date().toISOString()
await writeFile(new URL(`scale-${at.replaceAll(':', '-')}.json`, results), JSON.stringify({ at, rows }, null, 2))

async function measure({ articles, comments }: Size) {
  await using system = await startSystem('redis')
  await fillSite(system.databaseUrl, SITE, { articles, comments })
  const anyOf = (path: (key: string) => string) => ({
    kind: 'get' as const,
    paths: Array.from({ length: 1_000 }, () => path(`article-${Math.ceil(Math.random() * articles)}`)),
  })
  const { p50 } = await measureVisible(system, pace.posts)
  const { accepted, decided } = await measureAccepting(system, pace, articles)
  const counts = await measureReading(system, { plan: anyOf((key) => `/v1/sites/${SITE}/counts?article=${key}`), pace })
  const pages = await measureReading(system, {
    plan: anyOf((key) => `/v1/sites/${SITE}/comments?article=${key}`),
    pace,
  })
  const { drift } = await system.store.recount()
  const times = (ratio: number) => `${Number(ratio.toPrecision(2))} ×`
  const row = {
    articles,
    comments,
    raw: Math.round(accepted.baseline),
    acceptedRate: accepted.ours.rate,
    accepted: times(accepted.ratio),
    decided: times(decided.ratio),
    counts: times(counts.ratio),
    pages: times(pages.ratio),
    seen: `${Math.round(p50 * 10) / 10} ms`,
    api: `${(await memoryOf(system.api)) ?? '–'} MB`,
    worker: `${(await memoryOf(system.worker)) ?? '–'} MB`,
    drift: drift.length,
  }
  console.log(
    Object.values(row)
      .map((cell) => String(cell).padStart(13))
      .join(''),
  )
  return row
}
