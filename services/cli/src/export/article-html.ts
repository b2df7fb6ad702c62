import type { VisibleComment } from '@parley/store'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => ESCAPES[one] ?? '')

/** An article's comments as a page that needs nothing else. Comments' own HTML was made safe when they were stored. */
export const articleHtml = (
  { key, title }: { key: string; title?: string | undefined },
  comments: readonly VisibleComment[],
  published: number,
): string => `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title ?? key)}</title>
</head>
<body data-parley-count="${published}">
<ol>
${comments.map(oneComment).join('\n')}
</ol>
</body>
</html>
`

const oneComment = ({ id, parentId, status, authorName, html = '', createdAt, depth }: VisibleComment): string => {
  const at = createdAt.toISOString()
  const parent = parentId === undefined ? '' : ` <a href="#c-${parentId}">↑</a>`
  const text = status === 'deleted' ? '<p>…</p>' : html
  const name = authorName === undefined ? '' : `<b dir="auto">${escape(authorName)}</b> `
  return `<li id="c-${id}" data-depth="${depth}"><p>${name}<time datetime="${at}">${at}</time>${parent}</p>${text}</li>`
}
