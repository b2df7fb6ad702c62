import { describe, expect, test } from 'vitest'
import { idOf, unsafeIn } from '../../demo/stage.ts'
import { held, setDesk, signIn, verdictOn, type Desk } from '../desk.ts'

const look = async (desk: Desk, path = '/moderation', token?: string) =>
  (await desk.app.request(path, { headers: { cookie: await signIn(desk, token) } })).text()

describe('the list', () => {
  test('shows what is held with its reasons in sentences and its evidence marked', async () => {
    const desk = await setDesk([
      held(1, { reason: 'spam', verdict: verdictOn(0, 3), reports: 2, articleTitle: 'News' }),
    ])
    const page = await look(desk)
    expect(page).toContain('<div class="body" dir="auto"><mark>Buy</mark> 1 things now</div>')
    expect(page).toContain('<li>A phrase of the site’s list.</li>')
    expect(page).not.toContain('The author is known.')
    expect(page).toContain('2 readers reported it')
    expect(page).toMatch(/<option value="spam" selected\s*>/)
    expect(page).toContain('1 hour ago')
    expect(page).toContain(`href="/moderation/comments/paper/${idOf(1)}"`)
    expect(unsafeIn(page)).toEqual([])
  })

  test('a hostile text, name or article is text', async () => {
    const evil = '"><script>p()</script>'
    const page = await look(
      await setDesk([held(1, { body: evil, authorName: evil, articleTitle: evil, articleKey: evil })]),
    )
    expect(unsafeIn(page)).toEqual([])
    expect(page).toContain('&quot;&gt;&lt;script&gt;p()&lt;/script&gt;')
  })

  test('spans that overlap, are empty or reach past the end mark each letter once', async () => {
    const verdict = verdictOn(0, 3)
    const [check] = verdict.checks
    const spans = [
      { start: 2, end: 6 },
      { start: 4, end: 4 },
      { start: 15, end: 99 },
      { start: 200, end: 300 },
    ]
    const checks = [{ ...check, signals: [{ code: 'x', spam: 1, says: 's', spans: [{ start: 0, end: 3 }, ...spans] }] }]
    const page = await look(await setDesk([held(1, { verdict: { ...verdict, checks } })]))
    expect(page).toContain('<mark>Buy 1 </mark>things no<mark>w</mark></div>')
  })

  test('what cannot be seen is shown, and emoji stay whole', async () => {
    const page = await look(await setDesk([held(1, { body: 'a\u202Eb\u200Bc 👩‍🚀' })]))
    expect(page).toContain('a<span class="unseen">U+202E</span>b<span class="unseen">U+200B</span>c 👩‍🚀</div>')
  })

  test('checks of another shape hide nothing but themselves', async () => {
    const verdict = { outcome: 'held', checks: [{ odd: true }], models: [], ms: 1 }
    expect(await look(await setDesk([held(1, { verdict })]))).toContain('Buy 1 things now')
  })

  test('tabs, search and links ask for what they say', async () => {
    const desk = await setDesk([held(1, { authorKey: 'a'.repeat(64) })])
    const page = await look(
      desk,
      `/moderation?status=published&site=paper&q=%20win%20&author=${'b'.repeat(64)}&after=${idOf(4)}`,
    )
    expect(desk.asked['list']).toMatchObject([
      { status: 'published', siteId: 'paper', q: 'win', authorKey: 'b'.repeat(64), after: idOf(4) },
    ])
    expect(page).toContain(`author=${'a'.repeat(64)}`)
    expect(page).toMatch(/Held <span class="total">1<\/span>/)
    expect(page).toMatch(/aria-label="author: bbbbbbbb, no longer only this"\s*>author: bbbbbbbb </)
    expect(await look(desk, '/moderation?appeal=open')).toContain('<input type="hidden" name="appeal" value="open" />')
    await look(desk, '/moderation?status=deleted&site=../x&article=%00&host=a%00&author=1&after=x&q=%00')
    expect(desk.asked['list']?.[2]).toEqual({ status: 'held', limit: 50 })
  })

  test('who has more than a page to decide is shown where copies are decided together', async () => {
    const list = async () => ({ items: [held(1), held(2)], next: idOf(2) })
    const full = await setDesk([], { moderation: { list } })
    expect(await look(full)).toMatch(/decided together, by one press:\s*<a href="\/moderation\/waves">waves<\/a>/)
    expect(await look(full, '/moderation?site=paper')).toContain('<a href="/moderation/waves?site=paper">waves</a>')
    for (const path of ['/moderation?status=published', '/moderation?appeal=open', '/moderation?q=cheap'])
      expect(await look(full, path)).not.toContain('by one press')
    expect(await look(await setDesk([held(1), held(2)]))).not.toContain('by one press')
  })

  test('a token of one site asks for that site only', async () => {
    const desk = await setDesk([])
    await look(desk, '/moderation?site=other', 'paper-mod-token')
    expect(desk.asked['list']).toMatchObject([{ sites: ['paper'], siteId: 'other' }])
    expect(desk.asked['totals']).toEqual([['paper']])
  })

  test('a reader’s token looks and has nothing to press', async () => {
    const page = await look(await setDesk([held(1), held(2)]), '/moderation', 'eye-token')
    expect(page).toContain('Buy 1 things now')
    expect(page).not.toContain('/moderation/decide')
    expect(page).not.toContain('type="checkbox"')
  })

  test('appeals have a tab of their own, show what their authors say, and can be refused where the comment stands', async () => {
    const text = '<b>Look</b> again'
    const desk = await setDesk([
      held(1, { status: 'rejected', versionStatus: 'rejected', appeal: { text, at: new Date(0) } }),
      held(2, { status: 'rejected', versionStatus: 'rejected' }),
    ])
    const page = await look(desk, '/moderation?appeal=open')
    expect(desk.asked['list']).toEqual([{ appealed: true, limit: 50 }])
    expect(page).toContain('&lt;b&gt;Look&lt;/b&gt; again')
    expect(page.match(/value="reject"/g)).toHaveLength(1)
    expect(page).not.toContain('id="bulk"')
    expect(page).toMatch(/href="\/moderation\?appeal=open" aria-current="page"/)
  })

  test('a comment can be selected only where something can be done with what is selected', async () => {
    const both = [held(1), held(2)]
    const shown = async (items: typeof both, path?: string) => {
      const page = await look(await setDesk(items), path)
      return [page.match(/form="bulk"/g)?.length ?? 0, page.match(/id="bulk"/g)?.length ?? 0]
    }
    expect(await shown(both)).toEqual([2, 1])
    expect(await shown(both.slice(1))).toEqual([0, 0])
    expect(await shown(both, '/moderation?appeal=open')).toEqual([0, 0])
  })

  test('a reason is asked for in the page, by what needs one and by nothing else', async () => {
    const page = await look(await setDesk([held(1)]))
    expect(page).toContain(`<select id="reason-${idOf(1)}" name="reason" required>`)
    const unasked = [...page.matchAll(/name="action"\s+value="(\w+)"[^>]*formnovalidate/g)].map(([, action]) => action)
    expect(unasked).toEqual(['approve'])
  })

  test('everything can be selected at once without a script', async () => {
    const desk = await setDesk([held(1), held(2), held(3)])
    const page = await look(desk)
    expect(page).toContain('href="/moderation?all=1#bulk"')
    expect((await look(desk, '/moderation?all=1')).match(/name="c:paper[^>]*checked/g)).toHaveLength(3)
  })
})

test('what was removed can be approved, and nothing else', async () => {
  const desk = await setDesk([held(1, { status: 'removed', versionStatus: 'removed' })])
  const page = await look(desk, '/moderation?status=removed')
  expect([...page.matchAll(/name="action"\s+value="(\w+)"/g)].map(([, action]) => action)).toEqual(['approve'])
  expect(page).toContain(`name="c:paper/${idOf(1)}/1/4"`)
})

test('a host that the list is narrowed to is shown in its own script', async () => {
  expect(await look(await setDesk(), '/moderation?host=xn--80ayhh.xn--p1ai')).toContain('host: спам.рф')
})
