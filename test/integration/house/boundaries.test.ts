import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, workspaceOf } from './workspace.ts'

/** Who may depend on whom, as the map of the rooms draws it; what moderation uses comes along with it. */
const allowed: Record<string, string[]> = {
  contracts: [],
  classifier: [],
  runtime: [],
  embedded: [],
  moderation: ['classifier', 'contracts'],
  store: ['contracts'],
  queue: ['contracts'],
  client: ['contracts'],
  widget: ['client', 'contracts'],
  api: ['classifier', 'client', 'contracts', 'moderation', 'queue', 'runtime', 'store', 'widget'],
  worker: ['classifier', 'contracts', 'moderation', 'queue', 'runtime', 'store'],
  cli: ['contracts', 'embedded', 'queue', 'runtime', 'store'],
  test: [
    'api',
    'classifier',
    'cli',
    'client',
    'contracts',
    'embedded',
    'moderation',
    'queue',
    'runtime',
    'store',
    'widget',
    'worker',
  ],
}
const rooms = Object.keys(allowed)

const folderOf = (room: string) =>
  room === 'test' ? 'test' : ['api', 'worker', 'cli'].includes(room) ? `services/${room}` : `packages/${room}`

const roomWith = (room: string, dependencies: string[]) =>
  JSON.stringify({
    name: `@parley/${room}`,
    version: '0.1.0',
    dependencies: Object.fromEntries(dependencies.map((it) => [`@parley/${it}`, '0.1.0'])),
  })

test.for(rooms)('%s may depend on its own rooms and on no other', async (room) => {
  await using house = await workspaceOf('boundaries')
  const others = rooms.filter((it) => it !== room)
  for (const it of others) await house.put(`${folderOf(it)}/package.json`, roomWith(it, []))
  await house.put(`${folderOf(room)}/package.json`, roomWith(room, others))

  const { output } = await run('turbo', ['boundaries'], house.path)
  const said = output.replaceAll(/\s*\n\s*\|?\s*/g, ' ')
  const refused = [
    ...said.matchAll(/Package `@parley\/(\w+)` found without any tag listed in allowlist for `@parley\/(\w+)`/g),
  ]
  const pairs = new Set(refused.map(([, found, for_]) => `${for_} → ${found}`))
  const refusedOnes = others.filter((it) => pairs.has(`${room} → ${it}`))
  expect(refusedOnes).toEqual(others.filter((it) => !allowed[room]!.includes(it)))
})

test('every import that its package.json does not declare, or that leaves its room, is refused', async () => {
  await using house = await workspaceOf('boundaries')
  const { code, output } = await run('turbo', ['boundaries'], house.path)
  expect(code).not.toBe(0)
  const said = [...output.matchAll(/x ([^\n]+)\n\s*,-\[(.+?):\d+:\d+\]/g)].map(([, says, path]) => ({ path, says }))
  const expected = house.fixtures.flatMap(({ path, breaks }) =>
    breaks.map((says) => ({ path: join(house.path, path), says })),
  )
  expect(new Set(said)).toEqual(new Set(expected))
})

test('every room has one tag, its own name, and a rule for it unless it may import all', async () => {
  await using house = await workspaceOf('boundaries')
  const text = await readFile(join(house.path, 'turbo.json'), 'utf8')
  const { boundaries } = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '')) as { boundaries: { tags: object } }
  expect(Object.keys(boundaries.tags).toSorted()).toEqual(rooms.filter((room) => room !== 'test').toSorted())
  for (const room of rooms) {
    const { tags } = JSON.parse(await readFile(join(house.path, folderOf(room), 'turbo.json'), 'utf8')) as {
      tags: string[]
    }
    expect(tags).toEqual([room])
  }
})
