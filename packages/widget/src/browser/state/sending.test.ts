import { ApiProblem } from '@parley/client'
import { expect, test } from 'vitest'
import { openKeep } from '../keep.ts'
import { en } from '../words/en.ts'
import { speak } from '../words/speak.ts'
import { createSenders } from './sending.ts'
import { firstState } from './state.ts'

/** The forms of one element, over a service that answers one sending after the other when it is told to. */
const set = () => {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  } as unknown as Storage
  const sent: { text: string; key: string; answer: PromiseWithResolvers<void> }[] = []
  const waiting: (() => void)[] = []
  const ctx = {
    client: {
      submitComment: async ({ body }: { body: string }, key: string) => {
        const answer = Promise.withResolvers<void>()
        sent.push({ text: body, key, answer })
        await answer.promise
        return { comment: { id: `c${sent.length}`, version: 1, status: 'pending' }, receipt: 'r' }
      },
    },
    keep: openKeep('x', () => storage),
    article: 'a',
    target: { key: 'a' },
    signIn: async () => undefined,
    speech: () => speak('en', en),
    state: firstState('new'),
    update: (change: object) => void Object.assign(ctx.state, change),
    say: (form: string, sending: object) => ctx.update({ sending: { ...ctx.state.sending, [form]: sending } }),
    later: (_afterMs: number, what: () => void) => void waiting.push(what),
  }
  const arrived: string[] = []
  const adopted: string[] = []
  const senders = createSenders(
    ctx as unknown as Parameters<typeof createSenders>[0],
    { adopt: ({ id }) => void adopted.push(id), settle: () => {} },
    (form, id, text) => void arrived.push(`${form} ${id} ${text}`),
  )
  const settle = () => new Promise((done) => setTimeout(done))
  const send = async (text: string, form = 'new') => {
    senders.write(form, text)
    const done = senders.send(form, { name: '', text, trap: '' })
    await settle()
    return done
  }
  /** Sends a text whose answer is lost on the way. */
  const lose = async (text: string) => {
    void send(text)
    await settle()
    sent.at(-1)?.answer.reject(lost)
    await settle()
  }
  return { ctx, senders, sent, waiting, arrived, adopted, settle, send, lose }
}
const lost = new ApiProblem('unreachable')

test('what was sent is no draft any more when it has arrived', async () => {
  const { senders, sent, arrived, settle, send } = set()
  void send('Hello')
  await settle()
  expect(senders.draft('new')).toEqual({ text: 'Hello', key: sent[0]?.key })
  sent[0]?.answer.resolve()
  await settle()
  expect([senders.draft('new'), arrived]).toEqual([undefined, ['new c1 Hello']])
})

test('a form stays busy while more is typed, and what was typed stays a draft', async () => {
  const { ctx, senders, sent, settle, send } = set()
  void send('Hello')
  await settle()
  senders.write('new', 'Hello, and more')
  expect(ctx.state.sending['new']).toEqual({ busy: true, length: 15 })
  sent[0]?.answer.resolve()
  await settle()
  expect(senders.draft('new')).toEqual({ text: 'Hello, and more' })
  expect(ctx.state.sending['new']).toEqual({})
})

test('only the form that has arrived is closed', async () => {
  const { ctx, sent, settle, send } = set()
  ctx.state.panel = { id: '1', what: 'reply' }
  void send('Hello')
  void send('An answer', 'reply-1')
  await settle()
  sent[0]?.answer.resolve()
  await settle()
  expect(ctx.state.panel).toEqual({ id: '1', what: 'reply' })
  sent[1]?.answer.resolve()
  await settle()
  expect(ctx.state.panel).toBeUndefined()
})

test('the draft written last is the last, by which the form is found that waits to be sent', () => {
  const { ctx, senders } = set()
  for (const [form, text] of [
    ['reply-1', 'a'],
    ['reply-2', 'b'],
    ['reply-1', 'c'],
  ] as const)
    senders.write(form, text)
  expect(Object.keys(ctx.keep.read().drafts ?? {})).toEqual(['a\nreply-2', 'a\nreply-1'])
})

test('what waits for the network is not sent once all is forgotten', async () => {
  const { senders, sent, waiting, settle, lose } = set()
  await lose('Hello')
  senders.forget()
  for (const again of waiting) again()
  senders.resume()
  await settle()
  expect(sent).toHaveLength(1)
})

test('of what arrives after all was forgotten no receipt is kept', async () => {
  const { senders, sent, adopted, settle, send } = set()
  void send('Hello')
  await settle()
  senders.forget()
  sent[0]?.answer.resolve()
  await settle()
  expect(adopted).toEqual([])
  void send('Hello again')
  await settle()
  sent[1]?.answer.resolve()
  await settle()
  expect(adopted).toEqual(['c2'])
})

test('who has all forgotten while the site is asked who writes leaves no name', async () => {
  const { ctx, senders, settle } = set()
  const asked = Promise.withResolvers<undefined>()
  ctx.signIn = () => asked.promise
  void senders.send('new', { name: 'Ada', text: 'Hello', trap: '' })
  senders.forget()
  ctx.keep.forget()
  asked.resolve(undefined)
  await settle()
  expect([ctx.keep.read().name, ctx.keep.read().token]).toEqual([undefined, undefined])
})

test('what is lost on its way goes again under its key, unless another text has taken its place', async () => {
  const { ctx, senders, sent, waiting, settle, lose } = set()
  await lose('Hello')
  senders.resume()
  await settle()
  senders.resume()
  await settle()
  expect(sent.map(({ text, key }) => [text, key])).toEqual(Array(2).fill(['Hello', sent[0]?.key]))
  senders.write('new', 'Hello, and more')
  sent[1]?.answer.reject(lost)
  await settle()
  for (const again of waiting) again()
  senders.resume()
  await settle()
  expect(sent).toHaveLength(2)
  expect(ctx.state.sending['new']).toEqual({ away: 'offline', waits: false })
  expect(senders.draft('new')).toEqual({ text: 'Hello, and more' })
})

test('what is begun in another page meanwhile neither changes the key nor is lost', async () => {
  const { ctx, senders, sent, settle, lose } = set()
  await lose('Hello')
  ctx.keep.change((kept) => ({ ...kept, drafts: { 'a\nnew': { text: 'Something else' } } }))
  senders.resume()
  await settle()
  expect(sent.map(({ text, key }) => [text, key])).toEqual(Array(2).fill(['Hello', sent[0]?.key]))
  sent[1]?.answer.resolve()
  await settle()
  expect(senders.draft('new')).toEqual({ text: 'Something else' })
})

test('who sends again what waits sends it under its key, whatever is on its way in another page', async () => {
  const { ctx, senders, sent, settle, lose } = set()
  await lose('Hello')
  const other = { text: 'Something else', key: 'of the other page' }
  ctx.keep.change((kept) => ({ ...kept, drafts: { 'a\nnew': other } }))
  void senders.send('new', { name: '', text: 'Hello', trap: '' })
  await settle()
  expect(sent.map(({ text, key }) => [text, key])).toEqual(Array(2).fill(['Hello', sent[0]?.key]))
  sent[1]?.answer.resolve()
  await settle()
  expect(senders.draft('new')).toEqual(other)
})

test('a text is never sent under the key of another one', async () => {
  const { ctx, senders, sent, settle } = set()
  ctx.keep.change((kept) => ({ ...kept, drafts: { 'a\nnew': { text: 'Something else', key: 'of that' } } }))
  void senders.send('new', { name: '', text: 'Hello', trap: '' })
  await settle()
  expect(sent.map(({ key }) => key)).not.toEqual(['of that'])
})

test.each([
  ['no answer', lost, 'offline'],
  ['a fault of the service', new ApiProblem('fault', 500), 'away'],
  ['a database that is away', new ApiProblem('unavailable', 503), 'away'],
  ['more than can be stored', new ApiProblem('overloaded', 503), 'away'],
  ['a proxy without a service', new ApiProblem('unknown', 502), 'away'],
  ['a proxy out of patience', new ApiProblem('unknown', 504), 'away'],
] as const)(
  '%s is told as what it is, and the text is sent again until that is in vain',
  async (_what, problem, away) => {
    const { ctx, senders, sent, waiting, settle, send } = set()
    void send('Hello')
    const told = []
    for (let tried = 1; tried <= 7; tried += 1) {
      await settle()
      sent[tried - 1]?.answer.reject(problem)
      await settle()
      told.push(ctx.state.sending['new'])
      for (const again of waiting.splice(0)) again()
    }
    await settle()
    expect(told).toEqual([...Array<object>(6).fill({ away, waits: true }), { away, waits: false }])
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
    expect([sent.length, senders.draft('new')?.text]).toEqual([7, 'Hello'])
  },
)

test.each([
  ['a refusal of the service', new ApiProblem('article-closed', 409), 'closed'],
  ['one of a proxy', new ApiProblem('unknown', 413), 'other'],
] as const)('%s is the reader’s to mend, and not sent again', async (_what, problem, trouble) => {
  const { ctx, sent, waiting, settle, send } = set()
  void send('Hello')
  await settle()
  sent[0]?.answer.reject(problem)
  await settle()
  for (const again of waiting) again()
  await settle()
  expect([ctx.state.sending['new'], sent.length]).toEqual([{ trouble }, 1])
})
