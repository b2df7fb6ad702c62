import { readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findBinaries } from './binaries.ts'
import { owner, prepareCluster } from './cluster.ts'
import { EmbeddedError } from './embedded-error.ts'
import { holderName, takeLock } from './lock.ts'
import { stopLeftBackends, stopOrphan } from './orphan.ts'
import { exists, findPlace, homeOf, makeFolder } from './place.ts'
import { freePort } from './port.ts'
import { startServer } from './server.ts'
import type { Server } from './server.ts'
import { settleRestore } from './set-aside.ts'

/** Takes one log record; a pino logger will do. */
export type EmbeddedLog = {
  info(facts: object): void
  warn(facts: object): void
}

/** What an embedded PostgreSQL needs to know. */
export type EmbeddedOptions = {
  /** The data folder; the cluster in it is kept between runs. */
  dir: string
  log?: EmbeddedLog
  /** A fixed port; without it the last one, or any that is free. */
  port?: number
  /** False for data that may be lost with the machine: no fsync. */
  durable?: boolean
  /** Server settings by name, over the defaults. */
  settings?: Record<string, string>
  /** How long the server outlives this process when this one is killed, for others to finish. */
  graceMs?: number
}

/** A running embedded PostgreSQL. */
export type Embedded = {
  /** The connection string of its database, with the password. */
  url: string
  port: number
  /** The folder that holds cluster, password and log. */
  home: string
  /** The server's process now; another after it was restarted. */
  pid(): number
  /** Resolves with the reason when the server died and could not be restarted; stays open else. */
  lost: Promise<Error>
  /** Disconnects all clients, writes everything and stops. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const silent: EmbeddedLog = { info: () => {}, warn: () => {} }

/** Starts the data folder's PostgreSQL, making it on first use, and keeps it running until it is stopped. */
export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const { log = silent, durable = true, settings = {}, graceMs = 5_000 } = options
  await using undo = new AsyncDisposableStack()
  const dir = await makeFolder(resolve(options.dir))
  const lock = await takeLock(join(dir, 'lock'))
  if ('heldBy' in lock) {
    throw new EmbeddedError(`${dir} is in use by ${holderName(lock.heldBy)}: stop it, or name another data folder`)
  }
  undo.defer(() => lock.release())

  if (await settleRestore(dir)) log.warn({ event: 'embedded.restore-undone' })
  const place = await findPlace(dir)
  const binaries = await findBinaries(place)
  if (await stopOrphan(place)) log.warn({ event: 'embedded.orphan-stopped' })
  const password = await prepareCluster(place, binaries, durable)

  const portFile = join(place.home, 'port')
  const start = (port: number) => startServer(place, binaries, { port, durable, settings, graceMs })
  let port = options.port ?? (await freePort(Number(await readFile(portFile, 'utf8').catch(() => '0'))))
  let server: Server = await start(port).catch(async (error: Error) => {
    // Between finding a port free and taking it another process may have come first.
    if (options.port !== undefined || !/TCP\/IP/.test(error.message)) throw error
    port = await freePort()
    return start(port)
  })
  undo.defer(() => server.stop())
  await writeFile(portFile, `${port}\n`)
  log.info({ event: 'embedded.started', port, pid: server.pid })

  let stopping = false
  const lost = Promise.withResolvers<Error>()
  const revive = async () => {
    log.warn({ event: 'embedded.died', pid: server.pid })
    for (let tries = 1; !stopping; tries++) {
      await stopLeftBackends(place.cluster)
      const next = await start(port).catch((error: Error) => error)
      if (!(next instanceof Error)) {
        server = next
        log.info({ event: 'embedded.restarted', port, pid: server.pid })
        return keep()
      }
      if (tries === 20) return lost.resolve(next)
      await delay(Math.min(100 * tries, 1_000))
    }
  }
  let keeper: Promise<void> = Promise.resolve()
  const keep = () => void (keeper = server.gone.then(() => (stopping ? undefined : revive())))
  keep()

  const stopAll = async () => {
    stopping = true
    await server.stop()
    await keeper // it may be starting the next server right now
    await server.stop()
    await lock.release()
    log.info({ event: 'embedded.stopped' })
  }
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= stopAll())
  const url = `postgres://${owner}:${password}@127.0.0.1:${port}/${owner}`
  undo.move()
  return { url, port, home: place.home, pid: () => server.pid, lost: lost.promise, stop, [Symbol.asyncDispose]: stop }
}

/** Whether a data folder has a cluster, in it or where it says. */
export const hasCluster = async (dir: string): Promise<boolean> =>
  exists(join(await homeOf(resolve(dir)), 'cluster', 'PG_VERSION'))

/** Removes a data folder with all that belongs to it, also what lives elsewhere; a server left in it is stopped first. */
export const removeEmbedded = async (dir: string): Promise<void> => {
  const named = (await readFile(join(dir, 'location'), 'utf8').catch(() => '')).trim()
  const home = named || join(dir, 'postgres')
  const cluster = await realpath(join(home, 'cluster')).catch(() => undefined)
  if (cluster) await stopOrphan({ cluster })
  if (named) await rm(named, { recursive: true, force: true })
  await rm(dir, { recursive: true, force: true })
}
