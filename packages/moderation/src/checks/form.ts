import type { Signal } from '../signal.ts'
import { counted, type NamedCheck } from './named-check.ts'

const FASTEST_MS = 3_000
const FASTEST_TYPING = 15

const tooFast = (formMs: number, letters: number): string | undefined => {
  if (formMs < FASTEST_MS) return 'The form was sent within three seconds of being shown.'
  const perSecond = Math.round((letters * 1_000) / formMs)
  return perSecond > FASTEST_TYPING ? `The comment came at ${counted(perSecond, 'character')} a second.` : undefined
}

/** Whether nobody types a comment of so many characters in that time. */
export const isTooFast = (formMs: number, letters: number): boolean => tooFast(formMs, letters) !== undefined

/** Filling in forms without reading them is how bots work: it costs them the hidden field and the time to type. */
export const form: NamedCheck = {
  name: 'form',
  version: 1,
  codes: ['form.honeypot', 'form.too-fast', 'form.bad-challenge', 'form.pressure'],
  says: 'A filled hidden field is spam; a form sent in under 3 seconds or faster than typing, with a wrong token, or without scripts in times of pressure, is held.',
  look: ({ facts, body }) => {
    const signals: Signal[] = []
    if (facts.trap) {
      const says = 'The hidden field, which people never see, was filled in.'
      signals.push({ code: 'form.honeypot', spam: 6, wants: 'reject', reason: 'spam', says })
    }
    const fast = facts.formMs === undefined ? undefined : tooFast(facts.formMs, body.length)
    if (fast) signals.push({ code: 'form.too-fast', spam: 2, reason: 'spam', says: fast })
    if (facts.badChallenge) {
      const says = 'The form’s token was wrong or too old, or its proof of work wrong or used before.'
      signals.push({ code: 'form.bad-challenge', spam: 2, wants: 'hold', reason: 'spam', says })
    }
    if (facts.underPressure) {
      const says = 'It came without scripts, and so without a proof of work, while there was pressure.'
      signals.push({ code: 'form.pressure', wants: 'hold', reason: 'spam', says })
    }
    return signals
  },
}
