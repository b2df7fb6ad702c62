import { brotliCompressSync, gzipSync } from 'node:zlib'
import { readBuiltFiles, type BuiltFile } from '@parley/widget'
import { Hono, type Context } from 'hono'
import type { Env } from '../context.ts'
import { isUnchanged } from '../http/is-unchanged.ts'

const FOREVER = 'public, max-age=31536000, immutable'
/** Pages name the scripts without a version: a new one is everywhere within minutes, and an old one serves until then. */
const A_WHILE = 'public, max-age=300, stale-while-revalidate=86400'

type Encoding = 'br' | 'gzip' | 'identity'

const squeeze: Record<Encoding, (bytes: Buffer) => Buffer> = {
  br: (bytes) => brotliCompressSync(bytes),
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
  identity: (bytes) => bytes,
}

/** The best encoding that a browser takes; one that it weighs with nothing it does not take. */
export const encodingFor = (accepted = ''): Encoding => {
  const taken = accepted
    .split(',')
    .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim().toLowerCase())
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : 'identity'
}

/** GET /widget/{name} and /widget/{hash}/{name}: the scripts that sites embed, their languages and stylesheet. */
export const widget = (): Hono<Env> => {
  const { files, folder } = readBuiltFiles()
  const squeezed = new Map<string, Uint8Array<ArrayBuffer>>()

  const bytesOf = (file: BuiltFile, encoding: Encoding): Uint8Array<ArrayBuffer> => {
    const key = `${file.hash} ${encoding}`
    const bytes = squeezed.get(key) ?? new Uint8Array(squeeze[encoding](file.bytes))
    squeezed.set(key, bytes)
    return bytes
  }

  const serve = (c: Context<Env>, file: BuiltFile, kept: boolean) => {
    const encoding = encodingFor(c.req.header('Accept-Encoding'))
    const etag = `"${file.hash}-${encoding}"`
    const headers = {
      'Content-Type': file.type,
      'Cache-Control': kept ? FOREVER : A_WHILE,
      ETag: etag,
      Vary: 'Accept-Encoding',
      // Scripts with an integrity are read across origins, as are languages and the stylesheet.
      'Access-Control-Allow-Origin': '*',
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
    }
    return isUnchanged(c.req.header('If-None-Match'), etag)
      ? c.body(null, 304, headers)
      : c.body(bytesOf(file, encoding), 200, headers)
  }

  return new Hono<Env>()
    .get('/widget/:name', (c) => {
      const file = files.get(c.req.param('name'))
      return file ? serve(c, file, false) : c.notFound()
    })
    .get('/widget/:hash/:name', (c) => {
      const { hash, name } = c.req.param()
      const file = files.get(name)
      const kept = hash === file?.hash || (file?.named && hash === folder)
      // A script of another build asks for its own languages: these are as good. Of scripts only this very one is meant.
      return file && (kept || file.named) ? serve(c, file, kept === true) : c.notFound()
    })
}
