import type { ServerResponse } from 'node:http'
import { Agent, get } from 'node:http'
import { Hono } from 'hono'
import { createLog } from '@parley/runtime'
import { expect, onTestFinished, test } from 'vitest'
import type { Env } from '../context.ts'
import { listen } from './server.ts'

/** A server that answers when the test says so. */
const setUp = async () => {
  const asked: ServerResponse[] = []
  const server = await listen({
    app: new Hono<Env>(),
    lanes: [(_, outgoing) => asked.push(outgoing) > 0],
    log: createLog({ service: 'test', level: 'silent' }),
    port: 0,
    host: '127.0.0.1',
  })
  onTestFinished(() => server.close())
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const ask = () =>
    new Promise<string | undefined>((resolve, reject) => {
      get({ port: server.port, agent }, (answer) => {
        answer.resume().once('end', () => resolve(answer.headers.connection))
      }).once('error', reject)
    })
  return { server, asked, ask }
}

const answers: [string, (outgoing: ServerResponse) => void][] = [
  ['an answer', (outgoing) => void outgoing.end('x')],
  ['one with headers', (outgoing) => void outgoing.writeHead(200, ['content-length', '1']).end('x')],
]

test.each(answers)(
  '%s keeps its connection, and ends it once the api leaves, whenever it was asked for',
  async (_what, answer) => {
    const { server, asked, ask } = await setUp()
    const first = ask()
    await expect.poll(() => asked.length).toBe(1)
    answer(asked[0] as ServerResponse)
    expect(await first).toBe('keep-alive')

    const second = ask()
    await expect.poll(() => asked.length).toBe(2)
    const left = server.leave(0)
    answer(asked[1] as ServerResponse)
    expect(await second).toBe('close')

    const third = ask()
    await expect.poll(() => asked.length).toBe(3)
    answer(asked[2] as ServerResponse)
    expect(await third).toBe('close')
    await left
  },
)
