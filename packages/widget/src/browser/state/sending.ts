import type { ApiProblem } from '@parley/client'
import type { MAX_BODY, ReceiptView } from '@parley/contracts'
import { randomKey, type Draft } from '../keep.ts'
import { prove } from '../proof.ts'
import type { Context } from './context.ts'
import type { Owning } from './owning.ts'
import { isAway, troubleOf } from './trouble.ts'

/** The longest text, as the service counts it. */
const LONGEST: typeof MAX_BODY = 4_000
const LONGEST_NAME = 60
const ATTEMPTS = 6

/** The longest appeal. */
const LONGEST_APPEAL = 1_000

/** A form by its name: `new`, `reply-<id>`, `edit-<id>` or `appeal-<id>`. */
export type FormName = string

/** What stands in a form when it is sent. */
export type Filled = { name: string; text: string; trap: string }

/** The same on its way, under one key however often it is sent: the draft may be another page's by then. */
type Sent = Filled & { key: string }

/** Drafts, and their way to the service: safely again and again where the network fails. */
export type Senders = {
  draft(form: FormName): Draft | undefined
  /** Remembers what is being written. */
  write(form: FormName, text: string): void
  send(form: FormName, filled: Filled): Promise<void>
  discard(form: FormName): void
  /** Sends nothing of what waits, and keeps neither name nor receipt of what is on its way. */
  forget(): void
  /** The network is back: what waits is tried at once. */
  resume(): void
}

const idIn = (form: FormName, kind: 'reply' | 'edit' | 'appeal') => form.split(`${kind}-`)[1]

/** How long a form's text may be. */
export const longestOf = (form: FormName): number => (form.startsWith('appeal') ? LONGEST_APPEAL : LONGEST)

/** How long a text is to the service, which counts a line's end as one and trims. */
const lengthOf = (text: string) => text.trim().replaceAll(/\r\n?/g, '\n').length

/** The forms of one element. */
export const createSenders = (
  ctx: Context,
  owning: Pick<Owning, 'adopt' | 'settle'>,
  /** Called when the text that stood in a form has become a comment, or a comment's new text. */
  arrived: (form: FormName, id: string, text: string) => void,
): Senders => {
  const { client, keep, article, target, say } = ctx
  const place = (form: FormName) => `${article}\n${form}`
  const draft = (form: FormName) => keep.read().drafts?.[place(form)]
  const put = (form: FormName, it: Draft | undefined) =>
    keep.change((kept) => {
      const { [place(form)]: _old, ...drafts } = kept.drafts ?? {} // the one written last is the last
      return { ...kept, drafts: { ...drafts, [place(form)]: it } }
    })

  const isBusy = (form: FormName) => ctx.state.sending[form]?.busy

  /** What is on its way or waits for the network, until another text takes its place; another map once all was forgotten. */
  let waiting = new Map<FormName, Sent>()

  const submit = async (form: FormName, { name, text, trap, key }: Sent) => {
    const parentId = idIn(form, 'reply')
    const before = waiting
    const who = await ctx.signIn()
    const token = keep.read().token ?? randomKey()
    if (!who && before === waiting) keep.change((kept) => ({ ...kept, token, name }))
    ctx.update({ who })
    const named = who ? who.name : name
    const author = named ? { name: named } : {}
    const under = parentId && { parentId }
    const body = {
      article: target,
      ...under,
      author: who ? { jwt: who.jwt } : { token, ...author },
      body: text,
      ...(trap && { form: { trap } }),
    }
    const { comment, receipt } = await client.submitComment(body, key).catch(async (thrown: unknown) => {
      if ((thrown as ApiProblem).code !== 'challenge-needed') throw thrown
      const { challenge } = await client.readChallenge()
      return client.submitComment(
        { ...body, ...(challenge && { challenge: await prove(challenge).catch(() => Promise.reject(thrown)) }) },
        key,
      )
    })
    const { id, version, status } = comment
    const view: ReceiptView = {
      comment: { id, version, status, versionStatus: status },
      article: { key: article },
      author,
      body: text,
      createdAt: new Date().toISOString(),
    }
    // What arrives after all was forgotten is nobody's here: a receipt tells who wrote it.
    if (before === waiting) owning.adopt({ id, receipt, article, ...under }, view)
    return id
  }

  /** Changes an own comment, which then stands as the service answers. */
  const change = async (id: string, by: (receipt: string) => Promise<ReceiptView>) => {
    const own = ctx.state.own.get(id)
    if (own) owning.settle(id, await by(own.receipt))
    return id
  }

  const appeal = (receipt: string, text: string) =>
    client.appealComment(receipt, text).catch((thrown: ApiProblem) => {
      if (!/appeal/.test(thrown.code)) throw thrown
      return client.readReceipt(receipt) // it arrived, and its answer was lost; or a moderator looked again unasked
    })

  const attempt = async (form: FormName, filled: Sent, left: number): Promise<void> => {
    if (isBusy(form)) return
    say(form, { busy: true })
    waiting.set(form, filled)
    try {
      const edited = idIn(form, 'edit')
      const appealed = idIn(form, 'appeal')
      const id = await (edited
        ? change(edited, (receipt) => client.editComment(receipt, filled.text))
        : appealed
          ? change(appealed, (receipt) => appeal(receipt, filled.text))
          : submit(form, filled))
      waiting.delete(form)
      const { panel } = ctx.state
      const isSent = (draft(form) ?? filled).text === filled.text // what was typed meanwhile has not been sent
      if (isSent) put(form, undefined)
      const isDone = isSent && panel && form === `${panel.what}-${panel.id}`
      say(form, {})
      ctx.update({ panel: isDone ? undefined : panel, marked: id, ...(!appealed && { told: ctx.speech().words.sent }) })
      arrived(form, id, filled.text)
    } catch (thrown) {
      const trouble = troubleOf(thrown)
      const kept = draft(form)
      if (trouble === 'changed' && kept) put(form, { text: kept.text }) // the next try is a comment of its own
      if (!isAway(trouble) || !left) waiting.delete(form)
      const waits = () => waiting.get(form) === filled
      say(form, isAway(trouble) ? { away: trouble, waits: waits() } : { trouble })
      ctx.later(1_000 * 2 ** (ATTEMPTS - left), () => {
        if (waits()) void attempt(form, filled, left - 1)
      })
    }
  }

  return {
    draft,
    write: (form, text) => {
      if (draft(form)?.text !== text) put(form, text.trim() ? { text } : undefined)
      waiting.delete(form) // the text is another one now
      say(form, { ...(isBusy(form) && { busy: true }), length: lengthOf(text) })
    },
    send: async (form, filled) => {
      if (isBusy(form)) return
      const length = lengthOf(filled.text)
      const name = filled.name.trim()
      const trouble = !length
        ? 'empty'
        : length > longestOf(form)
          ? 'long'
          : name.length > LONGEST_NAME
            ? 'name'
            : undefined
      if (trouble) {
        say(form, { length })
        // Drawn without it first: what stays as it was is not read out again.
        await 0 // oxlint-disable-line unicorn/no-unnecessary-await
        return say(form, { trouble, length })
      }
      // What waits is this form's text, or writing another would have ended it; the draft may be another page's.
      const before = waiting.get(form) ?? draft(form)
      const key = (before?.text === filled.text && before.key) || randomKey()
      if (!waiting.has(form)) put(form, { text: filled.text, key })
      await attempt(form, { ...filled, name, key }, ATTEMPTS)
    },
    discard: (form) => {
      put(form, undefined)
      waiting.delete(form)
      say(form, {})
    },
    forget: () => {
      waiting = new Map()
    },
    resume: () => {
      for (const [form, filled] of waiting) void attempt(form, filled, ATTEMPTS)
    },
  }
}
