import { startEmbedded } from '@parley/embedded'

/** Runs an embedded PostgreSQL in a process of its own, for tests that kill it: stops when its input closes after a signal. */
const say = (facts: object) => void process.stdout.write(`${JSON.stringify(facts)}\n`)
const { EMBEDDED_DIR = '', EMBEDDED_GRACE = '0', EMBEDDED_UMASK } = process.env

if (EMBEDDED_UMASK) process.umask(Number.parseInt(EMBEDDED_UMASK, 8))
const stopAsked = new Promise<void>((resolve) => {
  process.once('SIGINT', () => {
    say({ event: 'holder.stopping' })
    process.stdin.once('end', resolve).resume()
  })
})
try {
  const embedded = await startEmbedded({
    dir: EMBEDDED_DIR,
    durable: false,
    graceMs: Number(EMBEDDED_GRACE),
    log: { info: say, warn: say },
  })
  say({ event: 'holder.ready', url: embedded.url, pid: embedded.pid(), home: embedded.home, uid: process.getuid?.() })
  await stopAsked
  await embedded.stop()
} catch (error) {
  say({ event: 'holder.failed', name: (error as Error).name, message: (error as Error).message })
  process.exitCode = 1
}
