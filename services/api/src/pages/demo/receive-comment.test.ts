import { describe, expect, test } from 'vitest'
import { fieldIn, formOf, idOf, published, setStage, unsafeIn, type Stage } from './stage.ts'

const text = async (answer: Response | Promise<Response>) => (await answer).text()

const filled = async (
  stage: Awaited<ReturnType<typeof setStage>>,
  over: Record<string, string> = {},
  path = '/demo',
) => {
  const page = await text(stage.app.request(path))
  const hidden = ['article', 'formToken', 'idempotencyKey'].map((name) => [name, fieldIn(page, name)])
  return { ...Object.fromEntries(hidden), website: '', name: 'Ada', body: 'Good news.', ...over }
}

const cookiesOf = (answer: Response) => answer.headers.getSetCookie()
const sentBack = (answer: Response) =>
  cookiesOf(answer)
    .map((line) => line.split(';')[0])
    .join('; ')

describe('a comment by the plain form', () => {
  test('is stored as the API would store it, and the browser goes back to the page', async () => {
    const stage = await setStage()
    const fields = await filled(stage, { name: ' Ada ', body: 'Good *news*.\r\nTwo lines.' })
    stage.clock.advance(20_000)
    const answer = await stage.app.request('/demo/be', formOf(fields))
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/demo/be?sent=1#yours'])
    expect(stage.drafts).toMatchObject([
      {
        siteId: 'demo',
        articleKey: 'welcome',
        authorName: 'Ada',
        body: 'Good *news*.\nTwo lines.',
        html: '<p>Good <em>news</em>.<br>\nTwo lines.</p>\n',
        facts: { plainForm: true },
      },
    ])
    expect(stage.seen.asks).toMatchObject([{ siteId: 'demo', commentIds: [stage.drafts[0]?.id] }])
  })

  test('its receipt is in a cookie no script reads, in no address, and the page tells what became of it', async () => {
    const stage = await setStage({ receipt: { status: 'held', versionStatus: 'held', reason: 'bad-link' } })
    const answer = await stage.app.request('/demo', formOf(await filled(stage)))
    const receipt = /parley_receipt=([^;]+)/.exec(sentBack(answer))?.[1] ?? ''
    expect(receipt).toMatch(/^demo\./)
    expect(answer.headers.get('Location')).not.toContain(receipt.slice(45))
    for (const line of cookiesOf(answer)) expect(line).toMatch(/; Path=\/demo; HttpOnly; SameSite=Lax/)
    const page = await text(stage.app.request('/demo?sent=1', { headers: { cookie: sentBack(answer) } }))
    expect(page).toContain('is received and awaits a moderator.')
    expect(page).toContain('Reason: a bad link.')
    expect(page).toContain(`href="/r/${receipt}?lang=en"`)
  })

  test('a browser without cookies is told so', async () => {
    expect(await text((await setStage()).app.request('/demo?sent=1'))).toContain('Your browser keeps no cookies')
  })

  test('told to come again it is no comment of its network', async () => {
    const stage = await setStage()
    const { refusal } = stage.admission
    stage.admission.refusal = () => 1
    const fields = await filled(stage)
    for (let times = 0; times < 12; times += 1)
      expect((await stage.app.request('/demo', formOf(fields))).status).toBe(503)
    stage.admission.refusal = refusal
    await stage.app.request('/demo', formOf(fields))
    expect(stage.drafts[0]?.facts).not.toHaveProperty('networkRecent')
  })

  test('pressed twice it is one comment by one author', async () => {
    const stage = await setStage()
    const fields = await filled(stage)
    const both = await Promise.all([1, 2].map(() => stage.app.request('/demo', formOf(fields))))
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    const [first, second] = stage.drafts
    expect(second).toMatchObject({ idempotencyHash: first?.idempotencyHash, bodyHash: first?.bodyHash })
    expect(first?.authorKey).toMatch(/^[0-9a-f]{64}$/)
  })

  test('the author stays the same from one comment to the next', async () => {
    const stage = await setStage()
    const answer = await stage.app.request('/demo', formOf(await filled(stage)))
    await stage.app.request('/demo', formOf(await filled(stage), { cookie: sentBack(answer) }))
    await stage.app.request('/demo', formOf(await filled(stage)))
    const [first, same, other] = stage.drafts.map(({ authorKey }) => authorKey)
    expect(same).toBe(first)
    expect(other).not.toBe(first)
  })

  test('a filled trap is noted, and the sender is told nothing', async () => {
    const stage = await setStage()
    const answer = await stage.app.request('/demo', formOf(await filled(stage, { website: 'http://spam.test' })))
    expect(answer.status).toBe(303)
    expect(stage.drafts).toMatchObject([{ facts: { trap: true } }])
  })

  test('an answer names what it answers', async () => {
    const stage = await setStage({ comments: [published(1)] })
    await stage.app.request('/demo', formOf(await filled(stage, { parentId: idOf(1) })))
    expect(stage.drafts).toMatchObject([{ parentId: idOf(1) }])
  })

  test('cookies travel by TLS only where the page does', async () => {
    const stage = await setStage()
    const answer = await stage.app.request('/demo', formOf(await filled(stage), { 'x-forwarded-proto': 'https' }))
    for (const line of cookiesOf(answer)) expect(line).toContain('; Secure')
  })
})

const kept = '\n  </textarea><script>p()</script> & "quoted" \u202eabc'

describe('what is wrong is said in words, and the text is kept', () => {
  const cases: [string, number, Record<string, string>, Stage, string][] = [
    ['nothing written', 400, { body: ' \n ' }, {}, 'Write something'],
    ['too much written', 400, { body: 'a'.repeat(4_001) }, {}, 'Write something, up to 4,000 characters.'],
    ['a control character', 400, { body: 'a\u0000b' }, {}, 'an unseen control character'],
    ['a name too long', 400, { name: 'a'.repeat(61), body: kept }, {}, 'A name has up to 60 characters'],
    ['a forged form', 403, { formToken: 'abc.def', body: kept }, {}, 'open for too long'],
    ['an unknown field', 400, { article: '', body: kept }, {}, 'not as it should be'],
    ['a closed article', 409, { body: kept }, { submitted: { kind: 'article-closed' } }, 'takes no more comments'],
    [
      'a parent that went',
      409,
      { body: kept, parentId: idOf(9) },
      { submitted: { kind: 'no-parent' } },
      'no longer here',
    ],
    ['a thread too deep', 409, { body: kept }, { submitted: { kind: 'too-deep' } }, 'as deep as conversations go'],
    [
      'another text',
      422,
      { body: kept },
      { submitted: { kind: 'other-body' } },
      'differs from the one you already sent',
    ],
  ]
  test.each(cases)('%s: %i', async (_name, status, over, given, said) => {
    const stage = await setStage(given)
    const fields = await filled(stage, over)
    const answer = await stage.app.request('/demo', formOf(fields))
    const page = await answer.text()
    expect(answer.status).toBe(status)
    expect(page).toContain(said)
    expect(page).toContain('role="alert"')
    expect(unsafeIn(page)).toEqual([])
    expect(textIn(page)).toBe((over['body'] ?? fields.body).replaceAll(/\r\n?/g, '\n'))
    expect(fieldIn(page, 'formToken')).not.toBe('')
  })

  test.each(['/demo', '/embed/demo?article=welcome'])(
    'at %s an answer to what has gone is offered as a comment of its own',
    async (path) => {
      const articles = { find: async () => undefined }
      const stage = await setStage({ submitted: { kind: 'no-parent' }, store: { articles } })
      const reply = `${path}${path.includes('?') ? '&' : '?'}reply=${idOf(9)}`
      const fields = await filled(stage, { body: kept, parentId: idOf(9) }, reply)
      const page = await text(stage.app.request(reply, formOf(fields)))
      expect(textIn(page)).toBe(kept)
      expect(fieldIn(page, 'parentId')).toBe('')
      expect(page).not.toContain('reply=')
    },
  )

  test('too often: 429, with the text kept', async () => {
    const stage = await setStage({ env: { RATE_LIMIT_WRITE: '1/60' } })
    await stage.app.request('/demo', formOf(await filled(stage)))
    const answer = await stage.app.request('/demo/be', formOf(await filled(stage, { body: kept }, '/demo/be')))
    const page = await answer.text()
    expect(answer.status).toBe(429)
    expect(page).toContain('Занадта хутка')
    expect(textIn(page)).toBe(kept)
  })

  test('the seals stay where they hold, and a text that changed gets a key of its own', async () => {
    const empty = await setStage()
    const fields = await filled(empty, { body: '' })
    const again = await text(empty.app.request('/demo', formOf(fields)))
    expect(fieldIn(again, 'formToken')).toBe(fields['formToken'])
    expect(fieldIn(again, 'idempotencyKey')).toBe(fields['idempotencyKey'])
    const changed = await setStage({ submitted: { kind: 'other-body' } })
    const other = await filled(changed)
    expect(fieldIn(await text(changed.app.request('/demo', formOf(other))), 'idempotencyKey')).not.toBe(
      other['idempotencyKey'],
    )
  })

  test('a store that is away: 503, a page in the reader’s language, and a line in the log without a word of theirs', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const stage = await setStage({ store: { comments: { submit: () => Promise.reject(away) } } })
    const answer = await stage.app.request('/demo/ru', formOf(await filled(stage, { body: 'Secret words' })))
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([503, 'text/html; charset=UTF-8'])
    expect(await answer.text()).toContain('Комментарии на минуту недоступны')
    expect(stage.seen.lines.join('\n')).toContain('http.fault')
    expect(stage.seen.lines.join('\n')).not.toContain('Secret words')
  })
})

/** What a browser would put into the textarea: the first line break after the tag is not part of it. */
const textIn = (page: string): string =>
  (/<textarea[^>]*>\n([\s\S]*?)<\/textarea/.exec(page)?.[1] ?? '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
