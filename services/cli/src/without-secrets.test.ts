import { rules } from '@parley/contracts'
import { expect, test } from 'vitest'
import { withoutSecrets } from './without-secrets.ts'

const site = { id: 'news', name: 'The News', hosts: ['news.example'], mode: 'auto' as const, revision: 3, epoch: 0 }
const secrets = ['the-first-secret-of-the-hook', 'the-second-secret-of-the-hook']
const outside = {
  hook: { url: 'https://hook.example/', secrets, mayReject: true },
  akismet: { key: 'akismet-key', blog: 'https://news.example/' },
}

test('a site is told without the secrets of whom it asks, only that they are set', () => {
  const told = withoutSecrets({ ...site, rules: rules.parse({ maxLinks: 7, outside }) })
  expect(told).toEqual({
    ...site,
    rules: {
      ...rules.parse({ maxLinks: 7 }),
      outside: { hook: { ...outside.hook, secrets: 'set' }, akismet: { ...outside.akismet, key: 'set' } },
    },
  })
  expect(JSON.stringify(told)).not.toMatch(/secret-of|akismet-key/)
})

test('what is not set is not said to be', () => {
  const told = { ...site, rules: rules.parse({}) }
  expect(withoutSecrets(told)).toEqual(told)
})

test.each(['hook', 'akismet'] as const)(
  'what it says in place of a secret of %s is no rule that could be set',
  (who) => {
    const one = rules.parse({ outside: { [who]: outside[who] } })
    expect(rules.safeParse(one).success).toBe(true)
    expect(rules.safeParse((withoutSecrets({ ...site, rules: one }) as { rules: unknown }).rules).success).toBe(false)
  },
)
