import type { ModelReport } from '@parley/contracts'
import type { LearningState, ModelAction, ModelRequest, ModelVersion } from '@parley/store'
import { table } from '../table.ts'
import { whyFailed } from './why-failed.ts'

type Known = {
  state: LearningState
  report: ModelReport | undefined
  versions: readonly ModelVersion[]
  actions: readonly ModelAction[]
  /** What owners asked of workers and none has done. */
  undone: readonly ModelRequest[]
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const minute = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')

/** A site's model in sentences. */
export const modelLines = ({ state, report, versions, actions, undone }: Known): string[] => {
  const serving = state.serving === undefined ? 'the models as shipped' : `version ${state.serving} of its own`
  const frozen = state.frozenAt ? `, frozen by ${state.frozenBy} since ${minute(state.frozenAt)}` : ''
  return [
    `Site ${state.siteId} is judged by ${serving}${frozen}.`,
    ...(report
      ? reportLines(report)
      : ['Nobody has looked at its decisions yet: a worker does so within minutes of them.']),
    ...(versions.length > 0 ? ['', versionTable(state, versions)] : []),
    ...actions.map(
      ({ action, version, by, at }) => `${minute(at)}  ${action}${version === undefined ? '' : ` ${version}`} by ${by}`,
    ),
    ...undone.map(
      (request) => `${minute(request.askedAt)}  ${request.kind} asked by ${request.askedBy}: ${stateOf(request)}`,
    ),
  ]
}

const reportLines = ({ decisions, automatic, measured, opened, contest }: ModelReport): string[] => [
  `Moderators decided ${decisions.standing} versions that stand; ${decisions.learned} of them taught it.`,
  `Of the last ${automatic.looked} comments ${percent(automatic.published)} were published and ${percent(automatic.rejected)} rejected by itself, ${percent(automatic.held)} held.`,
  `Wrongly published: ${errorOf(measured.published)}. Wrongly rejected: ${errorOf(measured.rejected)}.`,
  `Publishing: ${openedOf(opened.published, 'below')}. Rejecting spam: ${openedOf(opened.rejected, 'from')}.`,
  decisions.missing > 0
    ? `It opens nothing before ${decisions.missing} more decisions on held or audited comments.`
    : `The next hundred decisions like these would publish ${percent(opened.published.next)} and reject ${percent(opened.rejected.next)} by itself.`,
  ...(contest
    ? [
        `The challenger ${{ won: 'won', lost: 'lost', open: 'is not clearly ahead' }[contest.outcome]}: log loss ${contest.rival.toFixed(3)} against ${contest.holder.toFixed(3)} on ${contest.decisions} decisions that neither had learned.`,
      ]
    : []),
]

const stateOf = (request: ModelRequest): string =>
  request.state === 'failed'
    ? whyFailed(request)
    : request.state === 'running'
      ? 'a worker is at it'
      : 'it waits for a worker'

const errorOf = ({ audits, wrong, bound }: ModelReport['measured']['published']): string =>
  audits === 0 ? 'not measured yet' : `${wrong} of ${audits} audited, at most ${percent(bound)}`

const openedOf = (
  { open, narrowed, edge = 0, bound = 1, share }: ModelReport['opened']['published'],
  word: 'below' | 'from',
): string =>
  open
    ? `open ${word} a risk of ${edge.toFixed(3)}, ${percent(share)} of what moderators saw, at most ${percent(bound)} of it wrong`
    : narrowed
      ? 'more cautious than at the start, for audits found too much wrong'
      : 'as cautious as at the start'

const versionTable = ({ serving }: LearningState, versions: readonly ModelVersion[]): string =>
  table(
    ['version', 'decisions', 'bytes', 'made', 'how'],
    versions.map(({ version, decisions, bytes, madeAt, origin }) => [
      `${version}${version === serving ? ' (in service)' : ''}`,
      `${decisions}`,
      `${bytes}`,
      minute(madeAt),
      origin,
    ]),
  )
