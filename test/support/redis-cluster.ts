import { freePort } from '@parley/embedded'
import { Redis } from 'ioredis'
import { freshRedis, type FreshRedis } from './redis.ts'
import { until } from './until.ts'

/** Three Redis masters that share the slots of one cluster. */
export type FreshRedisCluster = AsyncDisposable & {
  /** Names all of them, as an owner would. */
  url: string
  /** Runs on each of them. */
  onEach<T>(run: (master: Redis) => Promise<T>): Promise<T[]>
  /** The master that keeps a key. */
  keeperOf(key: string): Promise<FreshRedis>
}

const SLOTS = 16_384
const MASTERS = 3

/** Starts a cluster of one's own; masters only, for what a replica does is Redis's business. */
export const freshRedisCluster = async (): Promise<FreshRedisCluster> => {
  await using stack = new AsyncDisposableStack()
  const masters: { server: FreshRedis; port: number; bus: number; client: Redis }[] = []
  for (let nth = 0; nth < MASTERS; nth += 1) {
    const bus = await freePort()
    const config = {
      'cluster-enabled': 'yes',
      'cluster-port': String(bus),
      'cluster-node-timeout': '5000',
      'cluster-require-full-coverage': 'no', // as our documents ask: a master that is away takes its own slots along
    }
    const server = stack.use(await freshRedis({ config }))
    const { port } = server
    const client = new Redis({ host: '127.0.0.1', port })
    client.on('error', () => undefined) // a master that is away
    stack.defer(() => client.disconnect())
    masters.push({ server, port, bus, client })
  }
  const firstSlot = (nth: number): number => Math.floor((nth * SLOTS) / MASTERS)
  for (const [nth, { client }] of masters.entries()) {
    await client.call('CLUSTER', 'ADDSLOTSRANGE', firstSlot(nth), firstSlot(nth + 1) - 1)
    for (const { port, bus } of masters) await client.call('CLUSTER', 'MEET', '127.0.0.1', port, bus)
  }
  await until('the cluster is whole', async () => {
    const states = await Promise.all(masters.map(({ client }) => client.call('CLUSTER', 'INFO') as Promise<string>))
    return states.every((state) => state.includes('cluster_state:ok') && state.includes(`cluster_size:${MASTERS}`))
  })
  const owned = stack.move()
  return {
    url: `redis://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    keeperOf: async (key) => {
      const slot = Number(await masters[0]?.client.call('CLUSTER', 'KEYSLOT', key))
      const nth = masters.findLastIndex((_, nth) => firstSlot(nth) <= slot)
      return (masters[nth] as (typeof masters)[number]).server
    },
    onEach: (run) => Promise.all(masters.map(({ client }) => run(client))),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
