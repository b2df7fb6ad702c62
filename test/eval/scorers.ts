import { featuresOf, logOddsOf, readModel, type Features, type Model } from '@parley/classifier'
import { defaultRules } from '@parley/contracts'
import { createChecks, judge, runChecks, type NamedCheck, type Subject } from '@parley/moderation'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a text is scored for. */
export type Task = 'abuse' | 'spam'

/** Scores texts as a site without any decisions would. */
export type Scorer = {
  models: Record<Task, Model>
  checks: NamedCheck[]
  features: (text: string) => Features
  /** Log-odds of a model alone. */
  model: (task: Task, features: Features) => number
  /** Log-odds of the risks that all checks together find, in a comment by somebody unknown. */
  all: (text: string) => Record<Task, number>
}

/** A first comment with this text, of which nothing else is known. */
export const subjectOf = (body: string): Subject => ({
  siteId: 'eval',
  commentId: '0190f3a0-0000-7000-8000-000000000001',
  version: 1,
  body,
  mode: 'auto',
  rules: defaultRules,
  siteHosts: [],
  facts: {
    copies: [],
    hosts: {},
    bans: [],
    article: {},
    author: { known: false, published: 0, rejected90Days: 0, lastDecided: 0, lastRejected: 0, recent: 1 },
  },
})

const logit = (risk: number): number => Math.log(Math.max(1e-12, risk) / Math.max(1e-12, 1 - risk))

/** Scores with two models. */
export const scorerOf = (models: Record<Task, Model>): Scorer => {
  const checks = createChecks({ spam: { model: models.spam }, abuse: { model: models.abuse } })
  return {
    models,
    checks,
    features: (text) => featuresOf(text),
    model: (task, features) => logOddsOf(models[task], features),
    all: (text) => {
      const subject = subjectOf(text)
      const { spamRisk, abuseRisk } = judge(runChecks(subject, undefined, checks), subject)
      return { spam: logit(spamRisk), abuse: logit(abuseRisk) }
    },
  }
}

/** A file name in the form that training writes for a model which never saw one source. */
export const withoutFile = (task: Task, source: string): string =>
  `${task}.without-${source.replaceAll(/[^\w-]/gu, '_')}.model`

/** The scorer for each source: where the directory holds models that never saw the source, those. */
export const scorersIn = (directory: string): ((source: string) => Scorer) => {
  const known = new Map<string, Scorer>()
  const read = (file: string): Model => readModel(readFileSync(join(directory, file)))
  const modelFor = (task: Task, source: string): Model => {
    const own = withoutFile(task, source)
    return read(existsSync(join(directory, own)) ? own : `${task}.model`)
  }
  return (source) => {
    const found = known.get(source) ?? scorerOf({ abuse: modelFor('abuse', source), spam: modelFor('spam', source) })
    known.set(source, found)
    return found
  }
}
