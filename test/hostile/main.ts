import { aftermath } from './aftermath.ts'
import { crawl } from './attacks/crawl.ts'
import { readOptions } from '../support/read-options.ts'
import { documentRules } from './document.ts'
import { injection } from './attacks/injection.ts'
import type { Seen } from './attacks/probe.ts'
import { row, tableOf, type Row } from './report.ts'
import { slow } from './attacks/slow.ts'
import { sockets } from './attacks/sockets.ts'
import { startTarget, type Target } from './target.ts'
import { installTools } from './tools.ts'
import { traffic } from './traffic/index.ts'

type Outcome = { rows: Row[]; seen?: Seen[] }
type Step = { about: string; play(target: Target): Promise<Outcome> }

/** In this order: what is quiet first, what leaves thousands of comments last. */
const steps: Record<string, Step> = {
  document: { about: 'the served document', play: async (target) => ({ rows: await documentRules(target) }) },
  traffic: { about: 'the main flows through a referee', play: async (target) => ({ rows: await traffic(target) }) },
  sockets: { about: 'idle, endless and deaf sockets', play: sockets },
  slow: { about: 'slow callers', play: slow },
  crawl: { about: 'every page and form', play: async (target) => ({ rows: await crawl(target) }) },
  injection: { about: 'SQL in every parameter', play: async (target) => ({ rows: await injection(target) }) },
}

const usage = `npm run hostile -- [--only ${Object.keys(steps).join(',')}]
  Lets tools made to break such services loose on a started api and worker. About ten minutes on two cores; a table, and a
  non-zero exit on a finding.`

const { only: names = Object.keys(steps) } = readOptions(usage, { only: Object.keys(steps) })

const start = performance.now()
const seconds = () => Math.round((performance.now() - start) / 1_000)
const print = (line: string) => void process.stdout.write(`${line}\n`)

await installTools()
const target = await startTarget()
const rows: Row[] = []
const seen: Seen[] = []
try {
  for (const [name, { about, play }] of Object.entries(steps).filter(([it]) => names.includes(it))) {
    print(`${String(seconds()).padStart(4)} s  ${name}: ${about}`)
    const outcome: Outcome = await play(target).catch((error: Error) => ({
      rows: [row(name, about, 'not played', error.stack ?? error.message)],
    }))
    rows.push(...outcome.rows)
    seen.push(...(outcome.seen ?? []))
  }
  rows.push(...(await aftermath(target, seen)))
} finally {
  await target[Symbol.asyncDispose]()
}
const broken = rows.filter(({ findings }) => findings.length > 0).length
print(`\n${tableOf(rows)}\n`)
print(
  broken === 0 ? `${rows.length} rows, every one held, in ${seconds()} s.` : `${broken} of ${rows.length} are broken.`,
)
process.exit(broken === 0 ? 0 : 1) // a killed child's pipe may stay open for a while
