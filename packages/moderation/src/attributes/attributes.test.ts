import { readFileSync } from 'node:fs'
import { modelUrls, readModel } from '@parley/classifier'
import { describe, expect, test } from 'vitest'
import { attributes, scoreAttributes } from './attributes.ts'
import { detectLanguage } from './detect-language.ts'

const abuse = readModel(readFileSync(modelUrls.abuse))
const scores = (text: string) => scoreAttributes(abuse, text)

describe('scores', () => {
  test.each(['You are a stupid idiot and everybody hates you', 'Ты дебил и твои друзья дебилы', 'shut up you moron'])(
    '«%s» is more likely abusive than not, and an insult',
    (text) => {
      const { TOXICITY, INSULT, THREAT } = scores(text)
      expect(TOXICITY).toBeGreaterThan(0.7)
      expect(INSULT).toBeCloseTo(0.65 * TOXICITY, 10)
      expect(THREAT).toBeLessThan(0.05)
    },
  )

  test.each(['Thank you for the article about the river', 'Спасибо за статью, очень интересно'])(
    '«%s» is not',
    (text) => {
      expect(scores(text).TOXICITY).toBeLessThan(0.3)
    },
  )

  test('every one is a probability, and none is likelier than abuse itself', () => {
    for (const text of ['', ' ', '👍', 'I will kill you', 'x'.repeat(20_000), 'What the fuck']) {
      const all = scores(text)
      expect(Object.keys(all)).toEqual([...attributes])
      for (const value of Object.values(all))
        expect(value >= 0 && value <= all.TOXICITY && all.TOXICITY <= 1).toBe(true)
    }
  })

  test('a listed word of the kind makes its label likelier', () => {
    const { THREAT, TOXICITY } = scores('I will kill you')
    expect(THREAT / TOXICITY).toBeCloseTo(0.42, 10)
  })
})

describe('the language', () => {
  test.each([
    ['Thank you for the article, it was the best of them', 'en'],
    ['Ich finde, das ist nicht der beste Artikel, aber auch nicht schlecht', 'de'],
    ['Je pense que ce n’est pas le meilleur article, mais merci pour vous', 'fr'],
    ['Isso não é um problema para você, mas eles são muito ruins', 'pt'],
    ['El artículo no es muy bueno, pero los autores lo son', 'es'],
    ['Не согласен с автором: налоги растут', 'ru'],
    ['Дзякуй за артыкул, вельмі цікава пра нашу гісторыю', 'be'],
    ['Дякую за статтю, дуже цікаво про її історію', 'uk'],
    ['yo hamburger', undefined],
    ['👍👍', undefined],
  ])('of «%s»: %s', (text, language) => {
    expect(detectLanguage(text)).toBe(language)
  })
})
