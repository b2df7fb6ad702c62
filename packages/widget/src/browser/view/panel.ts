import type { Reason } from '@parley/contracts'
import type { VNode } from 'snabbdom'
import type { Own, State } from '../state/state.ts'
import type { Speech } from '../words/speak.ts'
import { e } from './element.ts'
import { alert, button, textForm } from './form.ts'
import { around } from './words-around.ts'

const NOT_GIVEN: Reason[] = ['checks-failed', 'pre-moderation', 'reported']

/** What a panel is drawn from. */
export type PanelView = {
  speech: Speech
  panel: NonNullable<State['panel']>
  sending: State['sending']
  author: string
  own: Own | undefined
  name: string
  who: State['who']
  draft: string | undefined
}

/** What is open below a comment: an answer being written, a change, a report, the last word before deleting. */
export const panelOf = ({
  speech,
  panel,
  sending,
  author,
  own,
  name,
  who,
  draft = '',
}: PanelView): VNode | undefined => {
  const { words } = speech
  const { id, what } = panel
  const form = `${what}-${id}`
  const about = { speech, form, sending: sending[form], leave: true }
  const trouble = sending[form]?.trouble
  const said = alert(trouble && words.troubles[trouble])
  if (what === 'reply')
    return textForm({
      ...about,
      label: e('span', false, around(words.replyTo, author)),
      text: draft,
      name,
      who,
    })
  if (what === 'edit') return textForm({ ...about, label: words.edit, text: draft || (own?.view?.body ?? '') })
  if (what === 'appeal') return textForm({ ...about, label: words.appealWhy, text: draft })
  if (what === 'told') return e('p.soft', false, words.reported)
  if (what === 'report')
    return e(
      'form.form',
      { 'data-form': form },
      e('label', { for: `why-${id}` }, words.reportWhy),
      e(
        'select.input',
        { id: `why-${id}`, name: 'why' },
        Object.entries(words.reasons)
          .filter(([reason]) => !NOT_GIVEN.includes(reason as Reason))
          .map(([value, says]) => e('option', { value }, says)),
      ),
      said,
      e('p.buttons', false, e('button.button main', false, words.report), button('button', 'close', words.cancel)),
    )
  if (what === 'remove')
    return e(
      'div.form',
      false,
      e('p', { id: `sure-${id}` }, words.removeSure),
      said,
      e(
        'p.buttons',
        false,
        button('button grave', 'erase', words.remove, { 'aria-describedby': `sure-${id}` }),
        button('button', 'close', words.cancel),
      ),
    )
  return undefined
}
