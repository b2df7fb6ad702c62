import type { Book } from './book.ts'

/** An answer, or none within the time that a client has. */
export type Got = { status: number; json: Record<string, unknown>; text: string }

/** What no answer may show: a stack, SQL, a path, an address with a password. */
const leak =
  /\bat \S+ \(?\S*:\d+:\d+|\bselect .+ from |\binsert into |\bnode_modules\b|\/src\/|postgres(?:ql)?:\/\/|redis:\/\/|ECONN|relation "/i

/** Asks once and looks at the answer: a client's eyes. Status 0 when there was none. */
export const ask = async (
  book: Book,
  url: string,
  {
    method = 'GET',
    body,
    headers = {},
    patienceMs = 6_000,
  }: { method?: string; body?: unknown; headers?: Record<string, string>; patienceMs?: number } = {},
): Promise<Got> => {
  const got = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patienceMs),
  })
    .then(async (answer) => ({
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      retry: answer.headers.get('retry-after'),
      text: await answer.text(),
    }))
    .catch(() => undefined)
  const status = got?.status ?? 0
  book.answers.set(status, (book.answers.get(status) ?? 0) + 1)
  if (!got) return { status, json: {}, text: '' }
  const json = lookAt(book, `${method} ${new URL(url).pathname}`, got)
  return { status, json, text: got.text }
}

const lookAt = (
  book: Book,
  what: string,
  { status, type, retry, text }: { status: number; type: string; retry: string | null; text: string },
): Record<string, unknown> => {
  if (status >= 400 && !type.startsWith('application/problem+json')) book.breach('K', `${what} ${status} as ${type}`)
  if (status >= 400 && leak.test(text)) book.breach('K', `${what} ${status} leaks ${text.slice(0, 120)}`)
  if ((status === 503 || status === 429) && retry === null) book.breach('K', `${what} ${status} without Retry-After`)
  if (text === '') return {}
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    if (type.includes('json')) book.breach('K', `${what} ${status} is no JSON: ${text.slice(0, 80)}`)
    return {}
  }
}
