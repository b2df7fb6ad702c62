import type { ApiProblem } from '@parley/client'
import type { ReceiptView } from '@parley/contracts'
import type { Mine } from '../keep.ts'
import type { Context } from './context.ts'
import type { Listing } from './listing.ts'
import type { Own } from './state.ts'
import { troubleOf } from './trouble.ts'

const LOOKED_AT = 20
const SOON_MS = 500
const LATER_MS = 30_000

/** This reader's own comments on the article: where they stand, kept up to date while they may still move. */
export type Owning = {
  load(): void
  adopt(mine: Mine, view: ReceiptView): void
  /** Shows the newest word of a comment and looks again until it is decided. */
  settle(id: string, view: ReceiptView): void
  remove(id: string): Promise<void>
  heed(id: string): void
  /** Knows those of this reader's comments that are listed, under whichever of its addresses the article was then. */
  recognise(): void
  forget(): void
}

/** Whether it waits: for its first decision, a moderator, or the answer to an appeal. */
const isOpen = ({ comment, appeal }: ReceiptView) =>
  comment.versionStatus === 'pending' || comment.versionStatus === 'held' || appeal?.status === 'open'

/** Own comments of one element. */
export const createOwning = (ctx: Context, listing: Pick<Listing, 'refresh'>): Owning => {
  const { client, board, keep, article } = ctx

  const put = (own: Own) => ctx.update({ own: new Map(ctx.state.own).set(own.id, own) })
  /** It is gone, and with it the change of it that was being written, here or on another page. */
  const drop = (id: string) => {
    keep.change((kept) => ({
      ...kept,
      mine: (kept.mine ?? []).filter((mine) => mine.id !== id),
      drafts: { ...kept.drafts, [`${article}\nedit-${id}`]: undefined },
    }))
    const own = new Map(ctx.state.own)
    own.delete(id)
    ctx.update({ own })
  }

  const look = async (id: string, waitMs = SOON_MS) => {
    const own = ctx.state.own.get(id)
    if (!own) return
    try {
      settle(id, await client.readReceipt(own.receipt), waitMs)
    } catch (thrown) {
      if ((thrown as ApiProblem).status === 404) return drop(id)
      again(id, waitMs)
    }
  }

  const again = (id: string, waitMs: number) =>
    ctx.later(waitMs, () => {
      if (document.hidden) again(id, LATER_MS)
      else void look(id, Math.min(waitMs * 2, LATER_MS))
    })

  const says = ({ comment, appeal }: ReceiptView) => {
    const { words } = ctx.speech()
    return `${words.write}: ${words.status[comment.versionStatus]} ${appeal ? words.appeals[appeal.status] : ''}`
  }

  const settle = (id: string, view: ReceiptView, waitMs = SOON_MS) => {
    const own = ctx.state.own.get(id)
    if (!own) return
    const before = own.view && says(own.view)
    const told = says(view)
    if (view.comment.status === 'deleted') drop(id)
    else put({ ...own, view })
    if (isOpen(view)) again(id, waitMs)
    if (before === undefined || before === told) return
    ctx.update({ told })
    listing.refresh()
    void board.ask(true)
  }

  return {
    load: () => {
      const mine = (keep.read().mine ?? []).filter((one) => one.article === article)
      ctx.update({ own: new Map(mine.map((one) => [one.id, one])) })
      void mine.slice(0, -LOOKED_AT).reduceRight((before, { id }) => before.then(() => look(id)), Promise.resolve())
      for (const { id } of mine.slice(-LOOKED_AT)) void look(id)
    },
    recognise: () => {
      const { comments, own } = ctx.state
      for (const one of keep.read().mine ?? [])
        if (comments.has(one.id) && !own.has(one.id)) {
          put(one)
          void look(one.id)
        }
    },
    adopt: (mine, view) => {
      keep.change((kept) => ({ ...kept, mine: [...(kept.mine ?? []).filter(({ id }) => id !== mine.id), mine] }))
      put(mine)
      settle(mine.id, view)
      listing.refresh()
    },
    settle,
    remove: async (id) => {
      const own = ctx.state.own.get(id)
      if (!own) return
      const form = `remove-${id}`
      ctx.say(form, { busy: true })
      try {
        await client.deleteComment(own.receipt)
      } catch (thrown) {
        return ctx.say(form, { trouble: troubleOf(thrown) })
      }
      ctx.say(form, {})
      drop(id)
      ctx.update({ panel: undefined, told: ctx.speech().words.removed })
      listing.refresh(Infinity, true)
      void board.ask(true)
    },
    heed: (id) => void look(id),
    forget: () => {
      keep.forget()
      ctx.update({
        own: new Map(),
        panel: undefined,
        sending: {},
        forgetting: false,
        told: ctx.speech().words.forgotten,
      })
    },
  }
}
