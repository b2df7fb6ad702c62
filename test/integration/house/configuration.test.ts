import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MALLOC, MEMORY_OPTIONS } from '@parley/runtime'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from './workspace.ts'

type Service = {
  healthcheck?: { test: unknown[] }
  environment?: Record<string, string | number>
  ports?: string[]
  command?: string | string[]
}

const read = (path: string) => readFile(join(root, path), 'utf8')

const compose = async () => {
  const { services } = parse(await read('infra/compose.yaml'), { merge: true }) as { services: Record<string, Service> }
  return services
}

/** The variables that a service reads, from the text of its config. */
const readBy = async (service: string) => {
  const text = await read(`services/${service}/src/config.ts`)
  const names = [...text.matchAll(/^\s+([A-Z][A-Z0-9_]+): |\bread\('([A-Z][A-Z0-9_]+)'\)/gm)].map((m) => m[1] ?? m[2]!)
  return [...new Set(names)].toSorted()
}

/** Set by the standalone for its own children, which no container has. */
const betweenProcesses = 'PARLEY_PARENT_PIPE'

test('the README explains every variable that a service reads, and no other', async () => {
  const rows = [...(await read('README.md')).matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map((m) => m[1]!)
  const known = await Promise.all(['api', 'worker', 'cli'].map(readBy))
  expect(rows.toSorted()).toEqual([...new Set(known.flat())].toSorted())
})

test.for(['api', 'worker'])('the compose file sets every variable that %s reads, and no other', async (service) => {
  const set = Object.keys((await compose())[service]?.environment ?? {}).toSorted()
  expect(set).toEqual((await readBy(service)).filter((name) => name !== betweenProcesses))
})

test('the commands know where the stores and the api are, as the doctor asks', async () => {
  const { migrate, api } = await compose()
  const standalone = ['PARLEY_DATA', 'PARLEY_TOKEN']
  const asked = (await readBy('cli')).filter((name) => !standalone.includes(name))
  expect(Object.keys(migrate?.environment ?? {})).toEqual(expect.arrayContaining(asked))
  const { HOST, PORT, ...others } = migrate?.environment ?? {}
  expect({ HOST, PORT }).toEqual({ HOST: 'api', PORT: api?.environment?.['PORT'] })
  expect(api?.environment).toMatchObject(others)
})

test.for(['api', 'worker'])('the compose file starts %s as `parley start` does', async (service) => {
  const main = `services/${service}/src/main.ts`
  expect((await compose())[service]?.command).toEqual(['node', ...MEMORY_OPTIONS, main])
})

test('the image gives memory back as `parley start` does', async () => {
  const said = [...(await read('infra/Dockerfile')).matchAll(/^ENV (MALLOC_\w+)=(\S+)$/gm)].map((m) => [m[1], m[2]])
  expect(Object.fromEntries(said)).toEqual(MALLOC)
})

test('a dump put back by hand, as the runbook says for containers, begins an epoch as a restore does', async () => {
  const [begins = 'none'] = /update site set epoch = [^`]+/.exec(await read('packages/store/src/backup.ts')) ?? []
  expect(await read('infra/RUNBOOK.md')).toContain(begins)
})

test('the example names every variable that the compose file takes, and no other', async () => {
  const taken = [...(await read('infra/compose.yaml')).matchAll(/\$\{([A-Z_]+)/g)].map((m) => m[1]!)
  const named = [...(await read('infra/.env.example')).matchAll(/^(?:# )?([A-Z_]+)=/gm)].map((m) => m[1]!)
  expect(named.toSorted()).toEqual([...new Set(taken)].toSorted())
})

test('only the api is published, and on loopback only', async () => {
  const published = Object.entries(await compose()).flatMap(([name, { ports = [] }]) =>
    ports.map((port) => [name, port]),
  )
  expect(published).toEqual([['api', expect.stringMatching(/^127\.0\.0\.1:/)]])
})

test('jobs are kept and never evicted; the cache saves nothing', async () => {
  const { queue, cache } = await compose()
  expect(queue?.command).toContain('--appendonly yes')
  expect(queue?.command).toContain('--maxmemory-policy noeviction')
  expect(cache?.command).toContain('--appendonly no')
  expect(cache?.command).toContain("--save ''")
})

test('what runs for long says whether it is well, in words that YAML reads as words', async () => {
  for (const [name, { healthcheck }] of Object.entries(await compose())) {
    const words = healthcheck?.test.every((word) => typeof word === 'string') ?? name === 'migrate'
    expect({ name, words }).toEqual({ name, words: true })
  }
})

test('what the compose file starts is there', async () => {
  const words = Object.values(await compose()).flatMap(({ command = [] }) => command)
  const mains = [...new Set(words.filter((word) => word.endsWith('.ts')))].toSorted()
  expect((await Array.fromAsync(glob(mains, { cwd: root }))).toSorted()).toEqual(mains)
  expect(mains.length).toBe(3)
})
