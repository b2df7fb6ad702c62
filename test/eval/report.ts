import type { Report } from './evaluate.ts'
import type { SourceLine } from './sources.ts'
import { percent, printTable, three } from './table.ts'

const sourceRow = ({ task, source, lang, model, checks }: SourceLine) => ({
  [task]: source,
  lang: lang.length > 12 ? `${lang.slice(0, 11)}…` : lang,
  n: model.n,
  positives: model.positives,
  AUC: three(model.auc),
  AUPRC: three(model.auprc),
  'P@1%': three(model.precisionAt1),
  'R@1%': three(model.recallAt1),
  'R@.1%': three(model.recallAtTenth),
  'R@7%': three(model.recallAt7),
  recall: three(model.recall),
  FPR: three(model.falsePositives),
  'macro-F1': three(model.macroF1),
  best: three(model.bestMacroF1),
  'AUC of all checks': three(checks.auc),
})

const curveRows = (lines: Report['learning']) =>
  [...Map.groupBy(lines, ({ source, wrongShare }) => `${source}, ${100 * wrongShare} % wrong`)].map(([site, own]) => ({
    'AUC, decisions': site,
    ...Object.fromEntries(own.map(({ decisions, auc }) => [`after ${decisions}`, three(auc)])),
  }))

const disguiseRows = (lines: Report['disguised']) =>
  [...Map.groupBy(lines, ({ attack }) => attack)].map(([attack, own]) => ({
    'recall, kept, (clean taken)': attack,
    ...Object.fromEntries(
      own.map(({ by, recall, kept, falsePositives }) => [
        by,
        `${(100 * recall).toFixed(0)} ${(100 * kept).toFixed(0)} (${(100 * falsePositives).toFixed(0)})`,
      ]),
    ),
  }))

const timeRows = (times: Report['times']) =>
  [...Map.groupBy(times, ({ length }) => length)].map(([length, own]) => ({
    'µs, p50 / p99': `${length} characters`,
    ...Object.fromEntries(own.map(({ of, times: { p50, p99 } }) => [of, `${p50.toFixed(0)} / ${p99.toFixed(0)}`])),
  }))

/** Prints a report as tables. */
export const printReport = (
  report: Report & { data: string; leftOut: boolean; modelBytes: Record<string, number> },
): void => {
  const how = report.leftOut
    ? 'Each source is scored by models that never saw it.'
    : 'By the models as shipped; rows they were trained from flatter them (see --loso).'
  process.stdout.write(`${report.data}. ${how}\n`)
  for (const task of ['abuse', 'spam'] as const)
    printTable(`By source: ${task}`, report.sources.filter((line) => line.task === task).map(sourceRow))
  if (report.suites.length > 0)
    printTable(
      'Functional suites, share told right by the model',
      report.suites.map(({ source, func, n, label, right }) => ({
        suite: source,
        func,
        n,
        label,
        right: three(right),
      })),
    )
  printTable(
    'Word lists on the same texts, and the model at their share of clean texts taken for abuse',
    report.lists.map(({ source, list, n, recall, falsePositives, modelRecallAtSame, micros }) => ({
      source,
      list,
      n,
      recall: percent(recall),
      'clean taken': percent(falsePositives),
      'model’s recall': percent(modelRecallAtSame),
      'µs a text': micros.toFixed(0),
    })),
  )
  printTable('Attacks, in %', disguiseRows(report.disguised))
  printTable(
    'Judged clean',
    report.mentions.map(({ by, calm, quoting }) => ({
      by,
      'people named in peace': percent(calm),
      'hate quoted to be answered': percent(quoting),
    })),
  )
  printTable(
    'Wrong calls among the surest',
    report.coverage.map(({ source, risks }) => ({
      source,
      ...Object.fromEntries(Object.entries(risks).map(([share, risk]) => [share, percent(risk)])),
    })),
  )
  printTable(
    'Calibration error',
    report.calibration.map(({ source, n, asShipped, afterAudits }) => ({
      source,
      n,
      'as shipped': three(asShipped),
      'after 500 audits': three(afterAudits),
    })),
  )
  printTable('Learning curves, and wrong decisions among them', curveRows(report.learning))
  printTable(
    'By itself, as a site of its own',
    report.automatic.map(({ source, decisions, automatic, badAmongPublished, cleanRejected }) => ({
      source,
      decisions,
      automatic: percent(automatic),
      'bad among published': percent(badAmongPublished),
      'clean rejected': percent(cleanRejected),
    })),
  )
  const { before, after } = report.unlearning
  process.stdout.write(
    `\nUnlearning one insult by 300 approvals: log-odds ${before.toFixed(2)} → ${after.toFixed(2)}\n`,
  )
  printTable('Time', timeRows(report.times))
  printTable(
    'Slowest texts of 4,000 characters, all checks',
    report.slowest.map(({ micros, text }) => ({
      µs: micros.toFixed(0),
      begins: JSON.stringify(text.slice(0, 24)),
      middle: JSON.stringify(text.slice(2_000, 2_024)),
    })),
  )
  process.stdout.write(`\nModel bytes: ${JSON.stringify(report.modelBytes)}\n`)
}
