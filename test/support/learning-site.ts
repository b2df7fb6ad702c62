import { createLog } from '@parley/runtime'
import type { BaseModels, Subject, Verdict } from '@parley/moderation'
import type { Store } from '@parley/store'
import { createSiteModels, lookAtSite, moderate } from '@parley/worker'
import { draftOf, moveOf } from './store.ts'

/** A log that says nothing. */
export const silent = createLog({ service: 'test', level: 'silent' })
/** A secret for audits. */
export const auditSecret = Buffer.from('which comments are audited')

const things = ['bridge', 'harbour', 'library', 'budget', 'school', 'orchard', 'tram', 'museum', 'clinic', 'theatre']
const doings = [
  'reopens',
  'floods again',
  'is too dear',
  'was sold',
  'needs paint',
  'closes early',
  'leaks',
  'is crowded',
]
const views = ['I was there on Sunday', 'my aunt works there', 'ask the council', 'we walked past it', 'nobody told us']

/** What a site's people say: the one fine, the other minded by this site alone. */
export type Sayings = readonly [fine: string, minded: string]
const sayings: Sayings = ['it was the same last year', 'such quorble talk, as every quorbler does']

/** A remark that no other one is a copy of, with one of two sayings in it. */
export const remark = (nth: number, bad: boolean, [fine, minded] = sayings): string => {
  const [thing, other] = [things[nth % 10], things[(nth * 7 + 3) % 10]]
  const [doing, view] = [doings[(nth * 3) % 8], views[(nth * 11) % 5]]
  const call = bad ? minded : fine
  return `The ${thing} ${doing} and the ${other} near lane ${(nth * 7919).toString(36)}: ${call}, ${view}, ${(nth * 104_729).toString(36)}.`
}

/** One comment of a made-up past: what it says and what a moderator makes of it. */
export type Past = { body: string; bad: boolean; authorKey?: string }

/** Remarks of which every third is bad; each `wrong`-th decided wrongly. */
export const pastOf = (count: number, { from = 0, wrong = Infinity, said = sayings } = {}): Past[] =>
  Array.from({ length: count }, (_, at) => {
    const nth = from + at
    const bad = nth % 3 === 0
    return { body: remark(nth, bad, said), bad: (nth + 1) % wrong === 0 ? !bad : bad }
  })

/** A site's judge and learner, as a worker has them. */
export const learner = (store: Store, base: BaseModels, siteId = 'paper') => {
  const models = createSiteModels({ store, base, log: silent })
  const work = moderate({
    store,
    queue: { askAlone: async () => undefined },
    log: silent,
    metrics: { decided: () => undefined, failed: () => undefined },
    judgeSubject: models.judge,
  })
  return {
    models,
    look: () => lookAtSite({ store, base, log: silent, auditSecret }, siteId),
    /** Submits texts and has them judged; answers their ids. */
    judged: async (texts: readonly Omit<Past, 'bad'>[]): Promise<string[]> => {
      await models.ready(siteId)
      await models.refresh()
      const drafts = texts.map(({ body, authorKey }, at) =>
        draftOf({ siteId, body, articleKey: `news-${at % 10}`, authorKey }),
      )
      const ids = drafts.map(({ id }) => id)
      await Promise.all(drafts.map((draft) => store.comments.submit(draft)))
      for (let at = 0; at < ids.length; at += 200) {
        const commentIds = ids.slice(at, at + 200)
        await work({ jobId: '1', siteId, commentIds, requestIds: [], stalls: 0 })
      }
      return ids
    },
    /** What a text by a stranger is judged to be now. */
    verdictOn: async (body: string): Promise<Verdict> => {
      await models.ready(siteId)
      await models.refresh()
      return models.judge(await strangerSays(store, siteId, body))
    },
  }
}

const strangerSays = async (store: Store, siteId: string, body: string): Promise<Subject> => {
  const site = await store.sites.find(siteId)
  if (!site) throw new Error('no such site')
  const author = { known: false, published: 0, rejected90Days: 0, lastDecided: 0, lastRejected: 0, recent: 1 }
  return {
    siteId,
    commentId: '0190f3a0-0000-7000-8000-000000000001',
    version: 1,
    body,
    mode: site.mode,
    rules: site.rules,
    siteHosts: site.hosts,
    facts: { author, copies: [], hosts: {}, bans: [], article: {} },
  }
}

/** Has a moderator decide comments, ten at a time. */
export const decideAll = async (
  store: Store,
  decided: readonly { id: string; bad: boolean }[],
  { name = 'ada', siteId = 'paper' } = {},
): Promise<string[]> => {
  const decisions: string[] = []
  for (let at = 0; at < decided.length; at += 10) {
    const some = decided.slice(at, at + 10)
    for (const bad of [false, true]) {
      const to = bad ? 'rejected' : 'published'
      const moves = some.filter((one) => one.bad === bad).map(({ id }) => moveOf(id, to))
      if (moves.length === 0) continue
      const actor = { kind: 'moderator', name } as const
      const reason = bad ? ({ reason: 'abuse' } as const) : {}
      const made = await store.comments.decide({ siteId, actor, action: bad ? 'reject' : 'approve', ...reason, moves })
      decisions.push(made.decisionId)
    }
  }
  return decisions
}
