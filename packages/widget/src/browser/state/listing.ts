import type { CommentPage, VisibleComment } from '@parley/contracts'
import type { Board } from '../board.ts'
import type { Context } from './context.ts'
import type { Sort } from './state.ts'

const FIRST = 50
const MOST = 100
const REST_MS = 1_000
const RETRY_MS = 5_000

/** What the service lists: the first page, further ones, and what came or went since. */
export type Listing = {
  load(): Promise<void>
  more(): Promise<void>
  reorder(sort: Sort): Promise<void>
  /** Loads until a comment is here; answers whether it is. */
  reach(id: string): Promise<boolean>
  /** Something happened up to a revision of the site, or by then; where comments may have gone, all that is shown is looked
   *  at. Looks again until the service answers, and no more often than once a second. */
  refresh(revision?: number, gone?: boolean): void
  /** Whether a comment stands past the newest ones, which are all that is looked at else. */
  isDeep(id: string): boolean
}

type Needs = Pick<Context, 'article' | 'speech' | 'state' | 'update' | 'later'> & {
  client: Pick<Context['client'], 'listComments'>
  board: Pick<Board, 'counts' | 'ask'>
}

/** The listing of one element. */
export const createListing = (ctx: Needs): Listing => {
  const { client, board, article } = ctx
  let busy = false
  let lost = false
  /** The revision that is shown, and the one that was heard of. */
  let at = 0
  let wanted = 0

  /** The numbers of the page come from the board alone; where a page of comments knows better, the board asks. */
  const heed = ({ publishedCount }: CommentPage) => {
    if (board.counts[article] !== publishedCount) ctx.later(300, () => void board.ask(true))
  }

  const turn = async (limit: number) => {
    const { sort, next: after } = ctx.state
    ctx.update({ turning: true, missed: false })
    try {
      const page = await client.listComments({ article, sort, after, limit, fresh: after === undefined })
      if (ctx.state.sort !== sort) return
      const all = new Map(after === undefined ? [] : ctx.state.comments)
      for (const comment of page.comments) all.set(comment.id, comment)
      ctx.update({ phase: 'ready', comments: all, next: page.next, closed: page.closed, turning: false })
      heed(page)
      if (after !== undefined) return
      at = page.revision
      lost = false
      catchUp()
    } catch {
      ctx.update({ phase: ctx.state.comments.size > 0 ? 'ready' : 'failed', turning: false, missed: true })
    }
  }

  const load = () => {
    ctx.update({ phase: 'loading', next: undefined })
    return turn(FIRST)
  }

  const merge = (seen: Map<string, VisibleComment>, from: string, closed: boolean) => {
    const { comments, sort, next } = ctx.state
    const ends = [...comments.keys()].reduce((a, b) => (a > b ? a : b), '')
    const all = new Map([...comments].filter(([id]) => id < from || seen.has(id)))
    const arrived = [...seen.values()].filter(({ id }) => sort === 'new' || next === undefined || id <= ends)
    for (const comment of arrived) {
      const known = comments.get(comment.id)
      const same = known?.version === comment.version && known.status === comment.status && known.html === comment.html
      all.set(comment.id, same ? known : comment)
    }
    const { words, counted } = ctx.speech()
    const others = arrived.filter(({ id }) => id > ends && !ctx.state.own.has(id)).length
    ctx.update({ comments: all, closed, ...(others > 0 && { told: counted(words.arrived, others) }) })
  }

  const look = async () => {
    const seen = new Map<string, VisibleComment>()
    let after: string | undefined
    let first = 0
    for (;;) {
      const page = await client.listComments({ article, sort: 'new', after, limit: MOST, fresh: true })
      first ||= page.revision
      for (const comment of page.comments) seen.set(comment.id, comment)
      after = page.next
      const from = after === undefined ? '' : (page.comments.at(-1)?.id ?? '')
      // Only what left, or came late, needs a look at everything shown; what came is on the first page.
      if (from === '' || !lost || ![...ctx.state.comments.keys()].some((id) => id < from)) {
        lost = false
        at = first
        merge(seen, from, page.closed)
        return heed(page)
      }
    }
  }

  const catchUp = () => {
    if (busy || ctx.state.phase !== 'ready' || wanted <= at) return
    busy = true
    const heard = wanted
    wanted = 0
    const rest = (afterMs: number) =>
      ctx.later(afterMs, () => {
        busy = false
        catchUp()
      })
    look().then(
      () => rest(REST_MS),
      () => {
        wanted = Math.max(wanted, heard)
        rest(RETRY_MS)
      },
    )
  }

  return {
    load,
    more: () => turn(MOST),
    reorder: (sort) => {
      ctx.update({ sort, comments: new Map(), drawn: 0, panel: undefined })
      return load()
    },
    reach: async (id) => {
      const isPast = () => {
        const { comments, sort } = ctx.state
        return [...comments.keys()].some((known) => (sort === 'new' ? known < id : known > id))
      }
      while (!ctx.state.comments.has(id) && ctx.state.next !== undefined && !isPast()) {
        const { next } = ctx.state
        await turn(MOST)
        if (ctx.state.next === next) break // the network is away
      }
      return ctx.state.comments.has(id) || ctx.state.own.has(id)
    },
    isDeep: (id) =>
      [...ctx.state.comments.keys()].filter((known) => known > id).length >= (ctx.state.sort === 'new' ? MOST : 1),
    refresh: (revision = Infinity, gone = false) => {
      lost ||= gone
      wanted = Math.max(wanted, revision)
      catchUp()
    },
  }
}
