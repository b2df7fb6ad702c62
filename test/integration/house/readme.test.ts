import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './workspace.ts'

const readme = () => readFile(join(root, 'README.md'), 'utf8')

const section = async (title: string) => (await readme()).split(/^## /m).find((it) => it.startsWith(title)) ?? ''

const absent = async (paths: string[]) => {
  const there = await Promise.all(
    paths.map((path) =>
      access(join(root, path)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return paths.filter((_, index) => !there[index])
}

test('every promise names tests that guard it, and they are there', async () => {
  const rows = (await section('Promises'))
    .split('\n')
    .filter((line) => /^\| [^|-]/.test(line))
    .slice(1)
  expect(rows.length).toBeGreaterThanOrEqual(8)
  const guards = rows.map((row) => [...row.matchAll(/`([^`]+\.test\.ts)`/g)].map((m) => m[1]!))
  expect(rows.filter((_, index) => guards[index]!.length === 0)).toEqual([])
  expect(await absent(guards.flat())).toEqual([])
})

test('the map shows every room and no other', async () => {
  const shown = [...(await section('The rooms')).matchAll(/^\| \[([\w/]+)\]/gm)].map((m) => m[1]!)
  const rooms = (await Array.fromAsync(glob('{packages,services}/*/package.json', { cwd: root }))).map(dirname)
  expect(shown.toSorted()).toEqual([...rooms, 'infra', 'test'].toSorted())
})

test('every link of a README leads somewhere', async () => {
  const pages = await Array.fromAsync(
    glob('{README.md,{packages,services}/*/README.md,{test,infra}/README.md}', { cwd: root }),
  )
  for (const page of pages) {
    const text = await readFile(join(root, page), 'utf8')
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((m) => join(dirname(page), m[1]!))
    expect({ page, absent: await absent(targets) }).toEqual({ page, absent: [] })
  }
})

test('every script that the README names is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const named = [...(await readme()).matchAll(/npm run ([\w:]+)|npm (start|test)\b/g)].map((m) => m[1] ?? m[2]!)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})
