import { connect, type Socket } from 'node:net'

/** Runs as a process of its own: opens streams of events and says when all of them heard something. */

const [port = '', path = '', wanted = '0'] = process.argv.slice(2)
const most = Number(wanted)
const ASKED_AT_ONCE = 200
const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: bench.example\r\nAccept: text/event-stream\r\n\r\n`)

/** How many streams have heard of each revision, by what is told. */
const heard = new Map<string, { count: number; firstAt: number }>()
let [open, failed] = [0, 0]

const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)

const hear = (revision: string): void => {
  const told = heard.get(revision) ?? { count: 0, firstAt: Date.now() }
  heard.set(revision, told)
  told.count += 1
  if (told.count < most) return
  say({ event: 'heard', revision: Number(revision), firstAt: told.firstAt, lastAt: Date.now() })
}

const openOne = (): Promise<void> =>
  new Promise((resolve) => {
    const socket: Socket = connect({ port: Number(port), host: '127.0.0.1' }, () => socket.write(request))
    let began = false
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      if (!began && text.includes('event: counts')) {
        began = true
        open += 1
        resolve()
        return
      }
      for (const [, revision = ''] of text.matchAll(/event: counts\ndata: .*"revision":(\d+)/g)) hear(revision)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (!began) failed += 1
      resolve()
    })
  })

while (open + failed < most) {
  const missing = Math.min(ASKED_AT_ONCE, most - open - failed)
  await Promise.all(Array.from({ length: missing }, openOne))
}
say({ event: 'open', open, failed })
process.stdin.resume().on('end', () => process.exit(0))
