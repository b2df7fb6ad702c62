import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { serveForeign, type ForeignPage } from './foreign-pages.ts'
import { commentWith, publishAll, setStage, write, type Stage } from './stage.ts'

const page = (head: string, before = '', attributes = 'lang="en"'): ForeignPage => ({
  html: (api) => `<!doctype html><html ${attributes}><head><meta charset="utf-8"><title>Owner</title>
    <script src="${api}/widget/parley.js" async></script>${head}</head><body style="margin: 0">${before}
    <parley-comments site="demo" article="own"></parley-comments></body></html>`,
})

/** Every part and property of the guide, each with a mark of its own. */
const guide = await readFile('packages/widget/EMBEDDING.md', 'utf8')
const parts = /Parts for `::part\(\)`: `([^`]+)`/.exec(guide)?.[1]?.split(/\s+/) ?? []
const colours = ['text', 'soft', 'surface', 'ground', 'accent', 'on-accent', 'line', 'edge', 'warn', 'bad']
const themed = `<style>
  parley-comments { ${colours.map((name, n) => `--parley-${name}: rgb(${n + 1}, 0, 0)`).join('; ')};
    --parley-radius: 11px; --parley-font: 20px monospace; --parley-scroll-margin: 77px }
  ${parts.map((part) => `parley-comments::part(${part}) { outline-offset: 9px }`).join('\n')}</style>`

let stage: Stage
let site: Awaited<ReturnType<typeof serveForeign>>
beforeAll(async () => {
  stage = await setStage()
  const far = '<p><b data-parley-count="own">?</b></p><div style="height: 4000px">An article</div>'
  const pages = {
    plain: page(''),
    themed: page(themed),
    far: page('', far),
    arabic: page('', '', 'lang="ar" dir="rtl"'),
    belarusian: page('', '<b data-parley-count="own" data-other="#"></b>', 'lang="be"'),
  }
  site = await serveForeign(pages, stage.url)
  const [first] = await publishAll(stage, [
    { article: { key: 'own' }, author: { name: 'Ada' }, body: 'The first word, [not hidden](http://a.example).' },
  ])
  await publishAll(stage, [{ article: { key: 'own' }, parentId: first, body: 'And the second.' }])
})
afterAll(async () => {
  await site[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

const open = async (name: string, options?: Parameters<Stage['reader']>[1]) => {
  const { page: it } = await stage.reader(site.url(name), options)
  await it.locator('.comment[part]').nth(1).waitFor()
  return it
}

test('every part and every property of the guide is there to be styled', async () => {
  const it = await open('themed')
  await it.locator('summary').click()
  await it
    .locator('#text-new')
    .fill('Mine, with links: http://a.example http://b.example http://c.example http://d.example')
  await it.locator('form[data-form=new] button.main').click()
  await it.locator('.standing').waitFor()
  await it.locator('[data-do=actions]').first().click()
  await it.locator('form[data-form=new] button.main').click() // nothing is written, which is a trouble
  await it.locator('.trouble').waitFor()
  const styled = await it.evaluate(() =>
    [...(document.querySelector('parley-comments')?.shadowRoot?.querySelectorAll('[part]') ?? [])].flatMap((one) =>
      getComputedStyle(one).outlineOffset === '9px' ? [...one.part] : [],
    ),
  )
  expect(parts.length).toBeGreaterThan(20)
  expect(parts.filter((part) => !styled.includes(part))).toEqual([])
  // In one look: a comment that is drawn anew between two trips would leave an element without style.
  const styleOf = (selector: string) =>
    it.evaluate((selector) => {
      const one = document.querySelector('parley-comments')?.shadowRoot?.querySelector(selector)
      if (!one) throw new Error(`nothing is ${selector}`)
      const { color, backgroundColor, borderRadius, borderLeftColor, fontFamily, scrollMarginTop } =
        getComputedStyle(one)
      return { color, backgroundColor, borderRadius, borderLeftColor, fontFamily, scrollMarginTop }
    }, selector)
  expect(await styleOf('.root')).toMatchObject({ color: 'rgb(1, 0, 0)', backgroundColor: 'rgb(3, 0, 0)' })
  expect((await styleOf('small')).color).toBe('rgb(2, 0, 0)')
  expect(await styleOf('.main')).toMatchObject({ color: 'rgb(6, 0, 0)', backgroundColor: 'rgb(5, 0, 0)' })
  expect(await styleOf('.form')).toMatchObject({ borderLeftColor: 'rgb(7, 0, 0)', borderRadius: '11px' })
  expect((await styleOf('#name-new')).borderLeftColor).toBe('rgb(8, 0, 0)')
  expect((await styleOf('.trouble')).backgroundColor).toBe('rgb(4, 0, 0)')
  expect((await styleOf('.trouble')).borderLeftColor).toBe('rgb(10, 0, 0)')
  expect((await styleOf('.standing')).borderLeftColor).toBe('rgb(9, 0, 0)')
  expect(await styleOf('.comment')).toMatchObject({ fontFamily: 'monospace', scrollMarginTop: '77px' })
  await it.context().close()
})

test('far from the comments only the numbers are loaded; coming near brings the rest', async () => {
  const { page: it } = await stage.reader('about:blank')
  const asked: string[] = []
  it.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await it.goto(site.url('far'))
  await until('the number', async () => (await it.locator('b').textContent()) === '2')
  // A turn of the page's own: what would have been loaded at once has been asked for by now.
  await it.evaluate(() => new Promise((done) => requestIdleCallback(done)))
  const ours = () => asked.filter((path) => /^\/(?:v1|widget)\//.test(path))
  expect(new Set(ours())).toEqual(new Set(['/widget/parley.js', '/v1/sites/demo/counts', '/v1/sites/demo/events']))
  await it.evaluate(() => scrollTo(0, 3_500))
  await it.locator('.comment[part]').nth(1).waitFor()
  expect(ours()).toContain('/v1/sites/demo/comments')
  await it.context().close()
})

test('right to left, threads lean to the right and nothing sticks out', async () => {
  const it = await open('arabic', { viewport: { width: 360, height: 700 } })
  const answer = it.locator('.comment[data-depth="1"]')
  const looks = await answer.evaluate((one) => {
    const { direction, borderRightWidth, borderLeftWidth, textAlign } = getComputedStyle(one)
    return { direction, borderRightWidth, borderLeftWidth, textAlign }
  })
  expect(looks).toEqual({ direction: 'rtl', borderRightWidth: '2px', borderLeftWidth: '0px', textAlign: 'start' })
  expect(await it.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await it.context().close()
})

test.each([
  ['reduce', '0s'],
  ['no-preference', '0.4s'],
] as const)('who wants motion: %s has transitions of %s', async (reducedMotion, took) => {
  const it = await open('plain', { reducedMotion })
  const { transition, animations } = await it
    .locator('.comment')
    .first()
    .evaluate((one) => ({
      transition: getComputedStyle(one).transitionDuration,
      animations: document.getAnimations().length,
    }))
  expect({ transition, animations }).toEqual({ transition: took, animations: 0 })
  await it.context().close()
})

test('Belarusian is told in Belarusian by a browser that has none of its dates', async () => {
  const it = await open('belarusian')
  expect(await it.evaluate(() => Intl.DateTimeFormat.supportedLocalesOf('be'))).toEqual([])
  const link = it.locator('.permalink').first()
  expect(await link.textContent()).toMatch(/^(?:цяпер|\d хвілін\S* таму)$/)
  expect(await link.getAttribute('title')).toMatch(/^\d\d\.\d\d\.\d{4}, \d\d:\d\d$/)
  await it.route('**/counts*', (route) => route.fulfill({ json: { counts: { own: 12_345 }, revision: 1e9 } }))
  await it.evaluate(() => document.dispatchEvent(new Event('parley:refresh')))
  await until('the number', async () => (await it.locator('b[data-other]').textContent()) === '12\u00a0345')
  await it.context().close()
})

const signedBy = (key: KeyObject, sub: string, name: string): string => {
  const now = Math.floor(Date.now() / 1_000)
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const text = `${encode({ alg: 'EdDSA', kid: 'k' })}.${encode({ aud: 'demo', sub, name, iat: now, exp: now + 300 })}`
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

test('whom the site signs in needs no name, is named by the site, and a ban follows the author to another browser', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  await stage.api.ask('PUT /v1/sites/demo/sign-in-keys/k', {
    token: 'admin',
    body: { alg: 'EdDSA', jwk: publicKey.export({ format: 'jwk' }) },
  })
  const signedIn = async () => {
    const it = await open('plain')
    await it.route('**/who-reads', (route) =>
      route.fulfill({ json: { jwt: signedBy(privateKey, 'user-7', 'Ada of the Paper'), name: 'Ada of the Paper' } }),
    )
    await it.evaluate(() => document.querySelector('parley-comments')?.setAttribute('sign-in', '/who-reads'))
    await it.getByText('You write as Ada of the Paper.').waitFor()
    expect(await it.locator('#name-new').count()).toBe(0)
    return it
  }
  const here = await signedIn()
  await write(here, 'A remark under my own name.')
  const own = commentWith(here, 'A remark under my own name.')
  await own.getByText('yours').waitFor()
  expect(await own.locator('.author').textContent()).toBe('Ada of the Paper')
  await own.locator('.standing').waitFor({ state: 'detached' })
  expect(await here.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/token|Ada|eyJ/)

  const id = (await own.getAttribute('id'))?.slice(2)
  const { json } = await stage.api.ask(`GET /v1/moderation/comments/demo/${id}`, { token: 'moderator' })
  const value = (json['comment'] as { author: { key: string } }).author.key
  await stage.api.ask('POST /v1/moderation/bans', { token: 'moderator', body: { site: 'demo', kind: 'author', value } })
  const there = await signedIn()
  await write(there, 'The same author, elsewhere.')
  await commentWith(there, 'The same author, elsewhere.').locator('.standing:is(.held, .rejected)').waitFor()
  for (const it of [here, there]) await it.context().close()
})

test.each([
  ['a guest writes under any name', 204, '.badge'],
  ['a site that cannot be asked makes nobody a guest', 503, '#trouble-new.trouble'],
] as const)('%s', async (_what, status, shown) => {
  const it = await open('plain')
  await it.route('**/who-reads', (route) => route.fulfill({ status }))
  await it.evaluate(() => document.querySelector('parley-comments')?.setAttribute('sign-in', '/who-reads'))
  await it.locator('.comment[part]').first().waitFor()
  await write(it, `A word of ${status}.`, 'Bob')
  await until(shown, async () => (await it.locator(shown).count()) === 1)
  expect(await it.locator('#name-new').inputValue()).toBe('Bob')
  await it.context().close()
})

test('a page on a host that is not the site’s says so, once, and tries no more', async () => {
  const it = await open('plain')
  const { origin } = new URL(site.url('plain'))
  const refused = async () =>
    (await fetch(`${stage.url}/v1/sites/demo/challenge`, { headers: { origin } })).status === 403
  await stage.api.store.sites.set('demo', { hosts: ['elsewhere.example'] }, 'test')
  try {
    await until('the api knows', refused, { timeoutMs: 20_000 })
    await write(it, 'From a new mirror.')
    await it.getByText('Comments are not taken from this page’s address.').waitFor()
    expect(await it.locator('#text-new').inputValue()).toBe('From a new mirror.')
  } finally {
    await stage.api.store.sites.set('demo', { hosts: ['localhost', '127.0.0.1'] }, 'test')
  }
})
