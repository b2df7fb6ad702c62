import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noticed } from './characters.ts'
import { fold, LONGEST_WORD, originalSpan } from './fold.ts'

const folded = (body: string) => fold(body).text
const words = (body: string) => fold(body).words.map(({ text }) => text)
const bits = (body: string) => fold(body).words.reduce((all, word) => all | word.noticed, 0)

/** Texts of the kinds that folding is about, besides any text there is. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(..."aаoоcсxхiіїйёўґ1!@$* .-_'’\u0301\u200b\u202e\u00ad𝓪ａᴀ🅰ßﷺİΣ世คéЁ\ud800\udc00😀\n\r\t"),
    maxLength: 300,
  }),
)

describe('what a reader sees', () => {
  test.each([
    ['capitals', 'КАЗИНО Casino', 'казино casino'],
    ['letters of Lisu, Cherokee and Coptic', 'ꓚꓮꓢꓲꓠꓳ ᏟᎪᏚᏆNO ⲧⲟⲣ', 'casino casino top'],
    ['another style', '𝓯𝓻𝓮𝓮 ｆｒｅｅ ⓕⓡⓔⓔ ꜰʀᴇᴇ 🅵🆁🅴🅴', 'free free free free free'],
    ['invisible characters', 'f\u200br\u00ade\u2060e\ufeff', 'free'],
    ['tag characters', 'f\u{e0066}ree', 'free'],
    ['marks', 'f\u0301r\u0336e\u0489é', 'free'],
    ['Cyrillic letters in a Latin word', 'frее саsinо', 'free casino'],
    ['Latin letters in a Cyrillic word', 'кaзинo зaйм', 'казино заим'],
    ['Greek letters in either', 'cαsinο зαрабοтοк', 'casino заработок'],
    ['й, ё, ў, і, ї and ґ', 'йод ёлка воўк сіні їжак ґанак', 'иод елка воук сини ижак ганак'],
    ['apostrophes inside words', 'don’t сям\u02bcя', 'dont сямя'],
    ['stretching', 'sooooo coooool!!!!!!', 'sooo coool!!!'],
    ['dashes and spaces', 'a\u2014b\u00a0c', 'a-b c'],
    ['lone surrogates', 'a\ud800b', 'a b'],
  ])('%s', (_, body, seen) => {
    expect(folded(body)).toBe(seen)
  })

  test('digits are never cut: a number is not stretched', () => {
    expect(folded('1000000 рублей')).toBe('1000000 рублеи')
  })

  test('a character that spells a phrase stays one character', () => {
    expect(folded('ﷺ'.repeat(3))).toBe('ﷺﷺﷺ')
  })

  test('an apostrophe between two alphabets ends a word', () => {
    expect(words('с iPhone’ом')).toEqual(['с', 'iphone', 'ом'])
  })

  test('scripts without spaces have a word in every character', () => {
    expect(words('你好 мир')).toEqual(['你', '好', 'мир'])
  })

  test('a run that was cut leaves no word without letters', () => {
    expect(words('你你你你你好')).toEqual(['你', '你', '你', '好'])
  })
})

describe('what was noticed', () => {
  test.each([
    ['zeroWidth', 'f\u200bree'],
    ['bidi', 'f\u202eree'],
    ['fancyFont', '𝓯𝓻𝓮𝓮'],
    ['mixedScript', 'frее'],
  ] as const)('%s', (name, body) => {
    expect(bits(body)).toBe(noticed[name])
  })

  test.each([
    ['an ordinary English text', 'Don’t you think so, dear editors?'],
    ['an ordinary Belarusian text', 'Сям’я і воўк: добры артыкул, дзякуй!'],
    ['a mark of direction before a word', '\u200eЗдравствуйте'],
    ['an emoji with a joiner', 'добра 👨\u200d👩\u200d👧 и ❤\ufe0f'],
  ])('nothing in %s', (_, body) => {
    expect(bits(body)).toBe(0)
  })
})

describe('for any text', () => {
  test('the map leads into the original, and only ever onwards', () => {
    fc.assert(
      fc.property(hostile, (body) => {
        const { text, starts, ends } = fold(body)
        expect([starts.length, ends.length]).toEqual([text.length, text.length])
        for (let at = 0; at < text.length; at++) {
          expect(starts[at]).toBeGreaterThanOrEqual(starts[at - 1] ?? 0)
          expect(ends[at]).toBeGreaterThanOrEqual(ends[at - 1] ?? 0)
          expect(ends[at]).toBeGreaterThan(starts[at] ?? 0)
          expect(ends[at]).toBeLessThanOrEqual(body.length)
        }
      }),
    )
  })

  test('folding a folded text changes nothing', () => {
    fc.assert(
      fc.property(hostile, (body) => {
        expect(folded(folded(body))).toBe(folded(body))
      }),
    )
  })

  test('words are pieces of the folded text, none longer than the longest', () => {
    fc.assert(
      fc.property(hostile, (body) => {
        const { text, words: all } = fold(body)
        for (const [at, word] of all.entries()) {
          expect(word.text).toBe(text.slice(word.from, word.to))
          expect(word.to - word.from).toBeLessThanOrEqual(LONGEST_WORD)
          expect(word.from).toBeGreaterThanOrEqual(all[at - 1]?.to ?? 0)
        }
      }),
    )
  })

  test('two texts folded in turn do not disturb each other', () => {
    const first = fold('Первый текст')
    const copy = structuredClone(first)
    fold('The second text, which is longer than the first one')
    expect(first).toEqual(copy)
  })
})

test('the span of a folded part holds all that made it', () => {
  const body = 'Это \u200bк\u200bа\u0301зино тут'
  const whole = fold(body)
  const word = whole.words[1]
  const { start, end } = originalSpan(whole, word?.from ?? 0, word?.to ?? 0)
  expect(body.slice(start, end)).toBe('к\u200bа\u0301зино')
})

test('a word of four thousand letters is matched by its beginning, and its text is kept', () => {
  const { text, words: all } = fold('ab'.repeat(2_000))
  expect(text.length).toBe(4_000)
  expect(all.map((word) => word.text.length)).toEqual([LONGEST_WORD])
})

test('what is folded stays as it is, also where letters without a twin tip the balance between two alphabets', () => {
  const letters = fc.constantFrom(...'аеопжшєіѕԁabcnvdqzæß’αв '.split(''))
  const texts = fc.array(letters, { maxLength: 40 }).map((all) => all.join(''))
  for (const text of ['ЄЄǽ', 'жжжжqæßqа', 'qqqqqжжжяa', `${'п'.repeat(21)}nqnq`])
    expect(folded(folded(text))).toBe(folded(text))
  fc.assert(
    fc.property(texts, (text) => {
      expect(folded(folded(text))).toBe(folded(text))
    }),
    { numRuns: 2_000 },
  )
})
