import { NUDGE_CHANNEL } from './names.ts'
import type { Channel } from './nudges.ts'
import { connectRedis, type RedisClient } from './redis.ts'

/** Redis pub/sub. A subscription needs a connection of its own, and is made again on each that is opened. */
export const openRedisChannel = (url: string): Channel => {
  const publisher = connectRedis(url, { waits: false, name: 'parley-nudges' })
  publisher.on('error', () => undefined) // a publish that fails says so
  let subscriber: RedisClient | undefined
  return {
    publish: async (message) => void (await publisher.publish(NUDGE_CHANNEL, message)),
    subscribe: (heard) => {
      const client = connectRedis(url, { waits: false, name: 'parley-nudged' })
      client.on('error', () => undefined)
      client.on('message', (_channel: string, message: string) => heard(message))
      client.on('ready', () => client.subscribe(NUDGE_CHANNEL).catch(() => undefined)) // lost again before it was made
      subscriber = client
    },
    close: async () => {
      publisher.disconnect()
      subscriber?.disconnect()
    },
  }
}
