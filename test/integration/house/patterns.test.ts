import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSync } from 'recheck'
import { parseSync } from 'rolldown/experimental'
import { expect, test } from 'vitest'
import { root } from './workspace.ts'

type Pattern = { pattern: string; flags: string }

/** Every literal regular expression of a file. */
const patternsIn = (path: string, text: string): Pattern[] => {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed`)
  const found: Pattern[] = []
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node !== 'object' || node === null) return
    if ('regex' in node && node.regex) found.push(node.regex as Pattern)
    for (const [name, child] of Object.entries(node)) if (name !== 'regex') walk(child)
  }
  walk(program)
  return found
}

/** Those that are proven to backtrack more than once a character. What cannot be decided in time (Unicode classes, look-behind, large
 *  repetitions) is not among them: each of their parts has a bound of its own, and hostile texts are sent to all of them. */
const slowIn = (path: string, text: string): string[] =>
  patternsIn(path, text)
    .filter(
      ({ pattern, flags }) => checkSync(pattern, flags, { checker: 'automaton', timeout: 400 }).status === 'vulnerable',
    )
    .map(({ pattern, flags }) => `/${pattern}/${flags}`)

/** Patterns that take the square of a length and may: by file, and what bounds the length. */
const bounded: Record<string, string> = {
  'services/api/src/plain-text.ts': 'html of one comment, at most some 20,000 characters: hundredths of a second',
  'services/api/src/pages/demo/stage.ts': 'pages of our own, looked at by tests',
  'packages/widget/src/build/bundles.ts': 'sources of our own, at build time',
  'packages/moderation/src/checks/lists.ts': 'hosts of a site’s rules, at most 253 characters',
  'packages/classifier/src/pattern.ts': 'phrases of a site’s rules, at most some hundred characters',
}
test('no pattern takes more than the length of its text, but for those whose texts are bounded', async () => {
  const paths = await Array.fromAsync(glob('{packages,services}/*/src/**/*.ts', { cwd: root }))
  const sources = paths.filter((path) => !path.endsWith('.test.ts'))
  let looked = 0
  const slow: string[] = []
  for (const path of sources) {
    const text = await readFile(join(root, path), 'utf8')
    looked += patternsIn(path, text).length
    if (!(path in bounded)) slow.push(...slowIn(path, text).map((source) => `${path}: ${source}`))
  }
  expect(looked).toBeGreaterThan(150)
  expect(slow).toEqual([])
})

test('the rule finds patterns that grow faster than their text', async () => {
  const text = await readFile(join(root, 'test/fixtures/rules/patterns/super-linear.ts.bad'), 'utf8')
  expect(slowIn('super-linear.ts', text)).toEqual(['/^(a+)+$/u', '/x.*$/u'])
})
