import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readBuiltFiles } from '../built-files.ts'
import { makeBundles } from './bundles.ts'

const { files, folder } = readBuiltFiles()
const bytesOf = (name: string) => files.get(name)?.bytes ?? Buffer.alloc(0)

test('the built files are what the sources make; `npm run build -w packages/widget` makes them anew', async () => {
  const made = await makeBundles()
  const kept = Object.fromEntries(
    [...files].map(([name, { bytes, named }]) => [named ? `${folder}/${name}` : name, bytes.toString()]),
  )
  expect(Object.keys(kept).toSorted()).toEqual(Object.keys(made).toSorted())
  expect(Object.keys(made).filter((name) => made[name] !== kept[name])).toEqual([])
})

test.each([
  ['parley.js', 15_000],
  ['counts.js', 1_000],
  ['parley.css', 2_000],
  ['ru.json', 2_500],
])('%s has at most %d bytes when gzipped', (name, most) => {
  expect(bytesOf(name).length).toBeGreaterThan(500)
  expect(gzipSync(bytesOf(name), { level: 9 }).length).toBeLessThanOrEqual(most)
  expect(brotliCompressSync(bytesOf(name)).length).toBeLessThanOrEqual(most)
})

test('no bundle turns text into markup or code, or names a host', () => {
  for (const name of ['parley.js', 'counts.js']) {
    const text = bytesOf(name).toString()
    expect(text).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|document\.cookie/,
    )
    expect(text.match(/https?:\/\/[\w.]+/g)).toBeNull()
  }
})
