import { freePort, isAlive, waitUntilGone } from '@parley/embedded'
import { existsSync, globSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshFolder } from '../support/embedded.ts'
import { folderWithCluster } from '../support/made-cluster.ts'
import { startStandalone } from '../support/processes.ts'
import { parley, partsOf, polledCount, post, untilCount } from '../support/standalone.ts'
import { until } from '../support/until.ts'

const bodies = [
  'The reading room on the second floor has the best light in the evening.',
  'My grandmother met her husband in that library; they argued about chess for a year.',
  'Could the council publish how many readers come after nine o’clock each month?',
  'The stairs are steep, but there is a lift behind the newspapers now.',
]
const [first = '', second = '', third = '', fourth = ''] = bodies

test('a comment is accepted, judged and counted; Ctrl-C under load loses nothing of what was accepted', async () => {
  await using folder = await freshFolder()
  const dir = join(folder.path, 'data')
  const accepted: string[] = []
  {
    await using parent = await startStandalone({ dir, group: true, env: { RATE_LIMIT_WRITE: 'off' } })
    expect(parent.lines.join('\n')).toContain(`http://localhost:${parent.port}/demo   (site demo, article key welcome)`)
    expect(parent.lines.filter((line) => /parley_[\w-]{43}$/.test(line))).toHaveLength(1)
    accepted.push(await post(parent.url, first))
    await untilCount(parent.url, 1)

    let stopped = false
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let at = 0; !stopped; at++) {
        const id = await post(parent.url, `${first} Writer ${writer} said so, ${at} times.`).catch(() => undefined)
        if (id) accepted.push(id)
        else stopped = true
      }
    })
    await until('a hundred are accepted', () => accepted.length >= 100, { timeoutMs: 30_000 })
    const { services, postgres } = await partsOf(dir)
    process.kill(-parent.pid, 'SIGINT')
    process.kill(-parent.pid, 'SIGINT') // npm passes on what the terminal has sent already
    expect(await parent.ended).toEqual({ code: 0, signal: null })
    await Promise.all(writers)
    for (const pid of [...services, postgres]) expect(await isAlive(pid)).toBe(false)
  }
  await using again = await startStandalone({ dir })
  expect(again.lines.join('\n')).not.toMatch(/parley_[\w-]{43}/)
  const env = { PARLEY_DATA: dir }
  const { out } = await parley(['token', 'add', 'reader', '--role', 'reader'], env)
  const headers = { authorization: `Bearer ${out.trim()}` }
  const found = await Promise.all(
    accepted.map((id) =>
      fetch(`${again.url}/v1/moderation/comments/demo/${id}`, { headers }).then(({ status }) => status),
    ),
  )
  expect(found.filter((status) => status !== 200)).toEqual([])
  expect(await parley(['recount'], env)).toMatchObject({ code: 0, err: '' })
})

test('a first start that is stopped before its greeting leaves the token to the next one', async () => {
  await using folder = await freshFolder()
  const dir = join(folder.path, 'data')
  const tokens = (lines: string[]) => lines.filter((line) => /parley_[\w-]{43}$/.test(line))
  {
    const launched = () => existsSync(join(dir, 'running.json'))
    await using stopped = await startStandalone({ dir, ready: launched })
    await stopped.kill('SIGTERM')
    expect(tokens(stopped.lines)).toEqual([])
  }
  await using next = await startStandalone({ dir })
  expect(tokens(next.lines)).toHaveLength(1)
})

test('Ctrl-C in the first second of the first start is no failure', async () => {
  await using folder = await freshFolder()
  const dir = join(folder.path, 'data')
  const making = () => existsSync(dir) && globSync('**/cluster.new-*/**/PG_VERSION', { cwd: dir }).length > 0
  await using stopped = await startStandalone({ dir, group: true, ready: making })
  await until('no cluster is being made', () => {
    const still = making()
    if (still) process.kill(-stopped.pid, 'SIGINT')
    return !still
  })
  expect(await stopped.ended).toEqual({ code: 0, signal: null })
  expect(stopped.lines).toEqual(['Starting Parley …'])
})

test('after kill -9 of all parts at once, or of the parent, the next start works at once; each part comes back; none is left', async () => {
  await using folder = await folderWithCluster()
  const dir = join(folder.path, 'data')
  const env = { PORT: String(await freePort()) }
  // A patient reader: many tries in a second would be held for their speed.
  const answers = (text: string) =>
    until('a comment is accepted', () => post(`http://localhost:${env.PORT}`, text).catch(() => false as const), {
      timeoutMs: 30_000,
      everyMs: 1_000,
    })

  await using killed = await startStandalone({ dir, env })
  await post(killed.url, first)
  await untilCount(killed.url, 1)
  const before = await partsOf(dir)
  for (const pid of [killed.pid, ...before.services, before.postgres]) process.kill(pid, 'SIGKILL')

  await using orphaning = await startStandalone({ dir, env })
  expect(await polledCount(orphaning.url)).toBe(1)
  const orphans = await partsOf(dir)
  await orphaning.kill('SIGKILL')

  await using parent = await startStandalone({ dir, env })
  expect(await polledCount(parent.url)).toBe(1)
  for (const pid of orphans.services) expect(await isAlive(pid)).toBe(false)

  const { services, postgres } = await partsOf(dir)
  const [api = 0, worker = 0] = services
  process.kill(api, 'SIGKILL')
  await answers(second)
  await untilCount(parent.url, 2)
  process.kill(worker, 'SIGKILL')
  await answers(third)
  await untilCount(parent.url, 3)
  process.kill(postgres, 'SIGKILL')
  await answers(fourth)
  await untilCount(parent.url, 4)

  const now = await partsOf(dir)
  for (const pid of [api, worker, postgres]) expect([...now.services, now.postgres]).not.toContain(pid)
  await parent.kill('SIGKILL')
  expect(await waitUntilGone([...now.services, now.postgres], 40_000)).toBe(true)
})

test('two run side by side; where one runs already, or the port is taken, one line says so', async () => {
  await using one = await folderWithCluster()
  await using two = await folderWithCluster()
  await using left = await startStandalone({ dir: join(one.path, 'data') })
  await using right = await startStandalone({ dir: join(two.path, 'data') })
  await post(left.url, first)
  await untilCount(left.url, 1)
  expect(await polledCount(right.url)).toBe(0)

  const again = await parley(['start'], { PARLEY_DATA: join(one.path, 'data'), PORT: String(await freePort()) })
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toMatch(
    /^parley start: Parley already runs with .* \(process \d+, http:\S+\): stop it, or set PARLEY_DATA and PORT\n$/,
  )

  const server = createServer().listen(0, '127.0.0.1')
  await until('it listens', () => server.listening)
  const port = String((server.address() as { port: number }).port)
  const busy = await parley(['start'], { PARLEY_DATA: join(one.path, 'other'), PORT: port })
  server.close()
  expect(busy).toEqual({
    code: 1,
    out: '',
    err: `parley start: port ${port} is busy: stop what listens there, or set PORT\n`,
  })
})
