import type { WaveDecision, WaveRefusal } from '@parley/store'
import { expect, test } from 'vitest'
import { waveRow } from '../../../fakes/waves.ts'
import { fieldIn, formOf, idOf, unsafeIn } from '../../demo/stage.ts'
import { setDesk, signIn } from '../desk.ts'

const page = '/moderation/waves'

const bench = async (token?: string, waves = [waveRow()], decided: WaveRefusal | undefined = undefined) => {
  const orders: WaveDecision[] = []
  const asked: unknown[] = []
  const answers = { moved: 480, already: 20, changed: 0, gone: 0, refused: 0 }
  const desk = await setDesk([], {
    waves: {
      list: async (question) => {
        asked.push(question)
        return { items: waves, next: idOf(5) }
      },
      decide: async (order) => {
        orders.push(order)
        return decided ?? { decisionId: idOf(900), revision: 8, answers, left: 0, appeals: 2 }
      },
    },
  })
  const cookie = await signIn(desk, token)
  const open = async (to: string) => (await desk.app.request(to, { headers: { cookie } })).text()
  const press = async (fields: Record<string, string>) => {
    const csrf = fieldIn(await open(page), 'csrf')
    const sent = formOf({ csrf, back: page, wave: `paper/${idOf(700)}`, ...fields }, { cookie })
    const answer = await desk.app.request(`${page}/decide`, sent)
    return { status: answer.status, text: await open(answer.headers.get('Location') ?? page) }
  }
  return { open, press, orders, asked }
}

test('a wave is a card: how large, where, its texts and what was made of it', async () => {
  const evil = '"><script>p()</script>'
  const ruling = { action: 'reject', by: 'ada', at: new Date('2026-11-23T11:30:00Z'), decisionId: idOf(3) } as const
  const samples = [{ id: idOf(1), status: 'held' as const, body: evil }]
  const { open, asked } = await bench(undefined, [waveRow({ ruling, samples })])
  const text = await open(`${page}?site=paper&after=${idOf(9)}`)
  expect(text).toContain('<b>500 comments</b> under 40 articles')
  expect(text).toContain('480 held, 20 published')
  expect(text).toContain('ada rejected it')
  expect(text).toContain('&quot;&gt;&lt;script&gt;')
  expect(text).toContain(`${page}?site=paper&amp;after=${idOf(5)}`)
  expect(unsafeIn(text)).toEqual([])
  expect(asked).toMatchObject([{ siteId: 'paper', after: idOf(9) }])
})

test('a wave that came at once says so once, and each form tells which wave it decides', async () => {
  const seen = new Date('2026-11-23T11:30:00Z')
  const { open } = await bench(undefined, [waveRow({ firstSeen: seen, lastSeen: seen })])
  const text = await open(page)
  expect(text).toContain('>30 minutes ago</time>')
  expect(text).toContain(`<p class="by" id="by-${waveRow().id}">`)
  expect(text).toContain(`aria-labelledby="by-${waveRow().id}"`)
})

test('one press decides all that was looked at, and the note takes it back', async () => {
  const { open, press, orders } = await bench()
  const cards = await open(page)
  const looked = Object.fromEntries(['upTo', 'growth', 'ruling'].map((name) => [name, fieldIn(cards, name)]))
  const { text } = await press({ action: 'reject', reason: 'spam', ...looked })
  expect(orders).toMatchObject([
    {
      siteId: 'paper',
      waveId: idOf(700),
      action: 'reject',
      to: 'rejected',
      upTo: waveRow().newest,
      growth: 30,
      ruling: 'none',
    },
  ])
  expect(text).toContain('480 comments rejected. 20 already rejected. 2 appeals answered.')
  expect(fieldIn(text, 'decisions')).toBe(`paper/${idOf(900)}`)
})

test('without a reason nothing is rejected', async () => {
  const { press, orders } = await bench()
  expect((await press({ action: 'reject', reason: '' })).text).toContain('Choose a reason')
  expect(orders).toEqual([])
})

test.each([
  ['no-wave', 'part of another by now'],
  ['wave-decided', 'Somebody else decided the wave'],
] as const)('%s is said in words', async (refusal, words) => {
  const { press } = await bench(undefined, [waveRow()], refusal)
  expect((await press({ action: 'approve' })).text).toContain(words)
})

test.each([
  { wave: 'paper' },
  { wave: 'paper/x', action: 'approve' },
  { action: 'burn' },
  { action: 'approve', growth: 'x' },
])('a form that no page of ours sends is refused: %j', async (fields) => {
  const { press, orders } = await bench()
  expect((await press(fields)).status).toBe(400)
  expect(orders).toEqual([])
})

test('a reader’s token looks and has nothing to press', async () => {
  const { open } = await bench('eye-token')
  const text = await open(page)
  expect(text).toContain('500 comments')
  expect(text).not.toContain('/moderation/waves/decide')
})
