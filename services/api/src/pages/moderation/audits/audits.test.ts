import { expect, test } from 'vitest'
import { fieldIn, formOf, idOf, unsafeIn } from '../../demo/stage.ts'
import { setDesk, signIn } from '../desk.ts'

const page = '/moderation/audits'
const drawn = (body: string) => ({
  siteId: 'paper',
  id: idOf(1),
  version: 2,
  revision: 9,
  articleKey: 'news-1',
  body,
  html: '',
  createdAt: new Date('2026-11-23T11:00:00Z'),
})

const bench = async (body: string, token?: string) => {
  const questions: unknown[] = []
  const desk = await setDesk([], {
    learning: {
      audits: {
        list: async (question: unknown) => {
          questions.push(question)
          return { items: [drawn(body)], next: idOf(1) }
        },
      },
    } as never,
  })
  const cookie = await signIn(desk, token)
  const open = async (to: string) => (await desk.app.request(to, { headers: { cookie } })).text()
  const press = async (fields: Record<string, string>) => {
    const csrf = fieldIn(await open(page), 'csrf')
    const sent = formOf({ csrf, back: page, ...fields }, { cookie })
    const answer = await desk.app.request('/moderation/decide', sent)
    return { place: answer.headers.get('Location') ?? '', text: await open(answer.headers.get('Location') ?? page) }
  }
  return { open, press, questions, asked: desk.asked }
}

test('an audit shows the text, and neither what became of it nor a way to find out', async () => {
  const { open, questions } = await bench('"><script>p()</script>')
  const text = await open(`${page}?site=paper&after=${idOf(9)}`)
  const [, ...cards] = text.split('<li class="card"')
  expect(cards).toHaveLength(1)
  expect(cards[0]).toContain('&quot;&gt;&lt;script&gt;')
  expect(cards[0]).not.toMatch(/published|rejected|held|\/moderation\/comments/i)
  expect(unsafeIn(text)).toEqual([])
  expect(text).toContain(`${page}?site=paper&amp;after=${idOf(1)}`)
  expect(questions).toMatchObject([{ siteId: 'paper', after: idOf(9) }])
})

test('an answer is an ordinary decision, and leads back to the audits', async () => {
  const { open, press, asked } = await bench('A remark.')
  const [name = ''] = /c:paper[^"]*/.exec(await open(page)) ?? []
  const { place, text } = await press({ [name]: 'on', action: 'approve' })
  expect(asked['decide']).toMatchObject([
    { siteId: 'paper', action: 'approve', moves: [{ commentId: idOf(1), version: 2, lookedAt: 9 }] },
  ])
  expect(place).toContain(page)
  expect(text).toContain('1 comment approved.')
})

test('who may only read sees no buttons', async () => {
  const { open } = await bench('A remark.', 'eye-token')
  const text = await open(page)
  expect(text).toContain('A remark.')
  expect(text).not.toContain('name="action"')
})
