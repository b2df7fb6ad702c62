import { createStore, type Store } from '@parley/store'
import fc from 'fast-check'
import { draftOf, hashOf, moveOf } from './store.ts'

type To = 'published' | 'held' | 'rejected' | 'removed'
type Article = 'left' | 'right'

/** A comment as the design says it stands; no word of this is the store's. */
type Comment = {
  id: string
  article: Article
  parent: Comment | undefined
  status: 'pending' | To | 'deleted'
  version: number
  /** Where the newest version stands. */
  newest: 'pending' | To | 'deleted'
  shown: number | undefined
  /** A moderator said no: the checks can only hold what comes next. */
  turnedDown: boolean
}

/** What a site should be: its comments, and which articles take more. */
export type Model = { comments: Comment[]; closed: Set<Article> }
/** The store, and the site of this history. */
export type Real = { store: Store; siteId: string }

const reachable = (one: Comment | undefined): boolean =>
  one === undefined ||
  ((one.status === 'published' || (one.status === 'deleted' && one.shown !== undefined)) && reachable(one.parent))

const countOf = (model: Model, article: Article): number =>
  model.comments.filter((one) => one.article === article && one.status === 'published' && reachable(one)).length

const move = (one: Comment, to: To): void => {
  const editBeside = one.shown !== undefined && one.shown < one.version
  one.newest = to
  if (editBeside && (to === 'held' || to === 'rejected')) return // what readers saw stays
  one.status = to
  one.shown = to === 'published' ? one.version : undefined
}

const same = (what: string, found: unknown, wanted: unknown): void => {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
}

/** Compares all that can be read of the site. */
const agree = async (model: Model, { store, siteId }: Real): Promise<void> => {
  const { counts } = await store.counts.read(siteId, ['left', 'right'])
  for (const article of ['left', 'right'] as const)
    same(`count of ${article}`, counts.get(article)?.count ?? 0, countOf(model, article))
}

type Step = fc.AsyncCommand<Model, Real>

const step = (
  name: string,
  check: (model: Model) => boolean,
  act: (model: Model, real: Real) => Promise<void>,
): Step => ({
  check,
  run: async (model, real) => {
    await act(model, real)
    await agree(model, real)
  },
  toString: () => name,
})

const nth = (model: Model, at: number): Comment => model.comments[at % model.comments.length] as Comment
const some = (model: Model): boolean => model.comments.length > 0

const submit = (article: Article, under: number | undefined): Step =>
  step(
    `submit(${article}, ${under})`,
    () => true,
    async (model, { store, siteId }) => {
      const parent = under === undefined || !some(model) ? undefined : nth(model, under)
      const draft = draftOf({ siteId, articleKey: article, ...(parent && { parentId: parent.id }) })
      const { kind } = await store.comments.submit(draft)
      const takes = !model.closed.has(article) && (!parent || (parent.article === article && reachable(parent)))
      same('accepted', kind === 'accepted', takes)
      if (takes)
        model.comments.push({
          id: draft.id,
          article,
          parent,
          status: 'pending',
          version: 1,
          newest: 'pending',
          shown: undefined,
          turnedDown: false,
        })
    },
  )

const judge = (at: number, to: To): Step =>
  step(`judge(${at}, ${to})`, some, async (model, { store, siteId }) => {
    const one = nth(model, at)
    const moves = [moveOf(one.id, to, { version: one.version, from: ['pending'] })]
    const { answers } = await store.comments.decide({ siteId, actor: { kind: 'checks' }, action: 'judge', moves })
    same('moved', answers[0]?.answer === 'moved', one.newest === 'pending')
    if (one.newest === 'pending') move(one, one.turnedDown ? 'held' : to)
  })

const rule = (at: number, to: To): Step =>
  step(`rule(${at}, ${to})`, some, async (model, { store, siteId }) => {
    const one = nth(model, at)
    const moves = [moveOf(one.id, to, { version: one.version })]
    await store.comments.decide({ siteId, actor: { kind: 'moderator', name: 'ada' }, action: to, moves })
    if (one.status === 'deleted') return
    move(one, to)
    one.turnedDown = to !== 'published'
  })

const outdated = (at: number, to: To): Step =>
  step(
    `outdated(${at}, ${to})`,
    (model) => some(model) && nth(model, at).version > 1,
    async (model, { store, siteId }) => {
      const one = nth(model, at)
      const moves = [moveOf(one.id, to, { version: one.version - 1 })]
      await store.comments.decide({ siteId, actor: { kind: 'checks' }, action: 'judge', moves }) // a late verdict changes nothing
    },
  )

const edit = (at: number): Step =>
  step(`edit(${at})`, some, async (model, { store, siteId }) => {
    const one = nth(model, at)
    const body = hashOf(`${one.id} ${one.version}`)
    const wanted = { siteId, commentId: one.id, body, html: body, hosts: [], facts: {}, windowMs: 1e9 }
    const { kind } = await store.comments.edit(wanted)
    const takes = one.status !== 'deleted' && !model.closed.has(one.article)
    same('edited', kind === 'accepted', takes)
    if (!takes) return
    one.version += 1
    one.newest = 'pending'
  })

const remove = (at: number): Step =>
  step(`delete(${at})`, some, async (model, { store, siteId }) => {
    const one = nth(model, at)
    const answer = await store.comments.delete({ siteId, commentId: one.id })
    same('deleted', answer, one.status === 'deleted' ? 'already' : 'deleted')
    if (one.status === 'deleted') return
    one.shown = one.status === 'published' ? one.shown : undefined
    one.status = 'deleted'
    one.newest = 'deleted'
  })

const close = (article: Article, closed: boolean): Step =>
  step(
    `close(${article}, ${closed})`,
    () => true,
    async (model, { store, siteId }) => {
      await store.articles.set(siteId, article, { closed })
      if (closed) model.closed.add(article)
      else model.closed.delete(article)
    },
  )

const at = fc.nat({ max: 20 })
const article = fc.constantFrom('left' as const, 'right' as const)
const to = fc.constantFrom<To>('published', 'published', 'published', 'held', 'rejected', 'removed')

/** Everything that can be done, by arbitrary parts. */
const commands = fc.commands(
  [
    fc.tuple(article, fc.option(at, { nil: undefined })).map((args) => submit(...args)),
    fc.tuple(article, at).map((args) => submit(...args)),
    fc.tuple(at, to).map((args) => judge(...args)),
    fc.tuple(at, to).map((args) => judge(...args)),
    fc.tuple(at, to).map((args) => rule(...args)),
    fc.tuple(at, to).map((args) => outdated(...args)),
    at.map(edit),
    at.map(remove),
    fc.tuple(article, fc.boolean()).map((args) => close(...args)),
  ],
  { maxCommands: 25, size: 'max' },
)

/** Plays so many histories against a database and a model of it; throws with the shortest history that tells them apart. */
export const playHistories = async (
  url: string,
  { runs, seed }: { runs: number; seed?: number | undefined },
): Promise<void> => {
  await using store = createStore({ url, poolSize: 4 })
  let history = 0
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const siteId = `history-${(history += 1)}`
      await store.sites.add({ id: siteId, name: siteId, hosts: [] })
      await fc.asyncModelRun(
        () => ({ model: { comments: [], closed: new Set<Article>() }, real: { store, siteId } }),
        steps,
      )
      const { drift, visibleWrong } = await store.recount({ siteId })
      same('drift', [drift, visibleWrong], [[], 0])
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
}
