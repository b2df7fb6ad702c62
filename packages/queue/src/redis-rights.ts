import { REDIS_PREFIX } from './names.ts'
import type { RedisClient } from './redis.ts'

/** What the rights of a user must hold, as `ACL SETUSER` takes them. */
export const REDIS_RIGHTS = '~{parley* &parley* +@all -@dangerous +info'

/** Tries what a queue lives on, writing and running scripts under its keys, or others that begin as told. Answers what the server says
 *  to a user who may not; undefined where nothing is forbidden. Throws what else is in the way. */
export const whatIsForbidden = async (client: RedisClient, prefix = REDIS_PREFIX): Promise<string | undefined> => {
  const trial = `${prefix}:trial`
  try {
    await client.info('server') // as BullMQ asks it
    await client.eval('return 1', 1, trial)
    await client.set(trial, '1', 'PX', 1)
    return undefined
  } catch (err) {
    if (isForbidden(err)) return err.message
    throw err
  }
}

/** A user's rights do not come by themselves, nor does a command that is renamed. */
const isForbidden = (err: unknown): err is Error =>
  err instanceof Error && /^(?:NOPERM|ERR unknown command)/.test(err.message)
