import { appealDraft, body, MAX_FORM_BYTES } from '@parley/contracts'
import { Hono, type Context } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { readForm } from '../../http/read-body.ts'
import { rateLimit } from '../../middleware/rate-limit.ts'
import { receiptSite } from '../../middleware/receipt-site.ts'
import { editComment } from '../../verbs/edit-comment.ts'
import { heldReceipt } from '../../verbs/held-receipt.ts'
import { speechFor } from '../words/speak.ts'
import { pageHeaders } from '../shell.ts'
import { receiptPage, type Note } from './receipt-page.ts'

const notes: Note[] = ['saved', 'same', 'over', 'removed', 'text', 'closed', 'appealed', 'appeal', 'decided']
const noteOf = {
  accepted: 'saved',
  gone: 'removed',
  'window-over': 'over',
  same: 'same',
  'article-closed': 'closed',
} as const

const answerOf = { taken: 'appealed', already: 'appealed', nothing: 'decided', gone: 'removed' } as const

type Needs = Pick<Deps, 'store' | 'queue' | 'limits' | 'config' | 'dailySecret' | 'log' | 'sites' | 'clock'>

/**
 * GET /r/{receipt} and its forms. Who knows the address may do all that is here, so nobody else's page can send these
 * forms, and the address goes nowhere: `no-referrer`, `no-store`, and a log that names patterns only.
 */
export const receipts = (deps: Needs): Hono<Env> => {
  const shown = async (c: Context<Env>) => {
    const receipt = c.req.param('receipt') ?? ''
    const { found } = await heldReceipt(deps, receipt)
    const note = notes.find((known) => known === c.req.query('note'))
    const speech = speechFor(c.req.query('lang'))
    return c.html(
      receiptPage({ speech, receipt, row: found, site: c.get('site'), clock: deps.clock, ...(note && { note }) }),
    )
  }

  const back = (c: Context<Env>, note: Note) =>
    c.redirect(`/r/${c.req.param('receipt')}?lang=${speechFor(c.req.query('lang')).lang}&note=${note}`, 303)

  return new Hono<Env>()
    .use('/r/*', pageHeaders({ cache: 'no-store', referrer: 'no-referrer' }))
    .get('/r/:receipt', rateLimit(deps, 'read'), receiptSite(deps), shown)
    .post('/r/:receipt/edit', rateLimit(deps, 'write'), receiptSite(deps), async (c) => {
      const { parsed } = await heldReceipt(deps, c.req.param('receipt'))
      const text = body.safeParse((await readForm(c, MAX_FORM_BYTES))['body'])
      if (!text.success) return back(c, 'text')
      const { siteId, commentId } = parsed
      const windowMs = c.get('site').rules.editWindowMs
      const from = { network: c.get('network'), requestId: c.get('requestId'), plainForm: true }
      return back(c, noteOf[await editComment(deps, { siteId, commentId, body: text.data, windowMs, ...from })])
    })
    .post('/r/:receipt/appeal', rateLimit(deps, 'write'), receiptSite(deps), async (c) => {
      const { parsed } = await heldReceipt(deps, c.req.param('receipt'))
      const draft = appealDraft.safeParse({ text: (await readForm(c, MAX_FORM_BYTES))['appeal'] })
      if (!draft.success) return back(c, 'appeal')
      const { siteId, commentId } = parsed
      return back(c, answerOf[await deps.store.appeals.add({ siteId, commentId, text: draft.data.text })])
    })
    .post('/r/:receipt/delete', rateLimit(deps, 'write'), receiptSite(deps), async (c) => {
      const { parsed } = await heldReceipt(deps, c.req.param('receipt'))
      await deps.store.comments.delete(parsed)
      return back(c, 'removed')
    })
}
