import { automaticTable, calibrationTable, coverageTable } from './calibration.ts'
import { disguiseTable, spread } from './disguise.ts'
import { calmMentions, quotingSentences } from './identities.ts'
import { learningCurves, unlearned } from './learning.ts'
import { listsTable } from './lists-table.ts'
import type { Row } from './rows.ts'
import type { Scorer } from './scorers.ts'
import { bySource, judgeRows, THRESHOLDS } from './sources.ts'
import { slowestTexts, timesByLength } from './speed.ts'
import { suitesOf } from './suites.ts'
import { wordLists } from './word-lists.ts'

/** Everything that an evaluation found. */
export type Report = ReturnType<typeof evaluate>

/** What the comparison with word lists and attacks looks at, of each source. */
const MOST = { whole: 500, quick: 150 }
/** What a quick evaluation scores of each source. */
const QUICK = 1_500

const say = (line: string): void => void process.stderr.write(`${line} …\n`)

const shareOf = (texts: string[], is: (text: string) => boolean): number => texts.filter(is).length / texts.length

/** Mentions of people in peace, and hate quoted to be answered, that are judged clean by the model and by all checks. */
const mentions = (scorer: Scorer) => {
  const byModel = (text: string) => scorer.model('abuse', scorer.features(text)) < THRESHOLDS.model
  const byAll = (text: string) => scorer.all(text).abuse < THRESHOLDS.checks
  const lists = wordLists().map(({ name, finds }) => ({
    by: name,
    calm: shareOf(calmMentions(), (text) => !finds(text)),
    quoting: shareOf(quotingSentences(), (text) => !finds(text)),
  }))
  return [
    { by: 'abuse model', calm: shareOf(calmMentions(), byModel), quoting: shareOf(quotingSentences(), byModel) },
    { by: 'all checks', calm: shareOf(calmMentions(), byAll), quoting: shareOf(quotingSentences(), byAll) },
    ...lists,
  ]
}

/** Evaluates models on labelled rows. `quick` looks at fewer texts where many are slow. */
export const evaluate = (rows: readonly Row[], scorerFor: (source: string) => Scorer, { quick = false } = {}) => {
  const most = quick ? MOST.quick : MOST.whole
  const any = scorerFor('any other')
  const used = quick
    ? [...Map.groupBy(rows, ({ source }) => source).values()].flatMap((own) => spread(own, QUICK))
    : rows
  say('Scoring every row')
  const [abuse, spam] = [judgeRows(used, 'abuse', scorerFor), judgeRows(used, 'spam', scorerFor)]
  const own = abuse.filter(({ kind }) => kind === 'abuse')
  say('Asking the word lists')
  const lists = listsTable(own, wordLists(), most)
  say('Disguising')
  const disguised = disguiseTable(used, scorerFor, wordLists(), quick ? 200 : 800)
  say('Learning as sites')
  const learning = learningCurves(used, scorerFor)
  const automatic = automaticTable(used, scorerFor)
  say('Measuring time')
  const texts = spread(
    rows.filter(({ kind }) => kind !== 'spam'),
    4_000,
  ).map(({ text }) => text)
  return {
    sources: [...bySource(abuse, 'abuse'), ...bySource(spam, 'spam')],
    suites: suitesOf(abuse, THRESHOLDS.model),
    lists,
    disguised,
    mentions: mentions(any),
    coverage: coverageTable(own, THRESHOLDS.model),
    calibration: calibrationTable(own),
    learning,
    automatic,
    unlearning: unlearned(any, 'You are a worthless idiot, all of you.', 300),
    times: timesByLength(any, texts),
    slowest: slowestTexts(any, quick ? 100 : 1_000),
  }
}
