import { v7 as newId } from 'uuid'
import { rowsOf, type FreshStore } from './store.ts'

/** Numbers below 1, the same ones for the same seed. */
const numbers = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

const distinct = (count: number, make: () => string): string[] => {
  const made = new Set<string>()
  while (made.size < count) made.add(make())
  return [...made]
}

/** Variants of one offer: other words, names, sums, links, openings and typing errors. */
export const spamVariants = (count: number): string[] => {
  const next = numbers(7)
  const one = (words: string[]): string => words[Math.floor(next() * words.length)] as string
  const mistyped = (text: string): string => {
    const letters = [...text]
    letters.splice(Math.floor(next() * letters.length), Math.floor(next() * 2), one(['', 'a', '.', ' ', 'о', '\u200b']))
    return letters.join('')
  }
  return distinct(count, () =>
    mistyped(
      `${one(['', 'Hi all! ', 'Hello friends, ', 'Wow. '])}${one(['Earn', 'Make', 'Get'])} ${one(['$', '€'])}${Math.floor(next() * 900)} ` +
        `${one(['a day', 'daily', 'every day'])} ${one(['from home', 'at home', 'online'])} with our ` +
        `${one(['trading', 'crypto', 'forex'])} signals, write to ${one(['Anna', 'Maria', 'Viktor', 'John'])} on the channel below ` +
        `t.me/${Math.floor(next() * 1e6).toString(36)}${one(['', ' 🚀', '!!!', ' Hurry up!'])}`,
    ),
  )
}

/** A campaign without much effort: one text with another name, sum and link. */
export const spamCopies = (count: number): string[] => {
  const names = ['Anna', 'Maria', 'Viktor', 'John', 'Olga']
  return Array.from(
    { length: count },
    (_, at) =>
      `I was broke until I met Mrs ${names[at % 5]} Larsson. She helped me recover my lost funds and now I earn ${1_000 + at} dollars a week ` +
      `from forex trading. Contact her on WhatsApp +1 555 ${100_000 + at} today`,
  )
}

/** Short praise as readers write it, no two the same. */
export const shortPraises = (count: number): string[] => {
  const next = numbers(11)
  const one = (words: string[]): string => words[Math.floor(next() * words.length)] as string
  const how = () => one(['great', 'wonderful', 'excellent', 'brilliant', 'lovely', 'very good', 'superb', 'moving'])
  const what = () => one(['article', 'post', 'piece', 'text', 'report', 'story', 'read', 'column'])
  const thanks = () => one(['thank you', 'thanks', 'many thanks', 'cheers', 'thank you so much'])
  const more = () =>
    one([
      'keep it up',
      'well done',
      'I enjoyed it',
      'so true',
      'loved every word',
      'please write more',
      'I learned a lot',
    ])
  return distinct(count, () =>
    one([
      `A ${how()} ${what()}, ${thanks()}!`,
      `${thanks()} for this ${how()} ${what()}, ${more()}`,
      `${how()} ${what()}. ${more()}.`,
      `${more()}! What a ${how()} ${what()}.`,
    ]),
  )
}

/** A moderator, what she may move, and how she decides about a whole wave. */
export const ada = { kind: 'moderator', name: 'ada' } as const
const anywhere = ['pending', 'held', 'published', 'rejected'] as const
export const rejecting = {
  siteId: 'paper',
  actor: ada,
  action: 'reject',
  to: 'rejected',
  from: anywhere,
  reason: 'spam',
} as const
export const approving = { ...rejecting, action: 'approve', to: 'published', reason: undefined } as const

/** Makes a wave of some comments as they stand; answers its id. */
export const madeWave = async ({ url, siteId }: Pick<FreshStore, 'url' | 'siteId'>, ids: string[]): Promise<string> => {
  const waveId = newId()
  await rowsOf(
    url,
    `with member as (
      insert into wave_member (site_id, comment_id, version, wave_id)
      select site_id, id, version, $2::uuid from comment where site_id = $1 and id = any($3::uuid[])
    )
    insert into wave (site_id, id, size, newest) values ($1, $2, cardinality($3::uuid[]), $4)`,
    [siteId, waveId, ids, ids.toSorted().at(-1)],
  )
  return waveId
}
