import { createStore } from '@parley/store'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { byChecks, draftOf, moveOf, placed } from '../support/store.ts'
import { startProxy } from '../support/tcp-proxy.ts'

/** A store behind a proxy, whose connections are ended when they answer nothing for four seconds. */
const behindProxy = async () => {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await freshDatabase())
  const url = new URL(database.url)
  const proxy = stack.use(await startProxy(() => Number(new URL(database.url).port)))
  url.port = String(proxy.port)
  url.searchParams.set('query_timeout', '4000')
  const store = stack.use(createStore({ url: url.href }))
  await store.sites.add({ id: 'paper', name: 'The Paper', hosts: ['paper.example'] })
  const owned = stack.move()
  return { proxy, store, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('a connection that falls silent keeps no other draft from being stored, and its own ends', async () => {
  await using paper = await behindProxy()
  const { silenced } = paper.proxy.silence('call', 'insert into comment')
  const lost = paper.store.comments.submit(draftOf()).catch((fault: Error) => fault.message)
  await silenced
  expect(await paper.store.comments.submit(draftOf())).toMatchObject({ kind: 'accepted' })
  expect(await lost).toMatch(/timeout|terminated/)
  expect(await paper.store.comments.submit(draftOf())).toMatchObject({ kind: 'accepted' })
})

test('a connection that falls silent keeps no other comment from being decided', async () => {
  await using paper = await behindProxy()
  const [one, other] = [await placed(paper.store), await placed(paper.store)]
  const { silenced } = paper.proxy.silence('call', 'for no key update')
  const lost = byChecks(paper.store, [moveOf(one, 'published')]).catch((fault: Error) => fault.message)
  await silenced
  expect(await byChecks(paper.store, [moveOf(other, 'published')])).toMatchObject({ answers: [{ answer: 'moved' }] })
  expect(await lost).toMatch(/timeout|terminated/)
  expect(await byChecks(paper.store, [moveOf(one, 'published')])).toMatchObject({ answers: [{ answer: 'moved' }] })
  expect((await paper.store.recount()).drift).toEqual([])
})
