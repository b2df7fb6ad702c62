import { disguises, slips, type Attack } from './attacks.ts'
import { isCalm, type Row } from './rows.ts'
import type { Scorer } from './scorers.ts'
import { THRESHOLDS } from './sources.ts'
import type { WordList } from './word-lists.ts'

/** How much of the abuse each one finds, unedited and under an attack, and how much of clean text it takes for abuse. */
export type DisguiseLine = {
  attack: string
  by: string
  recall: number
  /** Of what was found unedited, how much still is. */
  kept: number
  falsePositives: number
}

type Finder = { name: string; finds: (row: Row, text: string) => boolean }

/** A fixed sequence of numbers in [0, 1), so that the same run gives the same figures. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** At most so many of some rows, evenly spread. */
export const spread = <Item>(items: readonly Item[], most: number): Item[] =>
  items.length <= most
    ? [...items]
    : Array.from({ length: most }, (_, nth) => items[Math.floor((nth * items.length) / most)] as Item)

const share = (rows: readonly Row[], finds: (row: Row) => boolean): number =>
  rows.length === 0 ? 0 : rows.filter(finds).length / rows.length

/** The table of attacks: English and Russian abuse by sources that were not written to mislead, beside clean comments. */
export const disguiseTable = (
  rows: readonly Row[],
  scorerFor: (source: string) => Scorer,
  lists: readonly WordList[],
  most: number,
): DisguiseLine[] => {
  const abuse = rows.filter(
    ({ kind, label, func, source }) => kind === 'abuse' && label === 1 && !func && !source.includes('hatemoji'),
  )
  const clean = rows.filter((row) => row.label === 0 && row.kind !== 'spam' && isCalm(row) && !row.func)
  const bad = [...Map.groupBy(abuse, ({ source }) => source).values()].flatMap((own) =>
    spread(own, Math.ceil(most / 8)),
  )
  const fine = [...Map.groupBy(clean, ({ source }) => source).values()].flatMap((own) =>
    spread(own, Math.ceil(most / 8)),
  )
  const finders: Finder[] = [
    {
      name: 'abuse model',
      finds: ({ source }, text) =>
        scorerFor(source).model('abuse', scorerFor(source).features(text)) >= THRESHOLDS.model,
    },
    { name: 'all checks', finds: ({ source }, text) => scorerFor(source).all(text).abuse >= THRESHOLDS.checks },
    ...lists.map(({ name, finds }) => ({ name, finds: (_: Row, text: string) => finds(text) })),
  ]
  const unedited: Attack = { name: 'unedited', write: (text) => text }
  const written = [unedited, ...disguises, ...slips].map(({ name, write }) => {
    const random = randomFrom(11)
    const texts = new Map([...bad, ...fine].map((row) => [row, write(row.text, random)]))
    return { name, textOf: (row: Row) => texts.get(row) ?? row.text }
  })
  return finders.flatMap(({ name: by, finds }) => {
    const plain = share(bad, (row) => finds(row, row.text))
    return written.map(({ name: attack, textOf }) => {
      const recall = share(bad, (row) => finds(row, textOf(row)))
      const falsePositives = share(fine, (row) => finds(row, textOf(row)))
      return { attack, by, recall, kept: plain === 0 ? 0 : recall / plain, falsePositives }
    })
  })
}
