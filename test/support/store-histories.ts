import { createStore, type Store } from '@parley/store'
import fc from 'fast-check'
import { Client } from 'pg'
import { v7 as newId } from 'uuid'
import { draftOf, hashOf, moveOf } from './store.ts'
import * as page from './store-model.ts'
import { keys, type Comment, type Key, type Model, type To } from './store-model.ts'

/** The store twice, as two processes have it, and the site of this history. */
export type Real = { stores: readonly [Store, Store]; siteId: string; look(): Promise<Seen> }

/** All that can be read of a site. */
type Seen = {
  revision: number
  counts: number[]
  /** The article that each key leads to, if any, and whether it is closed. */
  pages: { key: string; page: string; closed: boolean }[]
  comments: { id: string; revision: number }[]
}

/** What the store answered, and the id of the decision that it made by itself. */
type Told = { answer: unknown; id?: string }

/** A call that is aimed at what there is when it is made, and what a site answers to it whenever it comes. */
type Aimed = { ask(store: Store): Promise<Told>; foresee(model: Model, told: Told): unknown }

/** Something that somebody does. It aims at nothing where nothing is. */
type Call = { name: string; aim(model: Model, siteId: string): Aimed | undefined }

const call = (name: string, aim: Call['aim']): Call => ({ name, aim })
const nth = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)]
const at = fc.nat({ max: 20 })
const key = fc.constantFrom(...keys)
const to = fc.constantFrom<To>('published', 'published', 'published', 'held', 'rejected', 'removed')
const ada = { kind: 'moderator', name: 'ada' } as const

const submit = (into: Key, under: number | undefined): Call =>
  call(`submit(${into}, ${under})`, (model, siteId) => {
    const parent = under === undefined ? undefined : nth(model.comments, under)?.id
    const draft = draftOf({ siteId, articleKey: into, ...(parent !== undefined && { parentId: parent }) })
    return {
      ask: async (store) => ({ answer: (await store.comments.submit(draft)).kind }),
      foresee: (now) => page.submit(now, { id: draft.id, key: into, parent, text: draft.body }),
    }
  })

/** A verdict, perhaps of a version that is not the newest any more. */
const judge = (which: number, status: To, late: boolean): Call =>
  call(`judge(${which}, ${status}${late ? ', late' : ''})`, (model, siteId) => {
    const one = nth(model.comments, which)
    if (!one || (late && one.version === 1)) return undefined
    const version = one.version - Number(late)
    const moves = [moveOf(one.id, status, { version, from: ['pending'] })]
    return {
      ask: async (store) => {
        const { answers } = await store.comments.decide({ siteId, actor: { kind: 'checks' }, action: 'judge', moves })
        return { answer: answers[0]?.answer }
      },
      foresee: (now) => page.judge(now, one.id, version, status),
    }
  })

const rule = (which: number[], status: To): Call =>
  call(`rule([${which}], ${status})`, (model, siteId) => {
    const targets = [...new Set(which.map((place) => nth(model.comments, place)))].filter((one) => one !== undefined)
    if (targets.length === 0) return undefined
    const decisionId = newId()
    const aimed = targets.map(({ id, version }) => ({ id, version }))
    const moves = aimed.map(({ id, version }) => moveOf(id, status, { version }))
    return {
      ask: async (store) => {
        const { answers } = await store.comments.decide({ siteId, actor: ada, action: status, decisionId, moves })
        return { answer: answers.map(({ answer }) => answer) }
      },
      foresee: (now) => page.rule(now, decisionId, aimed, status),
    }
  })

/** Takes back a decision, which may be one that took back another. */
const undo = (which: number): Call =>
  call(`undo(${which})`, (model, siteId) => {
    const ruling = nth(model.rulings, which)
    if (!ruling) return undefined
    return {
      ask: async (store) => {
        const undone = await store.comments.undo({ siteId, decisionId: ruling.id, actor: ada })
        if (typeof undone === 'string') return { answer: undone }
        const { answers: answer, decisionId: id } = undone
        return { answer, ...(id !== undefined && { id }) }
      },
      foresee: (now, { id }) => page.undo(now, ruling.id, id),
    }
  })

const edit = (which: number, among: 'all' | 'held'): Call =>
  call(`edit(${which}, ${among})`, (model, siteId) => {
    const held = ({ newest }: Comment): boolean => newest === 'held'
    const one = nth(among === 'held' ? model.comments.filter(held) : model.comments, which)
    if (!one) return undefined
    const body = hashOf(`${one.id} ${one.version}`)
    const wanted = { siteId, commentId: one.id, body, html: body, hosts: [], facts: {}, windowMs: 1e9 }
    return {
      ask: async (store) => ({ answer: (await store.comments.edit(wanted)).kind }),
      foresee: (now) => page.edit(now, one.id, body),
    }
  })

const remove = (which: number): Call =>
  call(`delete(${which})`, (model, siteId) => {
    const one = nth(model.comments, which)
    if (!one) return undefined
    return {
      ask: async (store) => ({ answer: await store.comments.delete({ siteId, commentId: one.id }) }),
      foresee: (now) => page.remove(now, one.id),
    }
  })

const close = (which: Key, closed: boolean): Call =>
  call(`close(${which}, ${closed})`, (_, siteId) => ({
    ask: async (store) => {
      const set = await store.articles.set(siteId, which, { closed })
      if (typeof set === 'string') return { answer: set }
      return { answer: { closed: set.closedAt !== undefined, count: set.publishedCount } }
    },
    foresee: (now) => page.close(now, which, closed),
  }))

const merge = (from: Key, into: Key): Call =>
  call(`merge(${from}, ${into})`, (_, siteId) => ({
    ask: async (store) => {
      const merged = await store.articles.merge(siteId, from, into)
      return { answer: typeof merged === 'string' ? merged : { count: merged.publishedCount } }
    },
    foresee: (now) => page.merge(now, from, into),
  }))

/** Everything that can be done. */
const anyCall: fc.Arbitrary<Call> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(key, fc.option(at, { nil: undefined })).map((args) => submit(...args)) },
  { weight: 2, arbitrary: fc.tuple(key, at).map((args) => submit(...args)) },
  { weight: 5, arbitrary: fc.tuple(at, to).map((args) => judge(...args, false)) },
  { weight: 1, arbitrary: fc.tuple(at, to).map((args) => judge(...args, true)) },
  { weight: 4, arbitrary: fc.tuple(fc.array(at, { minLength: 1, maxLength: 3 }), to).map((args) => rule(...args)) },
  { weight: 4, arbitrary: at.map(undo) },
  { weight: 2, arbitrary: at.map((which) => edit(which, 'all')) },
  { weight: 1, arbitrary: at.map((which) => edit(which, 'held')) },
  { weight: 2, arbitrary: at.map(remove) },
  { weight: 1, arbitrary: fc.tuple(key, fc.boolean()).map((args) => close(...args)) },
  { weight: 1, arbitrary: fc.tuple(key, key).map((args) => merge(...args)) },
)

/** A site as the model has it. */
const shown = (model: Model): Seen => ({
  revision: model.revision,
  counts: keys.map((one) => page.countOf(model, one)),
  pages: keys.flatMap((one) => {
    const leads = model.leads[one]
    return leads === undefined ? [] : [{ key: one, page: leads, closed: model.pages[leads]?.closed ?? false }]
  }),
  comments: model.comments
    .map((one) => ({
      id: one.id,
      page: one.page,
      status: one.status,
      newest: one.newest,
      version: one.version,
      shown: one.shown ?? null,
      visible: page.isReachable(model, one),
      turnedDown: one.turnedDown,
      approved: one.approved ?? null,
      revision: one.revision,
    }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
})

const everyComment = `
  select c.id, a.key as page, c.status, c.version_status as newest, c.version, c.shown_version as shown, c.visible,
    c.hold_only as "turnedDown", c.approved_version as approved, c.revision::int as revision
  from comment c join article a on a.site_id = c.site_id and a.id = c.article_id where c.site_id = $1 order by c.id`

const everyPage = `
  select asked.key, a.key as page, a.closed_at is not null as closed
  from unnest($2::text[]) with ordinality as asked(key, nth)
  left join article_alias l on l.site_id = $1 and l.alias = asked.key
  join article a on a.site_id = $1 and (a.key = asked.key or a.id = l.article_id) order by asked.nth`

/** The same, as the store and its tables have it. */
const lookAt = (store: Store, client: Client, siteId: string) => async (): Promise<Seen> => {
  const { counts, revision } = await store.counts.read(siteId, [...keys])
  const { rows } = await client.query<Seen['comments'][number]>({ name: 'look', text: everyComment, values: [siteId] })
  const pages = await client.query<Seen['pages'][number]>({
    name: 'pages',
    text: everyPage,
    values: [siteId, [...keys]],
  })
  return { revision, counts: keys.map((one) => counts.get(one)?.count ?? 0), pages: pages.rows, comments: rows }
}

const orders = <T>(all: readonly T[]): T[][] =>
  all.length < 2
    ? [[...all]]
    : all.flatMap((first, place) => orders(all.toSpliced(place, 1)).map((rest) => [first, ...rest]))

/** Decisions of one store that come at once share a transaction, in which a comment's events stand together: which revision
 *  each has is for the store to say. */
const asFound = (seen: Seen, shares: boolean): unknown =>
  shares ? { ...seen, comments: seen.comments.map((one) => ({ ...one, revision: 0 })) } : seen

/** Makes the calls at once. What they are answered, and what the site is then, has to follow from one of their orders. */
const play = async (calls: Aimed[], model: Model, { stores, look }: Real, ofOneStore: boolean): Promise<void> => {
  const told = await Promise.all(calls.map((one, client) => one.ask(stores[ofOneStore || client % 2 === 0 ? 0 : 1])))
  const seen = await look()
  const shares = ofOneStore && calls.length > 1
  const found = JSON.stringify([told.map(({ answer }) => answer), asFound(seen, shares)])
  const wanted = new Map<string, Model>()
  for (const order of orders([...calls.keys()])) {
    const after = structuredClone(model)
    const answers: unknown[] = []
    for (const place of order) answers[place] = (calls[place] as Aimed).foresee(after, told[place] as Told)
    wanted.set(JSON.stringify([answers, asFound(shown(after), shares)]), after)
  }
  const after = wanted.get(found)
  if (!after) throw new Error(`the store says\n${found}\nand the model\n${[...wanted.keys()].join('\nor\n')}`)
  for (const { id, revision } of seen.comments) page.renumber(after, id, revision)
  Object.assign(model, after)
}

const step = (calls: Call[], ofOneStore = true): fc.AsyncCommand<Model, Real> => ({
  check: (model) => calls.every((one) => one.aim(model, '') !== undefined),
  run: async (model, real) => {
    const aimed = calls.map((one) => one.aim(model, real.siteId)).filter((one) => one !== undefined)
    await play(aimed, model, real, ofOneStore)
  },
  toString: () => calls.map(({ name }) => name).join(ofOneStore ? ' & ' : ' and elsewhere '),
})

const one = anyCall.map((only) => step([only]))
const two = fc.tuple(anyCall, anyCall, fc.boolean()).map(([first, second, ofOne]) => step([first, second], ofOne))
const histories = fc.commands([one, one, two], { maxCommands: 25, size: 'max' })

/** Plays so many histories against a database and a model of it; throws with the shortest history that tells them apart. */
export const playHistories = async (
  url: string,
  { runs, seed }: { runs: number; seed?: number | undefined },
): Promise<void> => {
  await using here = createStore({ url, poolSize: 4 })
  await using elsewhere = createStore({ url, poolSize: 4 })
  // One site's rows by their keys, however many sites there are by then.
  const options = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off'
  const client = new Client({ connectionString: url, options })
  await client.connect()
  let history = 0
  const property = fc.asyncProperty(histories, async (steps) => {
    const siteId = `history-${(history += 1)}`
    await here.sites.add({ id: siteId, name: siteId, hosts: [] })
    const real: Real = { stores: [here, elsewhere], siteId, look: lookAt(here, client, siteId) }
    await fc.asyncModelRun(() => ({ model: page.emptyModel(), real }), steps)
    const { drift, visibleWrong, totalsWrong } = await here.recount({ siteId })
    if (drift.length + visibleWrong + totalsWrong > 0)
      throw new Error(`drift ${JSON.stringify(drift)}, ${visibleWrong}, ${totalsWrong}`)
  })
  try {
    await fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed }) })
  } finally {
    await client.end()
  }
}
