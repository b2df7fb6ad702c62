import { expect, test } from 'vitest'
import { freshApi, secretOf } from './api-client.ts'
import { rowsOf } from '../support/store.ts'

/** What Coral's toxicity phase makes of an integration's settings: the address with the key, the body, and the score it reads. */
const coralPhase =
  ({ endpoint, key, model, locale }: { endpoint: string; key: string; model: string; locale: string }) =>
  async (bodyText: string) => {
    const url = new URL(endpoint)
    url.pathname = `${url.pathname}/comments:analyze`
    url.searchParams.set('key', key)
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Coral Perspective/9.0.0' },
      body: JSON.stringify({
        comment: { text: bodyText },
        doNotStore: true,
        requestedAttributes: { [model]: {} },
        languages: [locale],
      }),
    })
    const data = (await response.json()) as {
      attributeScores?: Record<string, { summaryScore: { value: number; type: string } }>
    }
    return { status: response.status, data, score: data.attributeScores?.[model]?.summaryScore.value }
  }

test('Coral’s toxicity phase gets its scores after a change of the host name, and nothing is stored', async () => {
  await using api = await freshApi()
  const endpoint = `${api.running.url}/v1alpha1`
  const before = await sizesOf(api.databaseUrl)
  for (const model of ['TOXICITY', 'SEVERE_TOXICITY']) {
    const phase = coralPhase({ endpoint, key: secretOf('paper-reader'), model, locale: 'en' })
    const rude = await phase('You are a stupid idiot and everybody hates you')
    const kind = await phase('Thank you for the article, I did not know this about the river')
    expect([rude.status, kind.status]).toEqual([200, 200])
    expect(Object.keys(rude.data.attributeScores ?? {})).toEqual([model])
    expect(rude.score).toBeGreaterThan(kind.score ?? 1)
  }
  const refused = await coralPhase({ endpoint, key: 'wrong', model: 'TOXICITY', locale: 'en' })('Hello')
  expect(refused).toMatchObject({ status: 403, data: { error: { code: 403, status: 'PERMISSION_DENIED' } } })
  expect(await sizesOf(api.databaseUrl)).toEqual(before)
})

const sizesOf = async (url: string): Promise<Record<string, number>> => {
  const tables = await rowsOf<{ name: string }>(
    url,
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  const sizes = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await rowsOf<{ count: number }>(url, `select count(*)::int as count from "${name}"`)
      return [name, row?.count ?? 0] as const
    }),
  )
  return Object.fromEntries(sizes)
}
