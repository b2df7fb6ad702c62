import { decisionOrder, ProblemError, uuid, type DecisionOrder, type MadeDecision } from '@parley/contracts'
import type { DecisionView } from '@parley/store'
import { Hono, type Context } from 'hono'
import type { Deps, Env } from '../../../context.ts'
import { decideComments } from '../../../verbs/decide-comments.ts'
import { undoDecision } from '../../../verbs/undo-decision.ts'
import { deed, several } from '../sentences.ts'
import { HOME, readOwnForm } from '../session/guard.ts'
import { backWith, type Fields } from './back.ts'
import { firstPress, firstUndo } from './first-press.ts'
import type { Note } from './note.ts'
import { selectedIn } from './order-form.ts'

/** POST /moderation/decide and /moderation/undo: the API's own verbs, asked by a form and answered by a note on the page. */
export const deciding = (deps: Pick<Deps, 'store' | 'queue'>): Hono<Env> =>
  new Hono<Env>()
    .post(`${HOME}/decide`, async (c) => {
      const fields = await readOwnForm(c)
      const order = orderIn(fields)
      if ('text' in order) return backWith(c, fields, order)
      const made = await decideComments(deps, c.get('token'), order)
      return backWith(c, fields, decidedNote(order, made, await firstPress(deps, c.get('token'), order, made)))
    })
    .post(`${HOME}/undo`, async (c) => {
      const fields = await readOwnForm(c)
      return backWith(c, fields, await undo(deps, c, fields))
    })

const orderIn = (fields: Fields): DecisionOrder | Note => {
  const comments = selectedIn(fields)
  if (comments.length === 0) return { text: 'Nothing was selected.', wrong: true }
  const { action, reason, note } = fields
  const order = decisionOrder.safeParse({ comments, action, ...(reason && { reason }), ...(note?.trim() && { note }) })
  if (order.success) return order.data
  const about = order.error.issues[0]?.path[0]
  if (about === 'reason') {
    return { text: 'Choose a reason to reject or remove.', wrong: true, selected: comments.map(({ id }) => id ?? '') }
  }
  throw new ProblemError('invalid-request')
}

const decidedNote = ({ action }: DecisionOrder, made: MadeDecision, first: DecisionView[]): Note => {
  const { decisions, comments } = made
  const before = first.reduce((sum, { moved }) => sum + moved, 0)
  const appeals = first.reduce((sum, one) => sum + (one.appeals?.length ?? 0), made.appeals ?? 0)
  const by = Map.groupBy(comments, ({ answer }) => answer)
  const many = (answer: MadeDecision['comments'][number]['answer']) => by.get(answer)?.length ?? 0
  const rest = [
    [many('already') - before, `already ${deed(action)}`],
    [many('changed'), 'edited by the author or decided by somebody else since you looked: look again'],
    [many('gone'), 'no longer there'],
    [many('refused'), `cannot be ${deed(action)} where it stands`],
  ] as const
  const told = rest.filter(([count]) => count > 0).map(([count, what]) => ` ${count} ${what}.`)
  return {
    text: `${several(many('decided') + before, 'comment')} ${deed(action)}.${told.join('')}${appeals > 0 ? ` ${several(appeals, 'appeal')} answered.` : ''}`,
    wrong: many('decided') + before === 0 && appeals === 0,
    undo: [...decisions.map(({ site, id }) => [site, id] as [string, string]), ...first.map(placeOf)],
  }
}

const placeOf = ({ siteId, id }: DecisionView): [site: string, id: string] => [siteId, id]

const undo = async (
  deps: Pick<Deps, 'store' | 'queue'>,
  c: Context<Env>,
  { decisions = '' }: Fields,
): Promise<Note> => {
  const counted = { undone: 0, superseded: 0, gone: 0, before: 0, rulings: 0 }
  const redo: [string, string][] = []
  const undone: string[] = []
  for (const one of decisions.split(' ').slice(0, 50)) {
    const [site, id = ''] = one.split('/')
    if (!uuid.safeParse(id).success) continue
    try {
      const made = await undoDecision(deps, c.get('token'), { id, site, requestId: c.get('requestId') })
      for (const { answer } of made.comments) counted[answer] += 1
      if (made.decision) redo.push([made.decision.site, made.decision.id])
      if (made.decision && !made.comments.some(({ answer }) => answer === 'undone')) counted.rulings += 1
    } catch (thrown) {
      if (!(thrown instanceof ProblemError)) throw thrown
      if (thrown.code === 'already-undone') undone.push(id)
      counted.before += 1
    }
  }
  for (const first of await firstUndo(deps, c.get('token'), undone)) {
    counted.undone += first.moved
    counted.before -= 1
    redo.push(placeOf(first))
  }
  const told = [
    counted.rulings > 0 && ' What it says of later copies, or answered an appeal, is taken back.',
    counted.superseded > 0 && ` ${several(counted.superseded, 'comment')} moved on since and stayed.`,
    counted.gone > 0 && ` ${several(counted.gone, 'comment')} no longer there.`,
    counted.before > 0 && ' The decision was undone before, or is not there.',
  ]
  return {
    text: `${several(counted.undone, 'comment')} moved back.${told.filter(Boolean).join('')}`,
    wrong: redo.length === 0,
    undo: redo,
  }
}
