import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@parley/embedded'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { freshDatabase } from '../../support/postgres.ts'
import { startApi, startWorker } from '../../support/processes.ts'
import { root } from './workspace.ts'

type Rule = { alert: string; expr: string }
type Panel = { title: string; targets: { expr: string }[] }

const read = (path: string) => readFile(join(root, path), 'utf8')
const rules = async (): Promise<Rule[]> =>
  (parse(await read('infra/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules)
const panels = async (): Promise<Panel[]> =>
  (JSON.parse(await read('infra/dashboard.json')) as { panels: Panel[] }).panels

/** What PromQL itself names: everything else in an expression is a metric or a label. */
const words = new Set(
  'sum max min by le and on rate increase histogram_quantile up job parley status route site kind why outcome from'
    .split(' ')
    .concat('m', 'h'),
)

/** The metrics of an expression, and whether something in it is neither a metric nor a word of the language. */
const metricsIn = (expr: string): string[] => {
  const plain = expr.replaceAll(/"[^"]*"|\[[^\]]*\]/g, '')
  return [...plain.matchAll(/[a-z_][a-z0-9_]*/gi)].map(([name]) => name).filter((name) => !words.has(name))
}

/** Every name that a scrape of api and worker can tell, and the labels that each family takes. */
const told = async (): Promise<Set<string>> => {
  await using database = await freshDatabase()
  const port = String(await freePort())
  const stores = { databaseUrl: database.url, queueUrl: database.url }
  await using _ = await startWorker({ ...stores, env: { METRICS_PORT: port } })
  await using api = await startApi({ ...stores, env: { WORKER_METRICS_URL: `http://127.0.0.1:${port}/metrics` } })
  const text = await (await fetch(`${api.url}/metrics`)).text()
  const names = new Set<string>()
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\w+)$/gm)) {
    for (const end of type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']) names.add(name + end)
  }
  return names
}

let names: Set<string>
beforeAll(async () => {
  names = await told()
})

test('every metric that an alert or the dashboard names is told by the api or the worker', async () => {
  const asked = [
    ...(await rules()).map(({ alert, expr }) => ({ by: alert, expr })),
    ...(await panels()).flatMap(({ title, targets }) => targets.map(({ expr }) => ({ by: title, expr }))),
  ]
  expect(asked.length).toBeGreaterThan(25)
  for (const { by, expr } of asked) {
    const metrics = metricsIn(expr)
    const unknown = metrics.filter((name) => !names.has(name))
    expect({ by, unknown }).toEqual({ by, unknown: [] })
    expect({ by, metrics: metrics.length + (expr.startsWith('up{') ? 1 : 0) }).not.toEqual({ by, metrics: 0 })
  }
})

test('every gauge and counter of Parley’s own is on the dashboard or has a reason to be elsewhere', async () => {
  const own = [...names].filter((name) => name.startsWith('parley_') && !/_(sum|count|bucket)$/.test(name))
  const shown = new Set((await panels()).flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr))))
  expect(own.filter((name) => !shown.has(name))).toEqual([])
})

test('the runbook says what to do for every alert, on one page', async () => {
  const runbook = await read('infra/RUNBOOK.md')
  const rows = [...runbook.matchAll(/^\| ([A-Z]\w+(?:, [A-Z]\w+)*) \|/gm)].flatMap(([, names = '']) =>
    names.split(', '),
  )
  expect(rows.toSorted()).toEqual((await rules()).map(({ alert }) => alert).toSorted())
  expect(runbook.split('\n').length).toBeLessThanOrEqual(60)
})
