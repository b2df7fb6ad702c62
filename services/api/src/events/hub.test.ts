import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { Counts } from '../counts/index.ts'
import { settle, virtualTicker } from '../counts/fakes.ts'
import { createEvents } from './hub.ts'

type Watcher = Parameters<Counts['watch']>[1]

/** A socket that keeps what is written, and reads only when told so. */
const fakeSocket = ({ reads = true } = {}) => {
  const written: Buffer[] = []
  const socket = Object.assign(new EventEmitter(), {
    destroyed: false,
    ended: false,
    writableLength: 0,
    write: (bytes: Buffer) => {
      written.push(bytes)
      if (!reads) socket.writableLength += bytes.length
      return reads
    },
    end: (bytes: Buffer) => {
      socket.write(bytes)
      socket.ended = true
    },
    destroy: () => {
      socket.destroyed = true
      socket.emit('close')
    },
  })
  const outgoing = {
    socket: socket as unknown as Socket,
    chunkedEncoding: true,
    writeHead() {},
    flushHeaders() {},
    removeAllListeners() {},
    req: {},
  }
  const text = () => Buffer.concat(written).toString()
  return { socket, written, text, outgoing: outgoing as unknown as ServerResponse }
}

const setHub = () => {
  const ticker = virtualTicker()
  const state = { revision: 0, watchers: new Set<Watcher>() }
  const events = createEvents({
    store: { events: { comments: async () => [] } },
    counts: {
      watch: (_site, watcher) => {
        state.watchers.add(watcher)
        return () => state.watchers.delete(watcher)
      },
      read: async (_site, keys) => ({
        counts: keys.map(() => 0),
        revisions: keys.map(() => 0),
        revision: state.revision,
        generation: 1,
      }),
      since: async () => ({ counts: [], revision: state.revision, generation: 1 }),
    },
    limits: { process: 100, network: 100 },
    log: { warn: () => undefined },
    ticker,
  })
  const site = { id: 'paper', hosts: ['paper.example'] }
  const join = async (fake: ReturnType<typeof fakeSocket>, articles: string[] = []) => {
    events.admit({ site, articles, network: 'n' })(fake.outgoing, {})
    await settle()
  }
  const change = async (key: string) => {
    const from = state.revision
    state.revision += 1
    const to = state.revision
    for (const watcher of state.watchers)
      watcher.applied({ from, to, changes: [{ keys: [key], count: to, revision: to }] })
    await settle()
  }
  return { events, join, change, ticker, state }
}

test('all readers of the same articles are sent the very same bytes', async () => {
  const { join, change } = setHub()
  const [one, two, other] = [fakeSocket(), fakeSocket(), fakeSocket()]
  await join(one, ['a'])
  await join(two, ['a'])
  await join(other, ['b'])
  const before = other.written.length
  await change('a')
  expect(one.written.at(-1)).toBe(two.written.at(-1))
  expect(one.text()).toContain('{"counts":{"a":1},"revision":1}')
  expect(other.written.length).toBe(before)
})

test('a reader that does not read is dropped with a reset when its buffer is full, and no other is', async () => {
  const { events, join, change, ticker } = setHub()
  const [slow, quick] = [fakeSocket({ reads: false }), fakeSocket()]
  await join(slow)
  await join(quick)
  slow.socket.writableLength = 64 * 1_024 + 1
  await change('a')
  expect(slow.text()).toMatch(/event: reset\ndata: {"revision":1}\n\n\r\n0\r\n\r\n$/)
  expect([slow.socket.ended, quick.socket.ended]).toEqual([true, false])
  const length = slow.written.length
  await change('a')
  expect(slow.written.length).toBe(length)
  expect(quick.text()).toContain('{"a":2}')
  expect(slow.socket.destroyed).toBe(false)
  await ticker.advance(2_000)
  expect(slow.socket.destroyed).toBe(true)
  expect(events.size()).toEqual({ readers: 1, sites: 1, dropped: 1 })
})

test('where the names of a site lead elsewhere its readers are told to read afresh and sent away, once', async () => {
  const { events, join, change } = setHub()
  const one = fakeSocket()
  await join(one, ['a'])
  events.renew('other')
  expect(one.socket.ended).toBe(false)
  events.renew('paper')
  expect(one.text()).toMatch(/event: reset\ndata: {"revision":0}\n\n\r\n0\r\n\r\n$/)
  const { length } = one.written
  events.renew('paper')
  await change('a')
  expect(one.written.length).toBe(length)
  expect(events.size().dropped).toBe(0)
})

test('a silent stream gets a beat that moves its id on', async () => {
  const { join, change, ticker } = setHub()
  const quiet = fakeSocket()
  await join(quiet, ['quiet'])
  await change('a')
  await ticker.advance(21_000)
  expect(quiet.text()).toContain(':\nid: 1\n\n')
})

test('a site is followed while somebody reads it, and no longer', async () => {
  const { events, join, state } = setHub()
  const [one, two] = [fakeSocket(), fakeSocket()]
  await join(one)
  await join(two)
  one.socket.destroy()
  expect(state.watchers.size).toBe(1)
  two.socket.destroy()
  await settle()
  expect([state.watchers.size, events.size()]).toEqual([0, { readers: 0, sites: 0, dropped: 0 }])
})

test('one site’s stream is followed by itself, while an earlier one of it is still closing', async () => {
  const { join, change } = setHub()
  const [gone, next] = [fakeSocket(), fakeSocket()]
  const joining = join(gone)
  gone.socket.destroy()
  await Promise.all([joining, join(next, ['a'])])
  await change('a')
  expect(next.text()).toContain('{"counts":{"a":1},"revision":1}')
})

test('closing ends every stream, and a new one is told that the process goes', async () => {
  const { events, join } = setHub()
  const one = fakeSocket()
  await join(one)
  await events.close()
  expect(one.text()).toMatch(/0\r\n\r\n$/)
  expect(() => events.admit({ site: { id: 'paper', hosts: [] }, articles: [], network: 'n' })).toThrow('unavailable')
})
