import { createStore } from '@parley/store'
import type { Store } from '@parley/store'
import type { Context } from '../context.ts'
import { migrateAloud } from '../migrate-aloud.ts'
import { hashOf, makeToken } from '../tokens.ts'

/** What a standalone begins with: the site and the article of the demo page. */
export const demo = { site: 'demo', hosts: ['localhost', '127.0.0.1'], article: 'welcome', title: 'Demo article' }

/** The admin token of a standalone, and where it comes from; only a token just made is known in clear. */
export type AdminToken = { kind: 'made'; token: string } | { kind: 'preset' } | { kind: 'made-before' }

/** Migrates the database and adds what is missing of the demo, and the preset token; safe to run at every start. */
export const prepareDatabase = async (
  url: string,
  preset: string | undefined,
  context: Pick<Context, 'complain'>,
): Promise<void> => {
  await migrateAloud(url, context)
  await using store = createStore({ url, poolSize: 2 })
  await store.sites.add({ id: demo.site, name: 'Demo', hosts: demo.hosts })
  if (!(await store.articles.find(demo.site, demo.article)))
    await store.articles.set(demo.site, demo.article, { title: demo.title })
  if (preset !== undefined) await setToken(store, preset)
}

const adminName = 'admin'

/** Makes the admin token where there is none: the last thing before it is shown, for a start may be stopped at any time. */
export const ensureToken = async (url: string, preset: string | undefined): Promise<AdminToken> => {
  if (preset !== undefined) return { kind: 'preset' }
  await using store = createStore({ url, poolSize: 1 })
  if ((await store.tokens.list()).some(({ name }) => name === adminName)) return { kind: 'made-before' }
  const token = makeToken()
  await setToken(store, token)
  return { kind: 'made', token }
}

const setToken = async ({ tokens }: Store, token: string): Promise<void> => {
  const add = () => tokens.add({ name: adminName, hash: hashOf(token), role: 'admin' })
  if ((await add()) === 'exists') {
    // Another one was preset, or made, before.
    await tokens.revoke(adminName)
    await add()
  }
}
