import type { ModelReport } from '@parley/contracts'
import { expect, test } from 'vitest'
import { modelLines } from './model-lines.ts'

const at = new Date('2026-11-24T08:30:00Z')
const state = { siteId: 'demo', stamp: 1, contestFrom: 0, seenRevision: 0, revision: 9 }
const report: ModelReport = {
  decisions: { standing: 812, learned: 790, samples: 640, missing: 0 },
  automatic: { looked: 1_000, published: 0.402, held: 0.59, rejected: 0.008 },
  measured: {
    published: { audits: 240, wrong: 1, share: 1 / 240, bound: 0.0196 },
    rejected: { audits: 0, wrong: 0, bound: 1 },
  },
  opened: {
    published: { open: true, edge: 0.0613, bound: 0.0198, share: 0.44, next: 0.47 },
    rejected: { open: false, share: 0, next: 0.02 },
  },
  contest: { decisions: 120, holder: 0.412, rival: 0.389, ahead: 1.7, outcome: 'won' },
  base: 'spam@1 abuse@2',
}
const version = {
  version: 3,
  base: '',
  revision: 9,
  decisions: 790,
  origin: 'learned' as const,
  contest: {},
  bytes: 41_000,
  madeAt: at,
}

const asked = { siteId: 'demo', id: 'r', askedBy: 'ada', payload: {}, askedAt: at }

test('a calibrated site reads as sentences', () => {
  const lines = modelLines({
    state: { ...state, serving: 3 },
    report,
    versions: [version],
    actions: [{ action: 'promote', version: 3, by: 'worker', at }],
    undone: [
      { ...asked, kind: 'backtest', state: 'failed', result: { why: 'given-up' } },
      { ...asked, kind: 'rebuild', state: 'failed', result: {} },
      { ...asked, kind: 'rebuild', state: 'running' },
      { ...asked, kind: 'rebuild', state: 'waiting' },
    ],
  })
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "Site demo is judged by version 3 of its own.
    Moderators decided 812 versions that stand; 790 of them taught it.
    Of the last 1000 comments 40.2 % were published and 0.8 % rejected by itself, 59.0 % held.
    Wrongly published: 1 of 240 audited, at most 2.0 %. Wrongly rejected: not measured yet.
    Publishing: open below a risk of 0.061, 44.0 % of what moderators saw, at most 2.0 % of it wrong. Rejecting spam: as cautious as at the start.
    The next hundred decisions like these would publish 47.0 % and reject 2.0 % by itself.
    The challenger won: log loss 0.389 against 0.412 on 120 decisions that neither had learned.

    version         decisions  bytes  made              how
    3 (in service)  790        41000  2026-11-24 08:30  learned
    2026-11-24 08:30  promote 3 by worker
    2026-11-24 08:30  backtest asked by ada: several workers began it and none came to its end, so it was given up
    2026-11-24 08:30  rebuild asked by ada: the worker could not do it; its log says why
    2026-11-24 08:30  rebuild asked by ada: a worker is at it
    2026-11-24 08:30  rebuild asked by ada: it waits for a worker"
  `)
})

test('a new site says how far it is', () => {
  const none = { state, versions: [], actions: [], undone: [] }
  expect(modelLines({ ...none, report: undefined })).toEqual([
    'Site demo is judged by the models as shipped.',
    'Nobody has looked at its decisions yet: a worker does so within minutes of them.',
  ])
  const { contest: _contest, ...rest } = report
  const early = { ...rest, decisions: { standing: 60, learned: 60, samples: 40, missing: 160 } }
  const lines = modelLines({ ...none, state: { ...state, frozenAt: at, frozenBy: 'ada' }, report: early })
  expect(lines).toContain('It opens nothing before 160 more decisions on held or audited comments.')
  expect(lines[0]).toBe('Site demo is judged by the models as shipped, frozen by ada since 2026-11-24 08:30.')
})

test('a site whose audits found too much is told that less goes by itself', () => {
  const opened = { ...report.opened, published: { open: false, narrowed: true as const, share: 0, next: 0 } }
  const lines = modelLines({ state, versions: [], actions: [], undone: [], report: { ...report, opened } })
  expect(lines.join(' ')).toContain('Publishing: more cautious than at the start, for audits found too much wrong.')
})
