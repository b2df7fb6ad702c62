import type { DecisionView } from '@parley/store'
import { describe, expect, test } from 'vitest'
import { fieldIn, formOf, idOf } from '../../demo/stage.ts'
import { held, setDesk, signIn, type Desk } from '../desk.ts'

/** A signed-in moderator with a page open. */
const at = async (desk: Desk, token?: string, path = '/moderation') => {
  const cookie = await signIn(desk, token)
  const open = async (to: string) => (await desk.app.request(to, { headers: { cookie } })).text()
  const csrf = fieldIn(await open(path), 'csrf')
  const press = (to: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    desk.app.request(to, formOf({ csrf, back: path, ...fields }, { cookie, ...headers }))
  const after = async (answer: Response) => open(answer.headers.get('Location') ?? '')
  return { press, after, open, csrf }
}

const one = { [`c:paper/${idOf(1)}/1`]: 'on' }
const two = { ...one, [`c:paper/${idOf(2)}/3`]: 'on' }

describe('a decision', () => {
  test('goes through the verb of the API and comes back with its undo', async () => {
    const desk = await setDesk([held(1), held(2)])
    const { press, after } = await at(desk)
    const answer = await press('/moderation/decide', { ...two, action: 'approve', reason: '' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toMatch(/^\/moderation\?note=[\w-]+$/)
    expect(desk.asked['decide']).toMatchObject([
      {
        siteId: 'paper',
        actor: { kind: 'moderator', name: 'ada' },
        action: 'approve',
        moves: [
          { commentId: idOf(1), version: 1, to: 'published', from: ['pending', 'held', 'rejected', 'removed'] },
          { commentId: idOf(2), version: 3, to: 'published' },
        ],
      },
    ])
    const page = await after(answer)
    expect(page).toContain('<p>2 comments approved.</p>')
    expect(page).toContain('<title>2 comments approved. · Held · Parley moderation</title>')
    expect(fieldIn(page, 'decisions')).toBe(`paper/${idOf(900)}`)
  })

  test('is told where it was made, above the next card of the list, and so is its undo', async () => {
    const desk = await setDesk([held(1), held(2), held(3)])
    const { press, after, open } = await at(desk)
    const cards = (await open('/moderation')).split('<li class="card"').slice(1)
    expect(cards.map((card) => fieldIn(card, 'next'))).toEqual([idOf(2), idOf(3), ''])
    const answer = await press('/moderation/decide', { ...one, action: 'approve', next: idOf(3) })
    expect(answer.headers.get('Location')).toMatch(/^\/moderation\?note=[\w-]+#told$/)
    const page = await after(answer)
    const place = (what: string) => page.indexOf(what)
    expect(place(`id="c-${idOf(2)}"`)).toBeLessThan(place('id="told"'))
    expect(place('id="told"')).toBeLessThan(place(`id="c-${idOf(3)}"`))
    expect(page.match(/id="told"/g)).toHaveLength(1)
    const undo = page.slice(place('id="told"'), place(`id="c-${idOf(3)}"`))
    expect(fieldIn(undo, 'next')).toBe(idOf(3))
    const undone = await press('/moderation/undo', { decisions: fieldIn(undo, 'decisions'), next: idOf(3) })
    expect(undone.headers.get('Location')).toMatch(/#told$/)
  })

  test('is told on top where the next card is no longer shown, or none is named', async () => {
    const desk = await setDesk([held(1), held(2)])
    const { press, after } = await at(desk)
    for (const next of [idOf(9), '', '"><script>']) {
      const page = await after(await press('/moderation/decide', { ...one, action: 'approve', next }))
      expect(page.indexOf('id="told"')).toBeGreaterThan(0)
      expect(page.indexOf('id="told"')).toBeLessThan(page.indexOf('class="cards"'))
    }
  })

  test('its undo can be undone', async () => {
    const desk = await setDesk([held(1)])
    const { press, after } = await at(desk)
    const page = await after(await press('/moderation/undo', { decisions: `paper/${idOf(900)}` }))
    expect(desk.asked['undo']).toEqual([
      { siteId: 'paper', decisionId: idOf(900), actor: { kind: 'moderator', name: 'ada' } },
    ])
    expect(desk.seen.asks).toMatchObject([{ siteId: 'paper', commentIds: [idOf(1)] }])
    expect(page).toContain('1 comment moved back.')
    expect(fieldIn(page, 'decisions')).toBe(`paper/${idOf(901)}`)
  })

  test('of which only what it ruled can be taken back says so, and can be redone', async () => {
    const answers = [{ commentId: idOf(1), answer: 'superseded' as const, pending: false }]
    const undo = async () => ({ decisionId: idOf(901), revision: 9, answers })
    const { press, after } = await at(await setDesk([held(1)], { comments: { undo } }))
    const page = await after(await press('/moderation/undo', { decisions: `paper/${idOf(900)}` }))
    expect(page).toContain('0 comments moved back. What it says of later copies, or answered an appeal, is taken back.')
    expect(fieldIn(page, 'decisions')).toBe(`paper/${idOf(901)}`)
  })

  test('says what could not be decided, and why', async () => {
    const answers = (['moved', 'already', 'changed', 'gone', 'refused'] as const).map((answer, n) => ({
      commentId: idOf(n),
      answer,
    }))
    const desk = await setDesk([held(1)], {
      comments: { decide: async () => ({ decisionId: idOf(900), revision: 8, answers }) },
    })
    const { press, after } = await at(desk)
    const many = Object.fromEntries(answers.map(({ commentId }) => [`c:paper/${commentId}/1`, 'on']))
    const page = await after(await press('/moderation/decide', { ...many, action: 'hold' }))
    expect(page).toContain(
      '1 comment held. 1 already held. 1 edited by the author or decided by somebody else since you looked: look again. 1 no longer there. 1 cannot be held',
    )
  })

  test('to reject wants a reason, and keeps what was selected until there is one', async () => {
    const desk = await setDesk([held(1), held(2)])
    const { press, after } = await at(desk)
    const page = await after(await press('/moderation/decide', { ...one, action: 'reject', reason: '' }))
    expect(page).toContain('Choose a reason')
    expect(page.match(/name="c:paper[^>]*checked/g)).toHaveLength(1)
    expect(desk.asked['decide']).toEqual([])
    await press('/moderation/decide', { ...one, action: 'reject', reason: 'abuse' })
    expect(desk.asked['decide']).toMatchObject([{ action: 'reject', reason: 'abuse' }])
  })

  test('about nothing decides nothing', async () => {
    const desk = await setDesk([held(1)])
    const { press, after } = await at(desk)
    expect(await after(await press('/moderation/decide', { action: 'approve' }))).toContain('Nothing was selected.')
    expect((await press('/moderation/decide', { ...one, action: 'publish-all' })).status).toBe(400)
    expect((await press('/moderation/decide', { 'c:../x/1/NaN': 'on', action: 'approve' })).status).toBe(400)
    expect(desk.asked['decide']).toEqual([])
  })

  test('of a site that the token does not reach is no decision', async () => {
    const desk = await setDesk([held(1)])
    const { press, after } = await at(desk, 'paper-mod-token')
    const foreign = { [`c:other/${idOf(1)}/1`]: 'on', action: 'approve' }
    expect(await after(await press('/moderation/decide', foreign))).toContain('1 no longer there.')
    expect(await after(await press('/moderation/undo', { decisions: `other/${idOf(900)}` }))).toContain('is not there')
    expect(await after(await press('/moderation/undo', { decisions: 'paper/x other' }))).toContain('0 comments moved')
    expect([desk.asked['decide'], desk.asked['undo']]).toEqual([[], []])
  })
})

describe('a form is taken', () => {
  test.each([
    ['without its CSRF token', { csrf: '' }, {}, 403],
    ['with another session’s', { csrf: 'x'.repeat(43) }, {}, 403],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site' }, 403],
    ['from another host of this site', {}, { 'sec-fetch-site': 'same-site' }, 403],
    ['from an old browser’s foreign page', {}, { 'sec-fetch-site': '', origin: 'http://evil.test' }, 403],
    ['without a session', {}, { cookie: '' }, 303],
  ])('never %s', async (_name, fields, headers, status) => {
    const desk = await setDesk([held(1)])
    const { press } = await at(desk)
    expect((await press('/moderation/decide', { ...one, action: 'approve', ...fields }, headers)).status).toBe(status)
    expect((await press('/moderation/undo', { decisions: `paper/${idOf(900)}`, ...fields }, headers)).status).toBe(
      status,
    )
    expect([desk.asked['decide'], desk.asked['undo']]).toEqual([[], []])
  })

  test('never from a token that only looks', async () => {
    const desk = await setDesk([held(1)])
    const cookie = await signIn(desk, 'eye-token')
    const { createSeals } = await import('../session/session.ts')
    const csrf = createSeals(await desk.store.secrets.get('session'), desk.clock).csrfOf(cookie.split('=')[1] ?? '')
    const answer = await desk.app.request('/moderation/decide', formOf({ ...one, csrf, action: 'approve' }, { cookie }))
    expect([answer.status, desk.asked['decide']]).toEqual([403, []])
  })

  test.each(['//evil.test', 'https://evil.test', '/demo', '/moderation\\@evil.test', '/moderationx//evil', ''])(
    'and leads to no other place: %j',
    async (back) => {
      const { press } = await at(await setDesk([held(1)]))
      const answer = await press('/moderation/decide', { ...one, action: 'approve', back })
      expect(answer.headers.get('Location')).toMatch(/^\/moderation\?note=/)
    },
  )
})

test('a decision among the comments of an article leads back there, however long its address', async () => {
  const article = `https://paper.example/${'%D1%8F'.repeat(108)}`
  const path = `/moderation?site=paper&article=${encodeURIComponent(article)}`
  const { press, open } = await at(await setDesk([held(1)]), undefined, path)
  const back = fieldIn(await open(path), 'back').replaceAll('&amp;', '&')
  const answer = await press('/moderation/decide', { ...one, action: 'approve', back })
  const to = new URL(answer.headers.get('Location') ?? '', 'http://here')
  expect([to.searchParams.get('site'), to.searchParams.get('article')]).toEqual(['paper', article])
})

test('a note that this service did not seal is not shown', async () => {
  const { open } = await at(await setDesk([held(1)]))
  expect(await open('/moderation?note=eyJ0ZXh0IjoiaGkifQ')).not.toContain('class="done"')
})

test('the log shows who decided what, with what can be undone', async () => {
  const decision = (n: number, over: Partial<DecisionView> = {}): DecisionView => ({
    siteId: 'paper',
    id: idOf(n),
    actor: 'moderator',
    name: 'ada',
    action: 'reject',
    reason: 'spam',
    note: '<b>seen before</b>',
    undos: 0,
    stands: true,
    moved: 7,
    comments: Array.from({ length: 5 }, (_, at) => ({ id: idOf(at), version: 1, from: 'held', to: 'rejected' })),
    at: new Date('2026-11-23T11:59:00Z'),
    ...over,
  })
  const items = [
    decision(6, { undoes: idOf(5), action: 'undo', undos: 2 }),
    decision(5, { undoes: idOf(4), action: 'undo', undos: 1, undoneBy: idOf(6), stands: false }),
    decision(4, { undoneBy: idOf(5) }),
    decision(3, { undoes: idOf(2), action: 'undo', undos: 1 }),
    decision(2, { undoneBy: idOf(3), stands: false }),
    decision(1),
  ]
  const desk = await setDesk([], { moderation: { decisions: async () => ({ items, next: idOf(1) }) } })
  const { open } = await at(desk)
  const page = await open('/moderation/log')
  expect(
    [...page.matchAll(/class="plain">([^<]+)<|soft">(Und[^<]+)</g)].map(([, button, said]) => button ?? said),
  ).toEqual(['Sign out', 'Undo', 'Undone.', 'Undone, and done again.', 'Do it again', 'Undone.', 'Undo'])
  expect(page).toContain('rejected 7 comments')
  expect(page).toContain('and 2 more')
  expect(page).toContain('&lt;b&gt;seen before&lt;/b&gt;')
  expect(page).toContain(`href="/moderation/log?after=${idOf(1)}"`)
})
