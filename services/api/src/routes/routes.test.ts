import { readFile, glob } from 'node:fs/promises'
import { endpoints, problems, type Endpoint } from '@parley/contracts'
import { expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { fakeDeps } from '../fakes/deps.ts'
import { honoPath } from '../http/mount.ts'
import { routes } from './index.ts'

const folder = `${import.meta.dirname}/`
const rows = Object.entries<Endpoint>(endpoints)

test('every row of the endpoint table is served, by its method at its path', async () => {
  const app = createApp(await fakeDeps())
  const served = app.routes.filter(({ path }) => !path.endsWith('*')).map(({ method, path }) => `${method} ${path}`)
  expect(served).toEqual(expect.arrayContaining(rows.map(([, { method, path }]) => `${method} ${honoPath(path)}`)))
})

test('every address under /v1 that is served is a row of the table', async () => {
  const app = createApp(await fakeDeps())
  const known = new Set(rows.map(([, { method, path }]) => `${method} ${honoPath(path)}`))
  const served = app.routes.filter(({ method, path }) => path.startsWith('/v1/') && method !== 'ALL')
  expect(served.map(({ method, path }) => `${method} ${path}`).filter((place) => !known.has(place))).toEqual([])
})

test('no endpoint is served twice', async () => {
  const served = routes(await fakeDeps()).map(({ endpoint }) => endpoint)
  expect(new Set(served).size).toBe(served.length)
})

/** The codes that a file throws, and those of the files beside the routes that it leans on. */
const thrownBy = async (file: string, seen = new Set<string>()): Promise<string[]> => {
  if (seen.has(file)) return []
  seen.add(file)
  const text = await readFile(file, 'utf8')
  const codes = [...text.matchAll(/ProblemError\(\s*'([a-z-]+)'/g)].map(([, code = '']) => code)
  const mapped = [...(/problemOf = \{([^}]*)\}/.exec(text)?.[1] ?? '').matchAll(/: '([a-z-]+)'/g)].map(
    ([, code = '']) => code,
  )
  const leaned = [...text.matchAll(/from '(\.[^']*\/(?:verbs|lookups|http\/listing|article-key|cursor)[^']*)'/g)]
  const inner = await Promise.all(
    leaned.map(([, path = '']) => thrownBy(new URL(path, `file://${file}`).pathname, seen)),
  )
  return [...new Set([...codes, ...mapped, ...inner.flat()])]
}

const files = await Array.fromAsync(glob('{public,moderator,admin,model}/*.ts', { cwd: folder }))
const served = await Promise.all(
  files
    .filter((file) => !file.endsWith('.test.ts'))
    .map(async (file) => {
      const text = await readFile(folder + file, 'utf8')
      return { file, names: [...text.matchAll(/route\(endpoints\.(\w+)/g)].map(([, name = '']) => name) }
    }),
)
const single = served.flatMap(({ file, names }) => names.map((name) => [file, name] as const))

test.each(single)('%s serves %s, which names every problem it throws', async (file, name) => {
  const codes = await thrownBy(folder + file)
  expect(Object.keys(problems)).toEqual(expect.arrayContaining(codes))
  expect(endpoints[name as keyof typeof endpoints].problems).toEqual(expect.arrayContaining(codes))
})

test('a file serves one endpoint, and the scan above saw them all', async () => {
  expect(served.filter(({ names }) => names.length > 1)).toEqual([])
  expect(single).toHaveLength(routes(await fakeDeps()).length)
})
