import { describe, expect, test } from 'vitest'
import { fieldIn, formOf, idOf, published, setStage, unsafeIn } from './stage.ts'

const text = async (answer: Response | Promise<Response>) => (await answer).text()
const squeezed = (page: string) => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

const tombstone = (n: number) => {
  const { authorName: _name, html: _text, ...bare } = published(n, { status: 'deleted' })
  return bare
}

describe('the article', () => {
  test.each([
    ['/demo', 'en', '21 comments', 'Write your comment 21 ( 21 comments )', 'Town library'],
    ['/demo/ru', 'ru', '21 комментарий', 'Написать комментарий 21', 'Городская библиотека'],
    ['/demo/be', 'be', '21 каментар', 'Напісаць каментар 21', 'Гарадская бібліятэка'],
  ])('%s says the same number at the headline and on the button', async (path, lang, headline, button, title) => {
    const { app } = await setStage({ count: 21 })
    const page = await text(app.request(path))
    expect(page).toContain(`<html lang="${lang}">`)
    expect(squeezed(page)).toContain(headline)
    expect(squeezed(page)).toContain(button)
    expect(squeezed(page)).toContain(title)
    expect(fieldIn(page, 'article')).toBe('welcome')
    expect(page).toContain('<parley-comments site="demo" article="welcome">')
  })

  test('its policy lets the widget run and nothing foreign in, and the page asks for no more', async () => {
    const { app } = await setStage({ comments: [published(1)] })
    const answer = await app.request('/demo')
    expect(answer.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
        "script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(answer.headers.get('Cache-Control')).toBe('private, no-cache')
    expect(answer.headers.get('Referrer-Policy')).toBe('same-origin')
    expect(answer.headers.get('Set-Cookie')).toBeNull()
    const page = await answer.text()
    expect(unsafeIn(page)).toEqual([])
    const styles = [...page.matchAll(/<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"/g)].map(([, to]) => to ?? '')
    expect(styles.length).toBe(3)
    for (const to of styles) {
      const file = await app.request(to)
      expect([file.status, file.headers.get('Cache-Control')]).toEqual([200, 'public, max-age=31536000, immutable'])
      expect(await file.text()).not.toMatch(/@import|https?:\/\/(?!www\.w3\.org)/)
    }
  })

  test.each([
    ['ru', '/demo/ru'],
    ['be', '/demo/be'],
    ['en', '/demo'],
    ['//evil.test', '/demo'],
  ])('?lang=%s leads to %s', async (lang, to) => {
    const { app } = await setStage()
    const answer = await app.request(`/demo?lang=${encodeURIComponent(lang)}`)
    expect([answer.status, answer.headers.get('Location')]).toEqual([302, to])
  })

  test('a hostile name is text, and a rendered text is shown as it was rendered', async () => {
    const comments = [published(1, { authorName: '<img src=x onerror=p()>"', html: '<p>so <em>it</em> is</p>' })]
    const page = await text((await setStage({ comments })).app.request('/demo'))
    expect(page).toContain('&lt;img src=x onerror=p()&gt;&quot;')
    expect(page).toContain('<p>so <em>it</em> is</p>')
    expect(unsafeIn(page)).toEqual([])
  })

  test('answers stand under what they answer; a tombstone keeps its place and says so', async () => {
    const comments = [tombstone(1), published(2, { parentId: idOf(1) }), published(3)]
    const page = await text((await setStage({ comments })).app.request('/demo'))
    const shown = [...page.matchAll(/data-depth="(\d)" id="c-[^"]*(\d)"/g)].map(([, depth, n]) => [n, depth])
    expect(shown).toEqual([
      ['3', '0'],
      ['1', '0'],
      ['2', '1'],
    ])
    expect(page).toContain('<p class="tombstone">Deleted by its author</p>')
    expect(page).not.toContain(`reply=${idOf(1)}`)
  })

  test.each([
    ['/demo', 'in reply to an earlier comment'],
    ['/demo/ru', 'в ответ на более ранний комментарий'],
    ['/demo/be', 'у адказ на больш ранні каментар'],
  ])('%s says of an answer to what another page has that it is older', async (path, said) => {
    const page = await text((await setStage({ comments: [published(2, { parentId: idOf(1) })] })).app.request(path))
    expect(page).toContain(`<span class="note">${said}</span>`)
  })

  test('a reply is written without a script: its link opens the form for that comment', async () => {
    const { app } = await setStage({ comments: [published(1)] })
    expect(await text(app.request('/demo/ru'))).toContain(`href="/demo/ru?reply=${idOf(1)}#write"`)
    const page = await text(app.request(`/demo/ru?reply=${idOf(1)}`))
    expect(fieldIn(page, 'parentId')).toBe(idOf(1))
    expect(squeezed(page)).toContain('Ваш ответ на комментарий: Author 1')
    expect(await text(app.request('/demo?reply="><script>'))).not.toContain('"><script>')
  })

  test('pages turn by keyset, both ways, without gaps or doubles', async () => {
    const { app } = await setStage({ comments: Array.from({ length: 120 }, (_, at) => published(at + 1)) })
    const shownAt = (page: string) => [...page.matchAll(/id="c-[^"]*?(\d+)"/g)].map(([, id]) => Number(id))
    const linkTo = (page: string, rel: string) =>
      new RegExp(`rel="${rel}"[^>]*href="([^"]+)"`).exec(page)?.[1]?.replace('#comments', '')
    const first = await text(app.request('/demo'))
    const second = await text(app.request(linkTo(first, 'next') ?? ''))
    const third = await text(app.request(linkTo(second, 'next') ?? ''))
    expect([...shownAt(first), ...shownAt(second), ...shownAt(third)]).toEqual(
      Array.from({ length: 120 }, (_, at) => 120 - at),
    )
    expect([linkTo(first, 'prev'), linkTo(third, 'next')]).toEqual([undefined, undefined])
    expect(shownAt(await text(app.request(linkTo(third, 'prev') ?? '')))).toEqual(shownAt(second))
    expect(shownAt(await text(app.request(linkTo(second, 'prev') ?? '')))).toEqual(shownAt(first))
  })

  test('a closed article shows its comments and no form', async () => {
    const page = await text((await setStage({ closed: true, comments: [published(1)] })).app.request('/demo'))
    expect(page).not.toContain('<form')
    expect(squeezed(page)).toContain('This article takes no more comments.')
  })

  test('without the demo site the page says so', async () => {
    const answer = await (await setStage({ site: undefined })).app.request('/demo/be')
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(await answer.text()).toContain('Па гэтым адрасе нічога няма.')
  })
})

test('a form from another page of the world is not taken', async () => {
  const { app, drafts } = await setStage()
  const page = await text(app.request('/demo'))
  const fields = { article: 'welcome', body: 'Hello', formToken: fieldIn(page, 'formToken') }
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': '', origin: 'http://localhost:8787.evil.test' },
  ]) {
    expect((await app.request('/demo', formOf(fields, headers))).status).toBe(403)
  }
  expect(drafts).toEqual([])
})
