import { describe, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { unsafeIn } from './demo/stage.ts'
import { setDesk, signIn } from './moderation/desk.ts'

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

const visiting = async (path: string, headers: Record<string, string>) => {
  const app = createApp(await setDesk())
  const answer = await app.request(path, { headers: { cookie: await signIn({ app }), ...headers } })
  return {
    status: answer.status,
    type: answer.headers.get('Content-Type'),
    headers: answer.headers,
    text: await answer.text(),
  }
}

describe('an address at which nothing is', () => {
  test.each([
    ['be-BY,be;q=0.9,ru;q=0.8', 'be', 'Па гэтым адрасе нічога няма.', 'На старонку мадэратараў'],
    ['fr, ru_RU;q=0.7, en;q=0.3', 'ru', 'По этому адресу ничего нет.', 'На страницу модераторов'],
    ['', 'en', 'There is nothing at this address.', 'To the moderators’ page'],
  ])('is told to a moderator whose browser speaks “%s” in %s, with a way back', async (spoken, lang, said, back) => {
    const { status, type, headers, text } = await visiting('/moderation/nowhere', {
      ...browser,
      'accept-language': spoken,
    })
    expect([status, type]).toEqual([404, 'text/html; charset=UTF-8'])
    expect([headers.get('Cache-Control'), headers.get('Content-Security-Policy')]).toEqual([
      'no-store',
      expect.stringContaining("style-src 'self'"),
    ])
    expect(text).toContain(`<html lang="${lang}">`)
    expect(text).toContain(said)
    expect(text).toContain(`<a href="/moderation">← ${back}</a>`)
    expect(unsafeIn(text)).toEqual([])
  })

  test.each(['/', '/demo/fr', '/docs/nowhere'])('is told to a reader at %s in words', async (path) => {
    const { status, type, headers, text } = await visiting(path, browser)
    expect([status, type]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(headers.get('Content-Security-Policy')).toContain("style-src 'self'")
    expect(text).toContain('There is nothing at this address.')
    expect(text).not.toContain('moderators')
  })

  test.each([
    ['/moderation/nowhere', { accept: 'application/json' }],
    ['/moderation/nowhere', {}],
    ['/v1/nowhere', browser],
    ['/v1alpha1/nowhere', browser],
  ])('%s is a problem for who asks with %o', async (path, headers) => {
    const { status, type, text } = await visiting(path, headers)
    expect([status, type]).toEqual([404, 'application/problem+json'])
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:parley:problem:no-route' })
  })
})

test('what is not there in the moderators’ pages says so by name, with a way back', async () => {
  const { status, text } = await visiting('/moderation/comments/paper/x', browser)
  expect(status).toBe(404)
  expect(text).toContain('<a href="/moderation">← To the moderators’ page</a>')
})
