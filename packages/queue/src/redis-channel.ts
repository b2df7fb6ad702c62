import { NUDGE_CHANNEL } from './names.ts'
import type { Channel } from './nudges.ts'
import { connectRedis, type RedisClient } from './redis.ts'

/** Redis pub/sub. A subscription needs a connection of its own; ioredis subscribes again after each reconnect. */
export const openRedisChannel = (url: string): Channel => {
  const publisher = connectRedis(url, { waits: false, name: 'parley-nudges' })
  publisher.on('error', () => undefined) // a publish that fails says so
  let subscriber: RedisClient | undefined
  return {
    publish: async (message) => void (await publisher.publish(NUDGE_CHANNEL, message)),
    subscribe: (heard) => {
      subscriber = connectRedis(url, { waits: true, name: 'parley-nudged' })
      subscriber.on('error', () => undefined)
      subscriber.on('message', (_channel: string, message: string) => heard(message))
      subscriber.subscribe(NUDGE_CHANNEL).catch(() => undefined) // closed before it was connected
    },
    close: async () => {
      publisher.disconnect()
      subscriber?.disconnect()
    },
  }
}
