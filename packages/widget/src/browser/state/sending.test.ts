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
    later: (_afterMs: number, what: () => void) => void waiting.push(what),
  }
  const arrived: string[] = []
  const senders = createSenders(
    ctx as unknown as Parameters<typeof createSenders>[0],
    { adopt: () => {}, settle: () => {} },
    (form, id, text) => void arrived.push(`${form} ${id} ${text}`),
  )
  const settle = () => new Promise((done) => setTimeout(done))
  const send = async (text: string, form = 'new') => {
    senders.write(form, text)
    const done = senders.send(form, { name: '', text, trap: '' })
    await settle()
    return done
  }
  return { ctx, senders, sent, waiting, arrived, settle, send }
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

test('what is lost on its way goes again under its key, unless another text has taken its place', async () => {
  const { ctx, senders, sent, waiting, settle, send } = set()
  void send('Hello')
  await settle()
  sent[0]?.answer.reject(lost)
  await settle()
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
  expect(ctx.state.sending['new']).toEqual({ trouble: 'offline' })
  expect(senders.draft('new')).toEqual({ text: 'Hello, and more' })
})
