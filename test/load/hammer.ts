import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Load, Order } from './generator.ts'
import { cpuOf, type Service } from './system.ts'

const generator = fileURLToPath(new URL('generator.ts', import.meta.url))

/** A load, and the microseconds of processor time that the server spent on each answer: what a busy machine changes least. */
export type Costed = Load & { cpuMicros?: number }

/** Sends a load to a service and looks what it cost. */
export const hammerService = async (service: Service, order: Omit<Order, 'port'>): Promise<Costed> => {
  const before = await cpuOf(service)
  const load = await hammer({ ...order, port: service.port })
  const after = await cpuOf(service)
  if (before === undefined || after === undefined) return load
  return { ...load, cpuMicros: Math.round(((after - before) * 1e7) / Math.max(1, load.answers)) / 10 }
}

/** Sends a load from a process of its own. */
const hammer = (order: Order): Promise<Load> =>
  new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [generator], { maxBuffer: 2 ** 24 }, (error, out, err) => {
      if (error) reject(new Error(`the generator failed: ${err || error.message}`))
      else resolve(JSON.parse(out) as Load)
    })
    child.stdin?.end(JSON.stringify(order)) // a hundred articles in each of many paths are too much for an argument
  })
