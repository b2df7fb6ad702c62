import { pinnedClock } from '@parley/runtime'
import { describe, expect, test } from 'vitest'
import { hashOfToken } from '../../../lookups/tokens.ts'
import { fieldIn, formOf } from '../../demo/stage.ts'
import { fieldOf } from '../decisions/order-form.ts'
import { held, setDesk, signIn } from '../desk.ts'
import { createSeals, SESSION_MS } from './session.ts'

const at = new Date('2026-11-23T12:00:00Z')

describe('a sealed session', () => {
  const clock = pinnedClock(at)
  const seals = createSeals(Buffer.from('one secret'), clock)

  test('names the token’s hash to us and nothing to its holder', () => {
    const sealed = seals.sealSession('the-hash')
    expect(seals.openSession(sealed)).toBe('the-hash')
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('the-hash')
  })

  test('is refused when changed, under another secret, or as what it is not', () => {
    const sealed = seals.sealSession('the-hash')
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`
    expect(seals.openSession(changed)).toBeUndefined()
    expect(createSeals(Buffer.from('another'), clock).openSession(sealed)).toBeUndefined()
    expect(seals.openSession(seals.sealNote(['the-hash', at.getTime()]))).toBeUndefined()
    expect(['', '0', '\0', 'null', '[]'].map((text) => seals.openSession(text))).toEqual(Array(5).fill(undefined))
  })

  test('is over after twelve hours', () => {
    const later = pinnedClock(at)
    const sealed = createSeals(Buffer.from('one secret'), later).sealSession('the-hash')
    later.advance(SESSION_MS - 1)
    expect(createSeals(Buffer.from('one secret'), later).openSession(sealed)).toBe('the-hash')
    later.advance(1)
    expect(createSeals(Buffer.from('one secret'), later).openSession(sealed)).toBeUndefined()
  })

  test('has a CSRF token of its own', () => {
    expect(seals.isCsrf('a', seals.csrfOf('a'))).toBe(true)
    expect(['b', undefined, '', seals.csrfOf('b')].map((given) => seals.isCsrf('a', given))).toEqual(
      Array(4).fill(false),
    )
  })
})

describe('signing in', () => {
  test.each(['/moderation', '/moderation/log?site=a&all=1', '/moderation/comments/paper/x'])(
    '%s asks who you are, and that leads there',
    async (path) => {
      const { app } = await setDesk()
      const answer = await app.request(`${path}${path.includes('?') ? '&' : '?'}note=what-was-said`)
      const to = answer.headers.get('Location') ?? ''
      expect([answer.status, to.replace(/\?back=.*/, '')]).toEqual([303, '/moderation/sign-in'])
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      const back = fieldIn(await (await app.request(to)).text(), 'back').replaceAll('&amp;', '&')
      expect(back).toBe(path)
      const wrong = await app.request('/moderation/sign-in', formOf({ token: 'wrong', back }))
      expect(fieldIn(await wrong.text(), 'back').replaceAll('&amp;', '&')).toBe(path)
      const right = await app.request('/moderation/sign-in', formOf({ token: 'ada-token', back }))
      expect([right.status, right.headers.get('Location')]).toEqual([303, path])
    },
  )

  const elsewhere = [
    '//evil.test',
    '/\\evil.test',
    'https://evil.test/moderation',
    '/moderation@evil.test',
    '/demo',
    '',
  ]
  const dotted = ['/moderation/..//evil.test', '/moderation/%2e%2e//evil.test', '/moderation/../demo']
  test.each([...elsewhere, ...dotted, '/moderationx', 'javascript:alert(1)'])('never leads to %j', async (back) => {
    const { app } = await setDesk()
    const page = await (await app.request(`/moderation/sign-in?back=${encodeURIComponent(back)}`)).text()
    expect(fieldIn(page, 'back')).toBe('/moderation')
    const answer = await app.request('/moderation/sign-in', formOf({ token: 'ada-token', back }))
    expect(answer.headers.get('Location')).toBe('/moderation')
  })

  test.each(['/moderation/decide', '/moderation/undo', '/moderation/waves/decide'])(
    '%s of a session that is over tells that nothing was decided, and leads back to its page',
    async (path) => {
      const { app, asked } = await setDesk()
      const answer = await app.request(path, formOf({ back: '/moderation?site=paper', action: 'approve' }))
      expect(answer.status).toBe(303)
      expect([asked['decide'], asked['undo']]).toEqual([[], []])
      const page = await (await app.request(answer.headers.get('Location') ?? '')).text()
      expect(page).toContain('so nothing was decided')
      expect(fieldIn(page, 'back')).toBe('/moderation?site=paper')
    },
  )

  test('who signs in again after a form was not taken finds what was typed and what was selected', async () => {
    const desk = await setDesk(Array.from({ length: 50 }, (_, at) => held(at + 1)))
    const leadsTo = async (path: string, fields: Record<string, string>) => {
      const answer = await desk.app.request(path, formOf(fields))
      const page = await (await desk.app.request(answer.headers.get('Location') ?? '')).text()
      const back = fieldIn(page, 'back').replaceAll('&amp;', '&')
      const right = await desk.app.request('/moderation/sign-in', formOf({ token: 'ada-token', back }))
      const [cookie = ''] = right.headers.getSetCookie()
      return { to: right.headers.get('Location') ?? '', headers: { cookie: cookie.split(';')[0] ?? '' } }
    }
    const why = 'Каждый вечер под четырьмя статьями.'
    const proposed = { site: 'paper', kind: 'host', value: 'спам.example', span: 'week' }
    const ban = { ...proposed, back: '/moderation/bans?site=paper' }
    const { to: form } = await leadsTo('/moderation/bans/add', { ...ban, why })
    const { searchParams, pathname } = new URL(form, 'http://here')
    expect([pathname, Object.fromEntries(searchParams)]).toEqual(['/moderation/bans', { ...proposed, why }])

    const most = Array.from({ length: 49 }, (_, at) => [fieldOf(held(at + 1)), 'on'])
    const { to, headers } = await leadsTo('/moderation/decide', {
      ...Object.fromEntries(most),
      back: '/moderation?site=paper',
      action: 'approve',
    })
    const list = await (await desk.app.request(to, { headers })).text()
    expect(list).toContain('what was selected still is')
    expect(list.match(/name="c:paper[^>]*checked/g)).toHaveLength(49)
    expect([desk.asked['decide'], desk.asked['list']]).toMatchObject([[], [{ siteId: 'paper' }]])
  })

  test('nobody else can make the page say so', async () => {
    const { app } = await setDesk()
    const foreign = await app.request(
      '/moderation/decide',
      formOf({ back: '/moderation/log' }, { 'sec-fetch-site': 'cross-site' }),
    )
    expect([foreign.status, foreign.headers.get('Location')]).toEqual([303, '/moderation/sign-in'])
    for (const path of ['/moderation/sign-in', '/moderation/sign-in?note=undecided'])
      expect(await (await app.request(path)).text()).not.toContain('nothing was decided')
  })

  test('a token opens the page; the cookie is no token and travels nowhere else', async () => {
    const desk = await setDesk()
    const answer = await desk.app.request('/moderation/sign-in', formOf({ token: ' ada-token ' }))
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/moderation'])
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^parley_moderator=[\w-]+; Max-Age=43200; Path=\/moderation; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain('ada-token')
    expect(cookie).not.toContain(hashOfToken('ada-token'))
    const page = await desk.app.request('/moderation', { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Signed in as <b>ada</b> (moderator)')
  })

  test('a wrong token opens nothing and costs one of few tries', async () => {
    const desk = await setDesk([], {}, { RATE_LIMIT_BAD_TOKEN: '2/60' })
    const tries = [1, 2, 3].map(() => desk.app.request('/moderation/sign-in', formOf({ token: 'guess' })))
    const answers = await Promise.all(tries)
    expect(answers.map(({ status }) => status).toSorted()).toEqual([403, 403, 429])
    expect(answers.flatMap((answer) => answer.headers.getSetCookie())).toEqual([])
  })

  test('a revoked token’s session is over at once', async () => {
    let revoked = false
    const createdAt = new Date(0)
    const find = async () => (revoked ? undefined : { name: 'ada', role: 'moderator' as const, createdAt })
    const desk = await setDesk([], { tokens: { find } })
    const cookie = await signIn(desk)
    expect((await desk.app.request('/moderation', { headers: { cookie } })).status).toBe(200)
    revoked = true
    expect((await desk.app.request('/moderation', { headers: { cookie } })).status).toBe(303)
  })

  test('signing out takes the cookie away', async () => {
    const answer = await (await setDesk()).app.request('/moderation/sign-out', formOf({}))
    expect(answer.headers.getSetCookie()[0]).toMatch(/^parley_moderator=; Max-Age=0; Path=\/moderation/)
  })

  test.each(['/moderation/sign-in', '/moderation/sign-out'])('%s is not taken from a foreign page', async (path) => {
    const answer = await (
      await setDesk()
    ).app.request(path, formOf({ token: 'ada-token' }, { 'sec-fetch-site': 'cross-site' }))
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})
