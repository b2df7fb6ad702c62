import { appealDraft, body, MAX_FORM_BYTES, ProblemError } from '@parley/contracts'
import type { ReceiptView } from '@parley/store'
import { Hono, type Context } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { readForm } from '../../http/read-body.ts'
import { rateLimit, takeOrRefuse } from '../../middleware/rate-limit.ts'
import { receiptSite } from '../../middleware/receipt-site.ts'
import type { ParsedReceipt } from '../../receipt.ts'
import { editComment } from '../../verbs/edit-comment.ts'
import { heldReceipt } from '../../verbs/held-receipt.ts'
import { textProblem } from '../demo/text-problem.ts'
import { speechFor } from '../words/speak.ts'
import { pageHeaders } from '../shell.ts'
import { receiptPage, type Note, type Refusal, type Typed } from './receipt-page.ts'

const notes: Note[] = ['saved', 'same', 'removed', 'appealed', 'decided']
const saidOf = {
  accepted: 'saved',
  gone: 'removed',
  'window-over': 'over',
  same: 'same',
  'article-closed': 'closed',
} as const
const statusOf = { text: 400, control: 400, appeal: 400, over: 409, closed: 409, often: 429 } as const satisfies Record<
  Refusal,
  number
>

const answerOf = { taken: 'appealed', already: 'appealed', nothing: 'decided', gone: 'removed' } as const

type Needs = Pick<Deps, 'store' | 'queue' | 'limits' | 'config' | 'dailySecret' | 'log' | 'sites' | 'clock'>

/**
 * GET /r/{receipt} and its forms. Who knows the address may do all that is here, so nobody else's page can send these
 * forms, and the address goes nowhere: `no-referrer`, `no-store`, and a log that names patterns only.
 */
export const receipts = (deps: Needs): Hono<Env> => {
  const show = async (
    c: Context<Env>,
    answer?: { said: Note | Refusal; typed: Typed; wrong?: keyof Typed | undefined },
  ) => {
    const receipt = c.req.param('receipt') ?? ''
    const { found } = await heldReceipt(deps, receipt)
    const note = answer?.said ?? notes.find((known) => known === c.req.query('note'))
    const shown = {
      speech: speechFor(c.req.query('lang')),
      receipt,
      row: found,
      site: c.get('site'),
      clock: deps.clock,
    }
    return c.html(
      receiptPage({ ...shown, ...(note && { note }), ...(answer && { typed: answer.typed, wrong: answer.wrong }) }),
      answer && isRefusal(answer.said) ? statusOf[answer.said] : 200,
    )
  }

  /** Takes a form. Where some of what was typed was not taken, the answer is the page with that: no cache keeps it for going back. */
  const take =
    (read: (c: Context<Env>, of: ParsedReceipt, typed: Typed) => Promise<Note | Refusal>, field?: keyof Typed) =>
    async (c: Context<Env>) => {
      const { parsed, found } = await heldReceipt(deps, c.req.param('receipt') ?? '')
      const sent: Typed = await readForm(c, MAX_FORM_BYTES)
      const said = (await isTooOften(deps, c)) ? 'often' : await read(c, parsed, sent)
      const typed = untaken(said, sent, found)
      if (isRefusal(said) || typed.body !== undefined || typed.appeal) {
        return show(c, { said, typed, wrong: isOfText(said) ? field : undefined })
      }
      return c.redirect(`/r/${c.req.param('receipt')}?lang=${speechFor(c.req.query('lang')).lang}&note=${said}`, 303)
    }

  const edit = take(async (c, { siteId, commentId }, typed) => {
    const text = body.safeParse(typed.body)
    if (!text.success) return textProblem(text.error)
    const windowMs = c.get('site').rules.editWindowMs
    const from = { network: c.get('network'), requestId: c.get('requestId'), plainForm: true }
    return saidOf[await editComment(deps, { siteId, commentId, body: text.data, windowMs, ...from })]
  }, 'body')

  const appeal = take(async (_c, { siteId, commentId }, typed) => {
    const draft = appealDraft.safeParse({ text: typed.appeal })
    if (!draft.success) return textProblem(draft.error) === 'control' ? 'control' : 'appeal'
    return answerOf[await deps.store.appeals.add({ siteId, commentId, text: draft.data.text })]
  }, 'appeal')

  const remove = take(async (_c, parsed) => {
    await deps.store.comments.delete(parsed)
    return 'removed'
  })

  // Each form counts as a read too: those past the writes' limit are still looked up and shown.
  const asked = [rateLimit(deps, 'read'), receiptSite(deps)] as const
  return (
    new Hono<Env>()
      .use('/r/*', pageHeaders({ cache: 'no-store', referrer: 'no-referrer' }))
      .get('/r/:receipt', ...asked, (c) => show(c))
      // The address of a form that was refused, which a browser asks for again.
      .get('/r/:receipt/:verb{edit|appeal|delete}', ...asked, (c) =>
        c.redirect(`/r/${c.req.param('receipt')}?lang=${speechFor(c.req.query('lang')).lang}`, 303),
      )
      .post('/r/:receipt/edit', ...asked, edit)
      .post('/r/:receipt/appeal', ...asked, appeal)
      .post('/r/:receipt/delete', ...asked, remove)
  )
}

/** Whether it is the text that has to be mended. */
const isOfText = (said: Note | Refusal): boolean => said === 'text' || said === 'control' || said === 'appeal'

const isRefusal = (said: Note | Refusal): said is Refusal => said in statusOf

/** What of a form was typed and not taken: of two texts that were sent at once, the one that the button was not for. */
const untaken = (said: Note | Refusal, typed: Typed, { body: before }: ReceiptView): Typed => {
  if (said === 'removed') return {}
  const isChanged = typed.body !== undefined && body.safeParse(typed.body).data !== before
  return {
    ...(isChanged && said !== 'saved' && said !== 'same' && { body: typed.body }),
    ...(typed.appeal !== undefined && said !== 'appealed' && { appeal: typed.appeal }),
  }
}

/** Whether the caller's network writes too often; then the answer says when to try again. */
const isTooOften = async (deps: Pick<Deps, 'limits'>, c: Context<Env>): Promise<boolean> => {
  try {
    await takeOrRefuse(deps, 'write', c.get('network'))
    return false
  } catch (thrown) {
    if (!(thrown instanceof ProblemError) || thrown.code !== 'too-many-requests') throw thrown
    for (const [name, value] of Object.entries(thrown.extra.headers ?? {})) c.header(name, value)
    return true
  }
}
