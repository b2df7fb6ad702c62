import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readBuiltFiles } from '@parley/widget'
import { createApp } from '../app.ts'
import { fakeDeps } from '../fakes/deps.ts'
import { encodingFor } from './index.ts'

const { files, folder } = readBuiltFiles()
const app = createApp(await fakeDeps())
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })

describe.each([
  ['parley.js', 'text/javascript; charset=utf-8'],
  ['counts.js', 'text/javascript; charset=utf-8'],
])('/widget/%s', (name, type) => {
  const file = files.get(name)

  test('is served to any page, as what it is, and soon anew', async () => {
    const answer = await get(`/widget/${name}`)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
      vary: 'Accept-Encoding',
    })
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(file?.bytes)
  })

  test('is squeezed as the browser likes, each with a tag of its own', async () => {
    const [br, gzip, plain] = await Promise.all(
      ['gzip, deflate, br', 'gzip', 'br;q=0'].map((accepted) =>
        get(`/widget/${name}`, { 'accept-encoding': accepted }),
      ),
    )
    expect(brotliDecompressSync(Buffer.from((await br?.arrayBuffer()) ?? new ArrayBuffer()))).toEqual(file?.bytes)
    expect(gunzipSync(Buffer.from((await gzip?.arrayBuffer()) ?? new ArrayBuffer()))).toEqual(file?.bytes)
    const tags = [br, gzip, plain].map((answer) => answer?.headers.get('etag') ?? '')
    expect(new Set(tags).size).toBe(3)
    const again = await get(`/widget/${name}`, { 'accept-encoding': 'gzip', 'if-none-match': tags[1] ?? '' })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test.each([
    ['weak', (tag: string) => `W/${tag}`],
    ['among others', (tag: string) => `"other", ${tag}`],
    ['any', () => '*'],
  ])('is not sent again to who has it: %s', async (_how, named) => {
    const tag = (await get(`/widget/${name}`)).headers.get('etag') ?? ''
    const again = await get(`/widget/${name}`, { 'if-none-match': named(tag) })
    expect([again.status, again.headers.get('etag'), (await again.text()).length]).toEqual([304, tag, 0])
  })

  test('by its hash it is kept for good; by another hash it is nothing', async () => {
    const answer = await get(`/widget/${file?.hash}/${name}`)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect((await get(`/widget/000000000000/${name}`)).status).toBe(404)
  })
})

test('languages and the stylesheet are kept for good under their build, and served to scripts of another', async () => {
  const own = await get(`/widget/${folder}/ru.json`)
  expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  expect(await own.json()).toMatchObject({ title: 'Комментарии' })
  const other = await get('/widget/0123456789ab/parley.css')
  expect([other.status, other.headers.get('cache-control')?.includes('immutable')]).toEqual([200, false])
})

test.each(['/widget/none.js', '/widget/..%2fpackage.json', '/widget/', `/widget/${folder}/`, '/widget/a/b/c'])(
  '%s is not there',
  async (path) => {
    expect((await get(path)).status).toBe(404)
  },
)

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['*', 'identity'],
])('%s is answered with %s', (accepted, encoding) => {
  expect(encodingFor(accepted)).toBe(encoding)
})
