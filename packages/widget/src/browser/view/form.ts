import type { VNode } from 'snabbdom'
import { longestOf, type FormName } from '../state/sending.ts'
import type { SignedIn } from '../sign-in.ts'
import type { Sending } from '../state/state.ts'
import type { Speech } from '../words/speak.ts'
import { e } from './element.ts'
import { around } from './words-around.ts'

/** What a form is drawn from. `text` is what it begins with; `name` is absent where no name is asked. */
export type FormView = {
  speech: Speech
  form: FormName
  label: VNode | string
  text: string
  name?: string
  /** Who writes, where the site knows: then no name is asked. */
  who?: SignedIn | undefined
  sending: Sending | undefined
  /** Whether there is a way out other than sending. */
  leave?: boolean
}

const NEAR = 500

/** A button that does something by its name. It stays the same one when others come beside it: whoever is at it stays there. */
export const button = (
  classes: string,
  does: string,
  label: string,
  more: Record<string, string | undefined> = {},
): VNode => e(`button.${classes}`, { key: does, type: 'button', 'data-do': does, ...more }, label)

/** What went wrong, said at once to screen readers too. */
export const alert = (text: string | undefined, id?: string): VNode =>
  e(text ? 'p.trouble' : 'p', { id, role: 'alert' }, text)

/** The form for a comment, an answer or a change. Uncontrolled: what is typed stays with the browser, and drafts with `keep`. */
export const textForm = ({ speech, form, label, text, name, who, sending = {}, leave }: FormView): VNode => {
  const { words, counted } = speech
  const { busy, away, waits, trouble, length = text.length } = sending
  const left = longestOf(form) - length
  const about =
    left < 0
      ? counted(words.over, -left)
      : left < NEAR || form.startsWith('appeal')
        ? counted(words.left, left)
        : words.textHint
  return e(
    'form.form',
    { 'data-form': form, novalidate: true, 'aria-labelledby': `label-${form}` },
    e('p.label', { id: `label-${form}` }, label),
    name !== undefined && who && e('p.soft', false, around(words.signedIn, who.name ?? words.anonymous)),
    name !== undefined &&
      !who &&
      e(
        'p',
        false,
        e('label', { for: `name-${form}` }, words.name, ' ', e('small', false, words.nameHint)),
        e('input.input', {
          id: `name-${form}`,
          name: 'name',
          value: name,
          maxlength: 60,
          autocomplete: 'nickname',
          dir: 'auto',
        }),
      ),
    e(
      'p.trap',
      { 'aria-hidden': 'true' },
      e('label', { for: `trap-${form}` }, words.trap),
      e('input', { id: `trap-${form}`, name: 'website', tabindex: -1, autocomplete: 'off' }),
    ),
    e(
      'p',
      false,
      e('label', { for: `text-${form}` }, words.text),
      e(
        'textarea.input',
        {
          id: `text-${form}`,
          name: 'text',
          rows: 5,
          dir: 'auto',
          required: true,
          'aria-invalid': trouble || left < 0 ? 'true' : undefined,
          'aria-describedby': `about-${form} trouble-${form}`,
        },
        text,
      ),
      e(left < 0 ? 'small.over' : 'small', { id: `about-${form}` }, about),
    ),
    alert(
      away ? `${words.troubles[away]} ${waits ? words.retrying : words.kept}` : trouble && words.troubles[trouble],
      `trouble-${form}`,
    ),
    e(
      'p.buttons',
      false,
      e(
        'button.button main',
        { 'aria-disabled': busy ? 'true' : undefined },
        busy ? words.sending : form.startsWith('edit') ? words.save : words.send,
      ),
      leave && button('button', 'close', words.cancel),
    ),
  )
}
