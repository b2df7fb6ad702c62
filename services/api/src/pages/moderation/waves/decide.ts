import { ProblemError, siteId, uuid, waveOrder, type WaveDecision, type WaveOrder } from '@parley/contracts'
import { Hono } from 'hono'
import type { Deps, Env } from '../../../context.ts'
import { decideWave } from '../../../verbs/decide-wave.ts'
import { backWith, type Fields } from '../decisions/back.ts'
import { refusalNote, type Note } from '../decisions/note.ts'
import { deed, several } from '../sentences.ts'
import { HOME, readOwnForm } from '../session/guard.ts'

/** POST /moderation/waves/decide: the API's own verb, asked by a form and answered by a note with its undo. */
export const decidingWaves = (deps: Pick<Deps, 'store'>): Hono<Env> =>
  new Hono<Env>().post(`${HOME}/waves/decide`, async (c) => {
    const fields = await readOwnForm(c)
    const order = orderIn(fields)
    if ('text' in order) return backWith(c, fields, order)
    try {
      return backWith(c, fields, decidedNote(order, await decideWave(deps, c.get('token'), order)))
    } catch (thrown) {
      return backWith(c, fields, refusalNote(thrown, refusals))
    }
  })

const refusals = {
  'no-wave': 'The wave is part of another by now: look again.',
  'wave-decided': 'Somebody else decided the wave otherwise since you looked: look again.',
}

type Placed = WaveOrder & { site: string; wave: string }

const orderIn = ({ wave: place = '', action, reason, upTo, growth, ruling }: Fields): Placed | Note => {
  const [site, wave] = place.split('/')
  const looked = { ...(upTo && { upTo }), ...(growth && { growth: Number(growth) }), ...(ruling && { ruling }) }
  const order = waveOrder.safeParse({ action, ...(reason && { reason }), ...looked })
  const [named, identified] = [siteId.safeParse(site), uuid.safeParse(wave)]
  if (order.success && named.success && identified.success) {
    return { ...order.data, site: named.data, wave: identified.data }
  }
  if (order.error?.issues[0]?.path[0] === 'reason') {
    return { text: 'Choose a reason to reject or remove.', wrong: true }
  }
  throw new ProblemError('invalid-request')
}

const decidedNote = ({ action }: Placed, { decision, comments, left, appeals = 0 }: WaveDecision): Note => {
  const rest = [
    [comments.already, `already ${deed(action)}`],
    [comments.changed, 'changed by the author since: look again'],
    [comments.gone, 'no longer there'],
    [comments.refused, `cannot be ${deed(action)} where it stands`],
    [left, 'left for another press'],
  ] as const
  const told = rest.filter(([count]) => count > 0).map(([count, what]) => ` ${count} ${what}.`)
  return {
    text: `${several(comments.decided, 'comment')} ${deed(action)}.${told.join('')}${appeals > 0 ? ` ${several(appeals, 'appeal')} answered.` : ''}`,
    wrong: decision === undefined,
    ...(decision && { undo: [[decision.site, decision.id]] }),
  }
}
