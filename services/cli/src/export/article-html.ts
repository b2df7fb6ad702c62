import type { VisibleComment } from '@parley/store'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Past this depth answers are no longer moved in: a phone has no room for it. */
const DEEPEST = 4

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => ESCAPES[one] ?? '')

/** An article's comments as a page that needs nothing else: threads, oldest first. Comments' own HTML was made safe when
 *  they were stored. */
export const articleHtml = (
  { key, title, url }: { key: string; title?: string | undefined; url?: string | undefined },
  comments: readonly VisibleComment[],
  published: number,
): string => `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title ?? key)}</title>
</head>
<body data-parley-count="${published}">
<h1 dir="auto">${url === undefined ? escape(title ?? key) : `<a href="${escape(url)}">${escape(title ?? key)}</a>`} (${published})</h1>
${threads(comments)}
</body>
</html>
`

const threads = (comments: readonly VisibleComment[]): string => {
  const known = new Set(comments.map(({ id }) => id))
  const answers = Map.groupBy(comments, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''))
  const listed = (parent: string, depth: number): string => {
    const items = (answers.get(parent) ?? []).map((one) => {
      const below = listed(one.id, depth + 1)
      return depth < DEEPEST
        ? `<li id="c-${one.id}">${oneComment(one)}${below}</li>`
        : `<li id="c-${one.id}">${oneComment(one)}</li>\n${below}`
    })
    if (items.length === 0) return ''
    return depth > DEEPEST ? items.join('\n') : `\n<ol>\n${items.join('\n')}\n</ol>`
  }
  return listed('', 0)
}

const oneComment = ({ parentId, status, authorName, html = '', createdAt }: VisibleComment): string => {
  const at = createdAt.toISOString()
  const parent = parentId === undefined ? '' : ` <a href="#c-${parentId}">↑</a>`
  const text = status === 'deleted' ? '<p>…</p>' : html
  const name = authorName === undefined ? '' : `<b><bdi>${escape(authorName)}</bdi></b> `
  const time = `<time datetime="${at}">${at.slice(0, 16).replace('T', ' ')} UTC</time>`
  return `<p>${name}${time}${parent}</p><div dir="auto">${text}</div>`
}
