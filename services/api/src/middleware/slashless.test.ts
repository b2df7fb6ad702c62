import { describe, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { fakeDeps } from '../fakes/deps.ts'

const app = createApp(await fakeDeps())
const to = async (path: string, method = 'GET') => {
  const answer = await app.request(path, { method })
  return [answer.status, answer.headers.get('location')]
}

describe('a slash after a page’s address', () => {
  test.each([
    ['/demo/', '/demo'],
    ['/demo/ru/', '/demo/ru'],
    ['/demo/?reply=x&lang=be', '/demo?reply=x&lang=be'],
    ['/docs/', '/docs'],
    ['/docs/checks//', '/docs/checks'],
    ['/moderation/', '/moderation'],
    ['/moderation/log/?site=a', '/moderation/log?site=a'],
    ['/demo//evil.test/', '/demo//evil.test'],
  ])('%s leads to %s', async (path, page) => {
    expect(await to(path)).toEqual([301, page])
    expect(await to(path, 'HEAD')).toEqual([301, page])
  })

  test.each(['/v1/sites/', '/widget/', '//demo/', '/demonstration/'])('%s is no page', async (path) => {
    expect(await to(path)).toEqual([404, null])
  })

  test('a form is not sent on', async () => {
    expect((await to('/demo/', 'POST'))[0]).toBe(404)
  })
})
