import { describe, expect, test } from 'vitest'
import { formOf, idOf, setStage, unsafeIn, type Stage } from '../demo/stage.ts'

const receipt = `demo.${idOf(1)}.${'s'.repeat(43)}`
const known = (over: Stage['receipt'] = {}, given: Stage = {}) => setStage({ receipt: { ...over }, ...given })

describe('a receipt', () => {
  test('says where the comment stands and is kept out of caches and referrers', async () => {
    const { app } = await known({ status: 'held', versionStatus: 'held', reason: 'spam' })
    const answer = await app.request(`/r/${receipt}?lang=ru`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    const page = await answer.text()
    expect(page).toContain('получен и ждёт модератора.')
    expect(page).toContain('Причина: спам.')
    expect(page).toContain('name="robots" content="noindex"')
    expect(page).toContain(`href="/demo/ru#c-${idOf(1)}"`)
    expect(unsafeIn(page)).toEqual([])
  })

  test('shows both texts’ standing after an edit', async () => {
    const { app } = await known({ status: 'published', version: 2, versionStatus: 'held' })
    const page = (await (await app.request(`/r/${receipt}?lang=be`)).text()).replaceAll(/<[^>]*>|\s+/g, ' ')
    expect(page).toMatch(/Ваш каментар +апублікаваны\./)
    expect(page).toMatch(/Ваш апошні варыянт +атрыманы і чакае мадэратара\./)
  })

  test('says why an edit was turned down, beside the edit', async () => {
    const { app } = await known({ status: 'published', version: 2, versionStatus: 'held', reason: 'spam' })
    const page = (await (await app.request(`/r/${receipt}`)).text()).replaceAll(/<[^>]*>|\s+/g, ' ')
    expect(page).toMatch(
      /Your comment +is published\. +Your latest edit +is received and awaits a moderator\. +Reason:/,
    )
  })

  test('says that a published comment below one that is gone is seen by nobody', async () => {
    const { app } = await known({ status: 'published', versionStatus: 'published', hidden: true })
    expect(await (await app.request(`/r/${receipt}`)).text()).toContain('so nobody sees it.')
  })

  test.each(['edit', 'appeal', 'delete'])('is where the address of its form %s leads to', async (verb) => {
    const answer = await (await known()).app.request(`/r/${receipt}/${verb}?lang=ru`)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/r/${receipt}?lang=ru`])
  })

  test('the text stands in its form as it was, whatever it is', async () => {
    const { app } = await known({ body: '\n </textarea><script>p()</script>' })
    const page = await (await app.request(`/r/${receipt}`)).text()
    expect(page).toContain('>\n\n &lt;/textarea&gt;&lt;script&gt;p()&lt;/script&gt;</textarea')
    expect(unsafeIn(page)).toEqual([])
  })

  test('past the time for edits there is the text and the way to erase it', async () => {
    const { app } = await known({ createdAt: new Date('2026-11-23T11:00:00Z') })
    const page = await (await app.request(`/r/${receipt}`)).text()
    expect(page).not.toContain('<textarea')
    expect(page).toContain(`action="/r/${receipt}/delete?lang=en"`)
  })

  test('a deleted comment shows nothing more', async () => {
    const page = await (await (await known({ status: 'deleted' })).app.request(`/r/${receipt}`)).text()
    expect(page).toContain('is deleted.')
    expect(page).not.toContain('<form')
  })

  test.each([`/r/${receipt}`, '/r/demo', `/r/nosite.${idOf(1)}.${'s'.repeat(43)}`, '/r/%00'])(
    '%s is not there for who has no such receipt',
    async (path) => {
      const answer = await (await setStage()).app.request(path)
      expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=UTF-8'])
      expect(await answer.text()).toContain('There is no comment at this address.')
    },
  )

  test.each([`/r/ru-news.${idOf(1)}.${'s'.repeat(43)}`, '/embed/ru', '/embed/be-news'])(
    'what is not at %s is not told in a language that only the site’s id looks like',
    async (path) => {
      const answer = await (await setStage()).app.request(path)
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('<html lang="en">')])
    },
  )
})

describe('an author', () => {
  test.each([
    ['accepted', 'saved'],
    ['same', 'same'],
    ['gone', 'removed'],
  ] as const)('changes the text: %s is told as %s', async (kind, note) => {
    const edits: unknown[] = []
    const edit = async (wanted: unknown) => {
      edits.push(wanted)
      return kind === 'accepted' ? { kind, id: idOf(1), version: 2, status: 'pending' as const } : { kind }
    }
    const stage = await known({}, { store: { comments: { edit } } })
    const answer = await stage.app.request(`/r/${receipt}/edit?lang=ru`, formOf({ body: 'New *text*' }))
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/r/${receipt}?lang=ru&note=${note}`])
    expect(edits).toMatchObject([{ siteId: 'demo', commentId: idOf(1), body: 'New *text*', windowMs: 900_000 }])
    expect(stage.seen.asks.length).toBe(kind === 'accepted' ? 1 : 0)
    expect((await stage.app.request(`/r/${receipt}?note=${note}`)).status).toBe(200)
  })

  const typed = 'What I & you wrote'
  test.each([
    ['nothing', { body: ' \n ' }, undefined, 400, 'Напішыце што-небудзь'],
    ['a control character', { body: `${typed}\u0000` }, undefined, 400, 'нябачны кіроўны знак'],
    ['after the time for edits', { body: typed }, 'window-over', 409, 'Час для праўкі выйшаў.'],
    ['on a closed article', { body: typed }, 'article-closed', 409, 'Каментары да гэтага артыкула закрытыя.'],
  ] as const)('who sent %s is told so and finds what was typed', async (_name, fields, kind, status, said) => {
    const edit = async () => ({ kind: kind ?? ('same' as const) })
    const { app } = await known({}, { store: { comments: { edit } } })
    const answer = await app.request(`/r/${receipt}/edit?lang=be`, formOf(fields))
    const page = await answer.text()
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([status, 'no-store'])
    expect(page).toContain('<html lang="be">')
    expect(page).toContain(said)
    expect(page).toContain(`>\n${fields.body.replace('&', '&amp;')}</textarea`)
    expect(page.includes(`/r/${receipt}/edit`)).toBe(kind !== 'window-over')
    expect(unsafeIn(page)).toEqual([])
  })

  test.each([
    ['edit', 'body', 'Write something'],
    ['edit', 'body', 'control character', '\u0000'],
    ['appeal', 'appeal', 'Write why'],
    ['appeal', 'appeal', 'control character', '\u0000'],
  ])('whose %s was not taken is led to its field, which says why, as the title does: %s, %s', async (...row) => {
    const [verb, field, says, text = ' '] = row
    const { app } = await known({ status: 'rejected', versionStatus: 'rejected' })
    const page = await (await app.request(`/r/${receipt}/${verb}`, formOf({ body: 'As it was', [field]: text }))).text()
    expect(page).toMatch(new RegExp(`<title>[^<]*${says}.* · Your comment</title>`))
    expect(page).toMatch(new RegExp(`<p id="note"><b>[^<]*${says}`))
    const areas = page.match(/<textarea[^>]*>/g)?.filter((tag) => tag.includes('autofocus'))
    expect(areas).toEqual([expect.stringMatching(`id="${field}" .*aria-describedby="note[" ].*aria-invalid="true"`)])
  })

  test.each([
    ['edit', { body: typed }, '>\nWhat I &amp; you wrote</textarea'],
    ['appeal', { appeal: typed }, '>\nWhat I &amp; you wrote</textarea'],
    ['delete', {}, '/delete?lang=ru'],
  ] as const)('who sends too often is told when to %s again and finds what was typed', async (verb, fields, kept) => {
    const rejected = { status: 'rejected', versionStatus: 'rejected' } as const
    const { app } = await known(rejected, { env: { RATE_LIMIT_WRITE: '1/60' } })
    await app.request(`/r/${receipt}/edit`, formOf({ body: '' }))
    const answer = await app.request(`/r/${receipt}/${verb}?lang=ru`, formOf(fields))
    expect([answer.status, Number(answer.headers.get('Retry-After')) > 0]).toEqual([429, true])
    const page = await answer.text()
    expect(page).toContain('Слишком быстро. Немного подождите и попробуйте ещё раз.')
    expect(page).toContain(kept)
  })

  test.each([
    ['en', 'Why should a moderator look again?', 'Up to 1,000 characters. You can ask once.'],
    ['ru', 'Почему модератору стоит посмотреть ещё раз?', 'До 1000 знаков. Попросить можно один раз.'],
    ['be', 'Чаму мадэратару варта паглядзець яшчэ раз?', 'Да 1000 знакаў. Папрасіць можна адзін раз.'],
  ])('is asked in %s for an appeal of several lines, and told how long it may be', async (lang, why, hint) => {
    const { app } = await known({ status: 'rejected', versionStatus: 'rejected' })
    const page = await (await app.request(`/r/${receipt}?lang=${lang}`)).text()
    expect(page).toMatch(
      /<textarea id="appeal" name="appeal" rows="5" maxlength="1000" [^>]*describedby="appeal-hint">/,
    )
    expect(page).toContain(`<label for="appeal">${why}</label>`)
    expect(page).toContain(`<small id="appeal-hint">${hint}</small>`)
  })

  test('appeals in lines, each of which counts as one character, however a browser sends it', async () => {
    const added: unknown[] = []
    const add = async (draft: unknown) => {
      added.push(draft)
      return 'taken' as const
    }
    const { app } = await known({ status: 'rejected', versionStatus: 'rejected' }, { store: { appeals: { add } } })
    const lines = Array.from({ length: 500 }, () => 'a')
    const answer = await app.request(`/r/${receipt}/appeal`, formOf({ appeal: lines.join('\r\n') }))
    expect(answer.headers.get('Location')).toContain('note=appealed')
    expect(added).toMatchObject([{ text: lines.join('\n') }])
  })

  test('is told when an appeal has a control character', async () => {
    const { app } = await known({ status: 'rejected', versionStatus: 'rejected' })
    const answer = await app.request(`/r/${receipt}/appeal?lang=ru`, formOf({ appeal: 'Why\u0000' }))
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('невидимый управляющий знак')])
  })

  test('is told when an appeal says too much', async () => {
    const { app } = await known({ status: 'rejected', versionStatus: 'rejected' })
    const answer = await app.request(`/r/${receipt}/appeal`, formOf({ appeal: 'a'.repeat(1_001) }))
    expect(answer.status).toBe(400)
    const page = await answer.text()
    expect(page).toContain('Write why, in up to 1,000 characters.')
    expect(page).toContain(`>\n${'a'.repeat(1_001)}</textarea`)
  })

  test('erases the comment, from a page whose origin browsers hide', async () => {
    const deleted: unknown[] = []
    const remove = async (which: unknown) => {
      deleted.push(which)
      return 'deleted' as const
    }
    const stage = await known({}, { store: { comments: { delete: remove } } })
    const answer = await stage.app.request(`/r/${receipt}/delete`, formOf({}, { origin: 'null' }))
    expect(answer.headers.get('Location')).toContain('note=removed')
    expect(deleted).toMatchObject([{ siteId: 'demo', commentId: idOf(1) }])
  })

  const rejected = { status: 'rejected', versionStatus: 'rejected' } as const
  const appealed = { ...rejected, appeal: { status: 'open', at: new Date(0) } } as const
  test.each([
    ['edit', 'Your change is received.', 'appeal', rejected],
    ['appeal', 'Your appeal is received.', 'body', appealed],
  ] as const)(
    'who types two texts and sends one by %s is told so and finds the other',
    async (verb, said, kept, row) => {
      const edit = async () => ({ kind: 'accepted' as const, id: idOf(1), version: 2, status: 'pending' as const })
      const add = async () => 'taken' as const
      const { app } = await known(row, { store: { comments: { edit }, appeals: { add } } })
      const typed = { body: 'Said again & better', appeal: 'I have said it better & shorter' }
      const page = await (await app.request(`/r/${receipt}/${verb}?lang=en`, formOf(typed))).text()
      expect(page).toContain(said)
      expect(page).toContain(`>\n${typed[kept].replace('&', '&amp;')}</textarea`)
    },
  )

  test('has both texts in one form while a comment is turned down and can be changed', async () => {
    const page = await (await (await known(rejected)).app.request(`/r/${receipt}`)).text()
    const [form] = /<form method="post" [^]*?<\/form>/.exec(page) ?? []
    expect([...(form ?? '').matchAll(/name="(\w+)"/g)].map(([, name]) => name)).toEqual(['appeal', 'body'])
    expect(form).toContain(`formaction="/r/${receipt}/appeal?lang=en"`)
  })

  const answered = { status: 'refused', at: new Date(0), answeredAt: new Date(1) } as const
  test.each([
    ['appealed', 'A moderator will look again.', { appeal: { status: 'open', at: new Date(0) } }, { appeal: answered }],
    ['decided', 'Nothing is decided', { versionStatus: 'published' }, {}],
    ['removed', 'text and name are erased', { status: 'deleted' }, {}],
  ] as const)(
    'who opens an address kept since %s is told of it only as long as it is so',
    async (note, said, so, no) => {
      const told = async (over: Stage['receipt']) => {
        const { app } = await known({ status: 'rejected', versionStatus: 'rejected', ...over })
        return (await (await app.request(`/r/${receipt}?lang=en&note=${note}`)).text()).includes(said)
      }
      expect([await told(so), await told(no)]).toEqual([true, false])
    },
  )

  test('cannot touch a comment with another’s secret', async () => {
    const stage = await setStage()
    expect((await stage.app.request(`/r/${receipt}/edit`, formOf({ body: 'x' }))).status).toBe(404)
    expect((await stage.app.request(`/r/${receipt}/delete`, formOf({}))).status).toBe(404)
  })
})
