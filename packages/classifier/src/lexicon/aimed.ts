import { fold, type Folded, type Word } from '../fold.ts'
import type { Category } from './entry.ts'

const set = (list: string): Set<string> => new Set(fold(list).words.map(({ text }) => text))

const you = set('you youre u ur ya yall ты вы цябе тебя вас')
// "Your stupid game" insults a game, "your a stupid" a person.
const your = set('your yer')
// They stand after the word they insult with as well: «дурак ты».
const after = set('ты вы')
const between = set(
  'are re is r a an the such so really truly just very too fucking fuckin bloody damn total complete absolute utter little ' +
    'pathetic stupid dumb ugly old all both one big fat lying как просто такой такая такие же ж то реально полный полная ' +
    'полные тупой тупая тупые старый старая и все ўсе усе совсем вообще ещё сам сама такі такія проста сапраўдны поўны ' +
    'поўная самі зусім тупы тупая тупыя стары старая',
)
const FARTHEST = 4

const endsSentence = (text: string, before: Word, word: Word): boolean =>
  /[.!?…\n]/u.test(text.slice(before.to, word.from))

const indexAt = (words: Word[], from: number): number => {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle]?.from ?? 0) < from) low = middle + 1
    else high = middle
  }
  return low
}

// "What is this post about, clown?": between a comma and the end of what is said.
const isCalled = (text: string, from: number, to: number): boolean =>
  /,\s?$/u.test(text.slice(Math.max(0, from - 3), from)) && /^\s{0,2}(?:$|[.!?,)])/u.test(text.slice(to, to + 4))

type Aim = { category: Category; from: number; to: number }

/** Whether what stands at `[from, to)` of a folded text is said to the reader's face: "you are such a …", «ты …». */
export const isAimed = ({ text, words }: Folded, { category, from, to }: Aim): boolean => {
  if (category !== 'epithet' && isCalled(text, from, to)) return true
  const next = words[indexAt(words, to)]
  const last = words[indexAt(words, to) - 1]
  if (next && last && after.has(next.text) && !endsSentence(text, last, next)) return true
  const first = indexAt(words, from)
  for (let at = first - 1; at >= Math.max(0, first - FARTHEST); at--) {
    const [word, following] = [words[at], words[at + 1]]
    if (!word || !following || endsSentence(text, word, following)) return false
    if (you.has(word.text)) return true
    if (your.has(word.text)) return at < first - 1
    if (!between.has(word.text)) return false
  }
  return false
}
