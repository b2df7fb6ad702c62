import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import type { Env } from '../context.ts'

const read = (name: string, type: string) => {
  const text = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8')
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 12)
  return { at: `/assets/${hash}/${name}`, text, type }
}

const style = 'text/css; charset=utf-8'
const kept = {
  base: read('base.css', style),
  demo: read('demo.css', style),
  moderation: read('moderation.css', style),
  icon: read('parley.svg', 'image/svg+xml'),
}

/** Where each file of the pages is; its hash is in the address, so it may be kept forever. */
export const assets = Object.fromEntries(Object.entries(kept).map(([name, { at }]) => [name, at])) as Record<
  keyof typeof kept,
  string
>

const byAddress = new Map(Object.values(kept).map((asset) => [asset.at, asset]))

/** GET /assets/{hash}/{name}: stylesheets and the icon. */
export const assetRoutes = (): Hono<Env> =>
  new Hono<Env>().get('/assets/:hash/:name', (c) => {
    const asset = byAddress.get(c.req.path)
    if (asset === undefined) return c.notFound()
    return c.body(asset.text, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
      'X-Content-Type-Options': 'nosniff',
    })
  })
