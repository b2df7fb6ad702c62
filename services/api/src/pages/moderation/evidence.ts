import { checkTrace } from '@parley/contracts'
import { html } from 'hono/html'
import { z } from 'zod'
import type { Html } from '../shell.ts'

const traces = z.array(checkTrace)

/** One check's part in a verdict. */
export type Trace = z.infer<typeof checkTrace>
export type Signal = Trace['signals'][number]

/** A stored verdict's checks; nothing for what another version of Parley wrote in another shape. */
export const tracesOf = (checks: unknown): Trace[] => {
  const read = traces.safeParse(checks)
  return read.success ? read.data : []
}

/** What spoke against a comment, heaviest first. */
export const against = (checks: unknown): Signal[] =>
  tracesOf(checks)
    .flatMap(({ signals }) => signals)
    .filter((signal) => weightOf(signal) > 0)
    .toSorted((a, b) => weightOf(b) - weightOf(a))

const weightOf = ({ spam = 0, abuse = 0, wants }: Signal): number =>
  Math.max(spam, abuse) + (wants === 'hold' || wants === 'reject' ? 100 : 0)

/** A comment's text as it was typed, with what the checks pointed at marked and what cannot be seen made visible. */
export const bodyText = (text: string, checks: unknown): Html => {
  const marked = markedText(text, checks)
  return html`<div class="body" dir="auto">${marked}</div>`
}

const markedText = (text: string, checks: unknown): Html => {
  const spans = merged(
    against(checks).flatMap((signal) => signal.spans ?? []),
    text.length,
  )
  const pieces: Html[] = []
  let at = 0
  for (const { start, end } of spans) {
    pieces.push(html`${revealed(text.slice(at, start))}<mark>${revealed(text.slice(start, end))}</mark>`)
    at = end
  }
  pieces.push(revealed(text.slice(at)))
  return html`${pieces}`
}

type Span = { start: number; end: number }

const merged = (spans: Span[], length: number): Span[] => {
  const whole: Span[] = []
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1)
    if (start >= end || start >= length) continue
    if (last && start <= last.end) last.end = Math.max(last.end, Math.min(end, length))
    else whole.push({ start, end: Math.min(end, length) })
  }
  return whole
}

// Direction overrides and characters without width disguise words; joiners inside emoji and scripts are ordinary.
const UNSEEN = /([\u00AD\u200B\u2060-\u2064\u2066-\u2069\u202A-\u202E\uFEFF]|[\u{E0000}-\u{E007F}])/u

const revealed = (text: string): Html => {
  const pieces = text.split(UNSEEN)
  return html`${pieces.map((piece, at) => (at % 2 === 0 ? piece : html`<span class="unseen">${codePoint(piece)}</span>`))}`
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
