import { describe, expect, test } from 'vitest'
import type { AnalyzeAnswer, AnalyzeError } from '@parley/contracts'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'

const PATH = 'POST /v1alpha1/comments:analyze'
const insult = 'You are a stupid idiot and everybody hates you'
const TOXICITY = { TOXICITY: {} }
type Request = { comment?: { text: string } | undefined; requestedAttributes?: object; [more: string]: unknown }

const bench = async (env: Record<string, string> = {}) => {
  const deps = await fakeDeps({}, env)
  const ask = asking(deps)
  const analyze = async (request: Request, key: string | undefined = 'eye-token') => {
    const body = { comment: { text: insult }, requestedAttributes: TOXICITY, languages: ['en'], ...request }
    const { status, json } = await ask(`${PATH}${key === undefined ? '' : `?key=${key}`}`, { body })
    return { status, ...(json as unknown as Partial<AnalyzeAnswer> & Partial<AnalyzeError>) }
  }
  return { ...deps, ask, analyze }
}

describe('an answer', () => {
  test('has a summary and a span for each attribute, and what was asked with', async () => {
    const { analyze } = await bench()
    const requestedAttributes = { TOXICITY: {}, INSULT: {}, PROFANITY: { scoreType: 'PROBABILITY' } }
    const answer = await analyze({ requestedAttributes, clientToken: 'comment:7', doNotStore: true })
    expect(answer).toMatchObject({ status: 200, languages: ['en'], clientToken: 'comment:7' })
    expect(Object.keys(answer.attributeScores ?? {})).toEqual(['TOXICITY', 'INSULT', 'PROFANITY'])
    const { summaryScore, spanScores } = answer.attributeScores?.['TOXICITY'] ?? {}
    expect(summaryScore?.value).toBeGreaterThan(0.7)
    expect(spanScores).toEqual([{ begin: 0, end: insult.length, score: summaryScore }])
  })

  test('scores sentence by sentence where that is asked for', async () => {
    const { analyze } = await bench()
    const text = `Thank you for the article about the river. ${insult}.`
    const { attributeScores } = await analyze({ comment: { text }, spanAnnotations: true })
    const spans = attributeScores?.['TOXICITY']?.spanScores ?? []
    expect(spans.map(({ begin, end }) => text.slice(begin, end).trim())).toEqual(text.split(/(?<=\.) /))
    expect(spans[1]?.score.value).toBeGreaterThan((spans[0]?.score.value ?? 1) + 0.3)
  })

  test('leaves out what is below a threshold', async () => {
    const { analyze } = await bench()
    const comment = { text: 'Thank you for the article about the river' }
    expect(await analyze({ comment, requestedAttributes: { TOXICITY: { scoreThreshold: 0.9 } } })).toMatchObject({
      status: 200,
      attributeScores: {},
    })
  })

  test('tells the language where letters or words do, and takes the text for English where they do not', async () => {
    const { analyze } = await bench()
    const ask = (text: string) => analyze({ comment: { text }, languages: undefined })
    expect(await ask('Не согласен с автором, налоги растут')).toMatchObject({
      languages: ['ru'],
      detectedLanguages: ['ru'],
    })
    expect(await ask('yo hamburger')).toMatchObject({ status: 200, languages: ['en'] })
  })
})

describe('an error is one of Google’s', () => {
  test.each<[string, Request, string | undefined, RegExp]>([
    ['no text', { comment: { text: ' ' } }, 'COMMENT_EMPTY', /non-empty/],
    ['too long a text', { comment: { text: 'ў'.repeat(10_241) } }, 'COMMENT_TOO_LONG', /20482 bytes/],
    ['no attribute', { requestedAttributes: {} }, 'NO_ATTRIBUTES', /At least one/],
    [
      'an attribute without grounds',
      { requestedAttributes: { FLIRTATION: {} } },
      'UNSUPPORTED_ATTRIBUTE',
      /FLIRTATION is not/,
    ],
    [
      'a language without grounds',
      { languages: ['ja'] },
      'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE',
      /TOXICITY does not.*: ja/,
    ],
    [
      'one of an attribute',
      { languages: ['de-AT'], requestedAttributes: { THREAT: {} } },
      'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE',
      /THREAT/,
    ],
    [
      'a text in such a language',
      { languages: undefined, comment: { text: 'Дзякуй за артыкул, цікава' } },
      'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE',
      /be/,
    ],
    ['no comment', { comment: undefined }, undefined, /Invalid value at comment/],
    ['a field nobody knows', { odd: 1 }, undefined, /Invalid value at the request: has fields/],
    ['another type of score', { requestedAttributes: { TOXICITY: { scoreType: 'ODDS' } } }, undefined, /scoreType/],
  ])('%s', async (_what, request, errorType, message) => {
    const { analyze } = await bench()
    const { status, error } = await analyze(request)
    expect([status, error?.code, error?.status]).toEqual([400, 400, 'INVALID_ARGUMENT'])
    expect(error?.message).toMatch(message)
    expect(error?.details?.[0]?.errorType).toBe(errorType)
  })

  test('without a key, with a wrong one, and with too many wrong ones', async () => {
    const { analyze, ask } = await bench()
    const wrong = () => analyze({}, 'nobody')
    expect(await analyze({}, '')).toMatchObject({ status: 403 })
    expect((await ask(PATH, { body: {} })).status).toBe(403)
    expect(await wrong()).toMatchObject({ status: 403, error: { status: 'PERMISSION_DENIED' } })
    const answers = await Promise.all(Array.from({ length: 200 }, wrong))
    expect(answers.at(-1)).toMatchObject({ status: 429, error: { status: 'RESOURCE_EXHAUSTED' } })
  })

  test('what is no JSON', async () => {
    const { ask } = await bench()
    const { status, json } = await ask(`${PATH}?key=eye-token`, { form: { a: 'b' } })
    expect([status, (json as unknown as AnalyzeError).error.status]).toEqual([400, 'INVALID_ARGUMENT'])
  })
})

test('neither the text nor the key is in a log', async () => {
  const { analyze, seen } = await bench()
  await analyze({})
  await analyze({ comment: { text: 'secret words' } }, 'a-wrong-key')
  const lines = seen.lines.join('\n')
  expect(lines).toContain('/v1alpha1/comments:analyze')
  for (const hidden of ['eye-token', 'a-wrong-key', 'stupid', 'secret words']) expect(lines).not.toContain(hidden)
})
