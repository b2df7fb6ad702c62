import { defaultRules, type Mode, type Rules } from '@parley/contracts'
import type { Facts, Subject } from './subject.ts'

type Wanted = {
  body?: string
  authorName?: string
  mode?: Mode
  siteHosts?: string[]
  rules?: Partial<Rules>
  facts?: Partial<Omit<Facts, 'author'>>
  author?: Partial<Facts['author']>
}

/** A subject for tests: an ordinary comment by an author with two published ones, but for what is wanted otherwise. */
export const sampleSubject = ({ rules, facts, author, ...wanted }: Wanted = {}): Subject => ({
  siteId: 'demo',
  commentId: '0190f3a0-0000-7000-8000-000000000001',
  version: 1,
  body: 'Thank you for the article, I did not know this about the river.',
  mode: 'auto',
  siteHosts: ['news.example', 'www.mirror.example'],
  ...wanted,
  rules: { ...defaultRules, ...rules },
  facts: {
    copies: [],
    hosts: {},
    bans: [],
    article: { title: 'The river' },
    ...facts,
    author: {
      known: true,
      published: 2,
      rejected90Days: 0,
      lastDecided: 2,
      lastRejected: 0,
      recent: 1,
      ...author,
    },
  },
})
