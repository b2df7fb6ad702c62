import type { Draft } from '@parley/store'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { signForm } from '../../form-token.ts'

const line = 'POST /v1/sites/paper/comments/form'
const fields = { article: 'welcome', body: 'Прывітанне & "hi"', name: '', website: '', parentId: '' }

const submitting = async () => {
  const drafts: Draft[] = []
  const deps = await fakeDeps({
    comments: {
      submit: async (draft) => {
        drafts.push(draft)
        return { kind: 'accepted', id: draft.id, version: 1, status: 'pending', replayed: false }
      },
    },
  })
  const formToken = signForm(deps.secrets.forms, 'paper', deps.clock.now())
  return { deps, drafts, formToken, ask: asking(deps) }
}

test('a form with a token is stored, and the browser goes back to the page', async () => {
  const { ask, drafts, formToken } = await submitting()
  const { status, headers } = await ask(line, { form: { ...fields, formToken, returnTo: '/news/1?page=2#top' } })
  expect(status).toBe(303)
  expect(headers.get('location')).toMatch(new RegExp(`^/news/1\\?page=2#receipt=paper\\.${drafts[0]?.id}\\.`))
  expect(drafts[0]).toMatchObject({
    articleKey: 'welcome',
    body: 'Прывітанне & "hi"',
    facts: { plainForm: true, formMs: 0 },
  })
  expect(drafts[0]?.authorName).toBeUndefined()
})

test('a page of the site needs no token and is where the browser goes back to', async () => {
  const { ask } = await submitting()
  const { headers } = await ask(line, { form: { ...fields, returnTo: '/news/1' }, origin: 'https://www.paper.example' })
  expect(headers.get('location')).toMatch(/^https:\/\/www\.paper\.example\/news\/1#receipt=/)
})

test('a page whose address is long is gone back to, too', async () => {
  const { ask, formToken } = await submitting()
  const returnTo = `/${'%D1%8F'.repeat(108)}`
  const { status, headers } = await ask(line, { form: { ...fields, formToken, returnTo } })
  expect(status).toBe(303)
  expect(headers.get('location')?.startsWith(`${returnTo}#receipt=`)).toBe(true)
})

test.each([
  ['without a token or an origin', {}, undefined, 'invalid-form-token'],
  ['with a forged token', { formToken: 'abc.def' }, undefined, 'invalid-form-token'],
  ['from a sandboxed page', {}, 'null', 'invalid-form-token'],
  ['from another site’s page', {}, 'https://other.example', 'foreign-origin'],
] as const)('a form %s is refused', async (_what, more, origin, code) => {
  const { ask, drafts } = await submitting()
  const asked = { form: { ...fields, ...more }, ...(origin && { origin }) }
  expect(await ask(line, asked)).toMatchObject({ status: 403, code })
  expect(drafts).toEqual([])
})

test('a form that is told to come again is no comment of its network', async () => {
  const { deps, drafts, formToken } = await submitting()
  const busy = asking({ ...deps, admission: { ...deps.admission, refusal: () => 1 } })
  const asked = { form: { ...fields, formToken } }
  for (let times = 0; times < 12; times += 1) expect((await busy(line, asked)).status).toBe(503)
  await asking(deps)(line, asked)
  expect(drafts.map(({ facts }) => facts)).toEqual([{ plainForm: true, formMs: 0 }])
})

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\r\nSet-Cookie: x=1',
])('a way back to %j is refused', async (returnTo) => {
  const { ask, formToken } = await submitting()
  expect(await ask(line, { form: { ...fields, formToken, returnTo } })).toMatchObject({ code: 'invalid-request' })
})

test('JSON is not a form, and a form is not JSON', async () => {
  const { ask } = await submitting()
  expect(await ask(line, { body: fields })).toMatchObject({ status: 415, code: 'unsupported-content-type' })
  expect(await ask('POST /v1/sites/paper/comments', { form: fields })).toMatchObject({ status: 415 })
})
