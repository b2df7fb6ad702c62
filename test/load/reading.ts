import { Client } from 'pg'
import { v7 as newId } from 'uuid'
import { openNudges } from '@parley/queue'
import { draftOf, moveOf } from '../support/store.ts'
import { hammerService, type Costed } from './hammer.ts'
import type { Plan } from './plans.ts'
import { inRounds, rawRate, type Figure, type Pace } from './rounds.ts'
import { SITE, type System } from './system.ts'
import { commentText } from './texts.ts'

/** How many articles the api holds while counts are measured. */
export const ARTICLES = 100_000
const CONNECTIONS = 32

/** Puts 100,000 articles with counts into the store past the api, and has the api hold them all. */
export const loadArticles = async ({ api, databaseUrl }: System): Promise<void> => {
  await run(
    databaseUrl,
    `insert into article (site_id, key, published_count, revision)
     select $1, 'loaded-' || n, n % 500, 1 from generate_series(1, $2::int) n`,
    [SITE, ARTICLES],
  )
  await run(databaseUrl, 'vacuum analyze article')
  for (let from = 1; from <= ARTICLES; from += 1_000) {
    const articles = Array.from({ length: 1_000 }, (_, nth) => `loaded-${from + nth}`)
    const answer = await fetch(`http://127.0.0.1:${api.port}/v1/sites/${SITE}/counts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ articles }),
    })
    if (!answer.ok) throw new Error(`counts were not loaded: ${answer.status}`)
    await answer.arrayBuffer()
  }
}

const anyArticles = (count: number): string =>
  Array.from({ length: count }, () => `article=loaded-${Math.ceil(Math.random() * ARTICLES)}`).join('&')

const address = (count: number): string => `/v1/sites/${SITE}/counts?${anyArticles(count)}`

/** A thousand different questions about so many articles each, as the pages of a site ask them. */
export const countsOf = (articles: number): Plan => ({
  kind: 'get',
  paths: Array.from({ length: articles === 100 ? 200 : 1_000 }, () => address(articles)),
})

/** Any of the 100,000 articles each time: no answer is asked for often enough to be kept finished. */
export const anyCount: Plan = { kind: 'any-count', site: SITE, articles: ARTICLES }

/** One question, asked with the tag of its answer. */
export const unchangedCount = async ({ api }: System): Promise<Plan> => {
  const path = address(1)
  const answer = await fetch(`http://127.0.0.1:${api.port}${path}`)
  await answer.arrayBuffer()
  return { kind: 'get', paths: [path], headers: [`If-None-Match: ${answer.headers.get('etag')}`] }
}

/** An article with 1,000 published comments, written and decided as always. */
export const firstPage = async ({ store }: System): Promise<Plan> => {
  const drafts = Array.from({ length: 1_000 }, () => {
    const body = commentText()
    return draftOf({ siteId: SITE, id: newId(), articleKey: 'long', body, html: `<p>${body}</p>` })
  })
  await Promise.all(drafts.map((draft) => store.comments.submit(draft)))
  const moves = drafts.map(({ id }) => moveOf(id, 'published'))
  for (let from = 0; from < moves.length; from += 200) {
    const some = moves.slice(from, from + 200)
    await store.comments.decide({ siteId: SITE, actor: { kind: 'checks' }, action: 'judge', moves: some })
  }
  return { kind: 'get', paths: [`/v1/sites/${SITE}/comments?article=long`] }
}

/** As long as it goes on something may have happened on the site, as far as the api knows: no page is answered from memory. Readers who
 *  ask at the same moment share a read, as ever. */
export const keepingNothing = ({ nudgesUrl }: System): AsyncDisposable => {
  const silent = () => {}
  const nudges = openNudges({ url: nudgesUrl, log: { debug: silent, info: silent, warn: silent, error: silent } })
  let revision = 1e12
  const often = setInterval(() => nudges.send(SITE, (revision += 1)), 200)
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(often)
      await nudges.close()
    },
  }
}

/** The pages behind that first one, which are read from the store each time. */
export const laterPages = async ({ api }: System): Promise<Plan> => {
  const first = `/v1/sites/${SITE}/comments?article=long`
  const paths: string[] = []
  for (let path = first; ;) {
    const answer = await fetch(`http://127.0.0.1:${api.port}${path}`)
    const { next } = (await answer.json()) as { next?: string }
    if (next === undefined) return { kind: 'get', paths }
    path = `${first}&after=${next}`
    paths.push(path)
  }
}

/** Asks the api by a plan, in rounds; every answer must have this status. */
export const measureReading = async (
  { api, raw }: System,
  { plan, pace, status = '200' }: { plan: Plan; pace: Pace; status?: string },
): Promise<Figure<Costed>> => {
  const load = async (durationMs: number): Promise<Costed> => {
    const came = await hammerService(api, { connections: CONNECTIONS, durationMs, plan })
    const odd = Object.keys(came.statuses).filter((one) => one !== status)
    if (odd.length > 0) throw new Error(`answers other than ${status}: ${JSON.stringify(came.statuses)}`)
    return came
  }
  await load(pace.baselineMs)
  return inRounds({ pace, baseline: rawRate(raw, pace, CONNECTIONS) }, () => load(pace.loadMs))
}

const run = async (databaseUrl: string, statement: string, values: unknown[] = []): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(statement, values)
  } finally {
    await client.end()
  }
}
