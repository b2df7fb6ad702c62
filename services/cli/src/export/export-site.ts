import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makePath } from '@parley/embedded'
import type { Site, Store, VisibleComment } from '@parley/store'
import { articleHtml } from './article-html.ts'
import { writeWhole } from './write-whole.ts'

const PAGE = 500

/** Where an article's files are, without their endings. */
export const fileOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32)

/** Writes what readers see of one site; answers how much that was. Files of articles that are no more are removed at the end. */
export const exportSite = async (
  store: Pick<Store, 'articles' | 'comments'>,
  site: Site,
  dir: string,
): Promise<{ articles: number; comments: number }> => {
  const folder = join(dir, site.id)
  await makePath(join(folder, 'articles'))
  const counts: Record<string, number> = Object.create(null) as Record<string, number>
  const index: Record<string, string> = Object.create(null) as Record<string, string>
  const written = new Set<string>()
  let comments = 0

  for (let after = 0; ;) {
    const page = await store.articles.list(site.id, { after, limit: PAGE })
    for (const { key, title, url, aliases } of page) {
      const visible = await everyVisible(store, site.id, key)
      const published = visible.filter(({ status }) => status === 'published').length
      const file = fileOf(key)
      const article = { key, title, url }
      const json = { article, publishedCount: published, comments: visible.map(wireOf) }
      await writeWhole(join(folder, 'articles', `${file}.json`), JSON.stringify(json))
      await writeWhole(join(folder, 'articles', `${file}.html`), articleHtml(article, visible, published))
      for (const name of [key, ...aliases]) {
        counts[name] = published
        index[name] = `articles/${file}`
      }
      for (const ending of ['json', 'html']) written.add(`${file}.${ending}`)
      comments += published
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) break
    after = last.id
  }
  await writeWhole(join(folder, 'counts.json'), JSON.stringify({ counts }))
  await writeWhole(join(folder, 'index.json'), JSON.stringify(index))
  for (const name of await readdir(join(folder, 'articles')))
    if (!written.has(name)) await rm(join(folder, 'articles', name), { force: true })
  return { articles: written.size / 2, comments }
}

const everyVisible = async (
  store: Pick<Store, 'comments'>,
  siteId: string,
  articleKey: string,
): Promise<VisibleComment[]> => {
  const all: VisibleComment[] = []
  for (let after: string | undefined; ;) {
    const page = await store.comments.listVisible({ siteId, articleKey, sort: 'old', after, limit: PAGE })
    all.push(...page.comments)
    if (page.next === undefined) return all
    after = page.next
  }
}

/** As the API tells it. */
const wireOf = ({ authorName, createdAt, ...row }: VisibleComment) => ({
  ...row,
  ...(authorName !== undefined && { author: { name: authorName } }),
  createdAt: createdAt.toISOString(),
})
