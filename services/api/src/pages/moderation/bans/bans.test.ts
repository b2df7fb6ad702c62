import type { Ban, CommentFile } from '@parley/store'
import { expect, test } from 'vitest'
import { fieldIn, formOf, idOf, unsafeIn } from '../../demo/stage.ts'
import { held, setDesk, signIn } from '../desk.ts'

const page = '/moderation/bans'
const key = 'a'.repeat(64)
const row = (over: Partial<Ban> = {}): Ban => ({
  id: idOf(1),
  kind: 'host',
  value: 'spam.example',
  setBy: 'ada',
  createdAt: new Date('2026-11-23T11:30:00Z'),
  ...over,
})

const bench = async (token?: string, rows = [row()], full = false) => {
  const calls: unknown[][] = []
  const desk = await setDesk([], {
    moderation: {
      bans: {
        list: async (question) => {
          calls.push(['list', question])
          return { items: rows, next: idOf(5) }
        },
        standing: async () => [],
        add: async ({ by, siteId, ...ban }) => {
          calls.push(['add', siteId, by, ban])
          return full ? 'too-many' : row()
        },
        remove: async (...which) => {
          calls.push(['remove', ...which])
          return which[1] === idOf(1)
        },
      },
      show: async () => file,
    },
  })
  const cookie = await signIn(desk, token)
  const open = async (to: string) => (await desk.app.request(to, { headers: { cookie } })).text()
  const press = async (verb: string, fields: Record<string, string>) => {
    const csrf = fieldIn(await open(`${page}?site=paper`), 'csrf')
    const sent = formOf({ csrf, back: `${page}?site=paper`, ...fields }, { cookie })
    const answer = await desk.app.request(`${page}/${verb}`, sent)
    const to = answer.headers.get('Location') ?? ''
    return { status: answer.status, text: to === '' ? '' : await open(to) }
  }
  return { open, press, calls }
}

const file: CommentFile = {
  comment: { ...held(1), depth: 0, authorKey: key, hosts: ['spam.example'], visible: false },
  versions: [],
  history: [],
  verdicts: [],
  copies: [],
  reports: [],
}

test('a site’s bans are listed: what, by whom, until when and why', async () => {
  const evil = '"><script>p()</script>'
  const { open, calls } = await bench(undefined, [
    row({ kind: 'phrase', value: evil, note: evil }),
    row({ kind: 'author', value: key, until: new Date('2026-11-30T12:00:00Z') }),
    row({ until: new Date('2026-11-22T12:00:00Z') }),
  ])
  const text = await open(`${page}?site=paper&after=${idOf(9)}`)
  expect(text).toContain('&quot;&gt;&lt;script&gt;')
  expect(unsafeIn(text)).toEqual([])
  expect(text).toMatch(/key aaaaaaaa…<\/bdi><\/b>\s+until\s+<time[^>]*>2026-11-30 12:00 UTC/)
  expect(text).toMatch(/spam\.example<\/bdi><\/b>\s+is over/)
  expect(text).toContain('Banned by ada 30 minutes ago.')
  expect(text).toContain(`${page}?site=paper&amp;after=${idOf(5)}`)
  expect(text).toContain('/moderation?status=rejected&amp;site=paper&amp;host=spam.example')
  expect(calls).toEqual([['list', { siteId: 'paper', after: idOf(9), limit: 50 }]])
})

test('who reaches one site sees it at once, and of others nothing', async () => {
  const { open, calls } = await bench('paper-mod-token')
  expect(await open(page)).toContain('Banned from paper')
  expect(await open(`${page}?site=other`)).toContain('There is no site “other”.')
  expect(calls).toHaveLength(1)
})

test.each([
  [
    { kind: 'phrase', value: ' buy now ' },
    { kind: 'phrase', value: 'buy now', until: undefined },
  ],
  [
    { kind: 'host', value: 'spam.example', span: 'week', why: 'Again.' },
    { kind: 'host', value: 'spam.example', note: 'Again.', until: new Date('2026-11-30T12:00:00Z') },
  ],
  [
    { kind: 'host', value: ' https://Спам.example/a?b' },
    { kind: 'host', value: 'xn--80ayhh.example', until: undefined },
  ],
  [
    { kind: 'author', value: key, span: '' },
    { kind: 'author', value: key, until: undefined },
  ],
])('%j is banned', async (fields, ban) => {
  const { press, calls } = await bench()
  const { status, text } = await press('add', { site: 'paper', ...fields })
  expect([status, calls.filter(([verb]) => verb === 'add')]).toEqual([303, [['add', 'paper', 'ada', ban]]])
  expect(text).toMatch(/(“.*”|The author) is banned\./)
})

test.each([
  [{ kind: 'host', value: 'spam example' }, 'Write a host'],
  [{ kind: 'host', value: '' }, 'Write a host'],
  [{ kind: 'phrase', value: '  ' }, 'Write the phrase'],
  [{ kind: 'author', value: 'ada' }, 'An author is banned by their key'],
  [{ kind: 'phrase', value: 'x', site: 'nowhere' }, 'There is no such site.'],
  [{ kind: 'phrase', value: 'x', site: '' }, 'Name the site'],
  [{ kind: 'phrase', value: 'x', why: 'y'.repeat(501) }, 'The note is too long'],
])('%j is refused in words', async (fields, words) => {
  const { press, calls } = await bench()
  expect((await press('add', { site: 'paper', ...fields })).text).toContain(words)
  expect(calls.filter(([verb]) => verb === 'add')).toEqual([])
})

test('what was not taken is in the form again', async () => {
  const { press } = await bench(undefined, [], true)
  const { text } = await press('add', { site: 'paper', kind: 'phrase', value: 'buy "now"', span: 'month', why: 'Why' })
  expect(text).toContain('as many phrases as may be')
  expect([fieldIn(text, 'value'), fieldIn(text, 'why')]).toEqual(['buy &quot;now&quot;', 'Why'])
  expect(text).toMatch(/value="month" selected/)
})

test('a ban is lifted once, and only by who reaches its site', async () => {
  const { press, calls } = await bench()
  expect((await press('lift', { ban: `paper/${idOf(1)}` })).text).toContain('The ban is lifted.')
  expect((await press('lift', { ban: `paper/${idOf(2)}` })).text).toContain('lifted already')
  expect((await press('lift', { ban: 'paper/x' })).status).toBe(400)
  const limited = await bench('paper-mod-token')
  expect((await limited.press('lift', { ban: `other/${idOf(1)}` })).text).toContain('lifted already')
  expect([calls, limited.calls].map((all) => all.filter(([verb]) => verb === 'remove').length)).toEqual([2, 0])
})

test('a reader’s token looks and has nothing to press', async () => {
  const { open } = await bench('eye-token')
  const texts = [await open(`${page}?site=paper`), await open(`/moderation/comments/paper/${idOf(1)}`)]
  expect(texts[0]).toContain('spam.example')
  expect(texts.join()).not.toMatch(/\/bans\/(?:add|lift)|Ban the author/)
})

test('a comment’s page leads to bans of its author and its links', async () => {
  const { open } = await bench()
  const text = await open(`/moderation/comments/paper/${idOf(1)}`)
  const [author, host] = [...text.matchAll(/href="(\/moderation\/bans\?[^"]*)">Ban/g)].map(([, to = '']) =>
    to.replaceAll('&amp;', '&'),
  )
  expect(fieldIn(await open(author ?? ''), 'value')).toBe(key)
  const proposed = await open(host ?? '')
  expect(fieldIn(proposed, 'value')).toBe('spam.example')
  expect(proposed).toMatch(/value="host" selected/)
})
