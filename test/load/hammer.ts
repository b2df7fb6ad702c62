import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Load, Order } from './generator.ts'

const generator = fileURLToPath(new URL('generator.ts', import.meta.url))

/** Sends a load from a process of its own. */
export const hammer = (order: Order): Promise<Load> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [generator, JSON.stringify(order)], { maxBuffer: 2 ** 24 }, (error, out, err) => {
      if (error) reject(new Error(`the generator failed: ${err || error.message}`))
      else resolve(JSON.parse(out) as Load)
    })
  })
