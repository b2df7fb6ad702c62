import { createStore } from '@parley/store'
import type { Store } from '@parley/store'
import { readConfig } from './config.ts'
import type { Context } from './context.ts'
import { Refusal } from './refusal.ts'
import { readRunning } from './standalone/running.ts'

/** The database that commands work on: DATABASE_URL, else that of the standalone running now. */
export const findDatabase = async (context: Context): Promise<string> => {
  const { databaseUrl, dataDir } = readConfig(context)
  if (databaseUrl) return databaseUrl
  const running = await readRunning(dataDir)
  if (running) return running.databaseUrl
  throw new Refusal(`Parley is not running with ${dataDir}: start it (npm start), or set DATABASE_URL`)
}

/** Does something with the store and closes it. */
export const withStore = async <T>(context: Context, work: (store: Store) => Promise<T>): Promise<T> => {
  await using store = createStore({ url: await findDatabase(context), poolSize: 2 })
  return await work(store)
}
