import { expect, test } from 'vitest'
import { render } from './markup.ts'
import { plainText } from './plain-text.ts'

test.each([
  ['a *b* `c`', 'a b c'],
  ['<script>1 < 2 && "x"</script>', '<script>1 < 2 && "x"</script>'],
  ['one\ntwo\n\nthree', 'one\ntwo\nthree'],
  ['&amp;lt;', '&amp;lt;'],
])('%j reads %j once rendered and made plain', (body, text) => {
  expect(plainText(render(body))).toBe(text)
})
