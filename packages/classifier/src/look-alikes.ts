import { noticed } from './characters.ts'

const unit = (letter: string): number => letter.charCodeAt(0)
const tableOf = (from: string, to: string): Map<number, number> =>
  new Map([...from].map((letter, at) => [unit(letter), unit(to[at] ?? letter)]))

// Letters drawn alike in lower case or as the capitals that fold to them (В, Н, М, Т, К).
const cyrillicToLatin = tableOf('авсԁеһніјкӏмороԛѕтуѵԝхү', 'abcdehhijklmopoqstyvwxy')
// The first part is drawn alike; after the space come letters that only stand in for one another.
const latinToCyrillic = tableOf('abcehijkmopstxy nurwdlzvfg', 'авсенијкморстху пигшдлзвфг')
const greekToLatin = tableOf('αβεηικνορτυχωγς', 'abehikvoptuxwys')
const cyrillicVariants = tableOf('іїєґ', 'ииег')

const doubtful = { latin: new Set([...'abcehijkmopstxy'].map(unit)), cyrillic: new Set(cyrillicToLatin.keys()) }

const isLatin = (letter: number): boolean => (letter >= 97 && letter <= 122) || (letter >= 0xdf && letter <= 0x24f)
const isGreek = (letter: number): boolean => letter >= 0x370 && letter <= 0x3ff
/** Whether a UTF-16 unit is a Cyrillic letter. */
export const isCyrillic = (letter: number): boolean => letter >= 0x400 && letter <= 0x52f

type Counts = { latin: number; cyrillic: number; greek: number; sureLatin: number; sureCyrillic: number }

const count = (letters: Uint16Array, from: number, to: number): Counts => {
  const counts = { latin: 0, cyrillic: 0, greek: 0, sureLatin: 0, sureCyrillic: 0 }
  for (let at = from; at < to; at++) {
    const letter = letters[at] ?? 0
    if (isLatin(letter)) {
      counts.latin++
      if (!doubtful.latin.has(letter)) counts.sureLatin++
    } else if (isCyrillic(letter)) {
      counts.cyrillic++
      if (!doubtful.cyrillic.has(letter)) counts.sureCyrillic++
    } else if (isGreek(letter)) counts.greek++
  }
  return counts
}

const readsCyrillic = ({ latin, cyrillic, sureLatin, sureCyrillic }: Counts): boolean =>
  sureLatin === sureCyrillic ? cyrillic > latin : sureCyrillic > sureLatin

/** Rewrites one word's letters in the script most of them belong to, and Cyrillic letters without their national
 *  variants (і and и, ґ and г are one). Letters that were drawn alike get the mixed-script bit. */
export const unifyScript = (letters: Uint16Array, bits: Uint8Array, from: number, to: number): void => {
  const counts = count(letters, from, to)
  const mixed = Number(counts.latin > 0) + Number(counts.cyrillic > 0) + Number(counts.greek > 0) > 1
  if (!mixed && counts.cyrillic === 0) return
  const cyrillic = counts.cyrillic > 0 && readsCyrillic(counts)
  for (let at = from; at < to; at++) {
    const letter = letters[at] ?? 0
    const twin = mixed ? twinOf(letter, cyrillic) : letter
    if (twin !== letter) bits[at] = (bits[at] ?? 0) | noticed.mixedScript
    letters[at] = cyrillic ? (cyrillicVariants.get(twin) ?? twin) : twin
  }
}

const twinOf = (letter: number, cyrillic: boolean): number => {
  const latin = greekToLatin.get(letter) ?? letter
  return (cyrillic ? latinToCyrillic.get(latin) : cyrillicToLatin.get(latin)) ?? latin
}

/** The Cyrillic word that a Latin one is drawn like (`cyka`), or nothing when any letter has no Cyrillic twin. */
export const asCyrillic = (word: string): string | undefined => {
  let twin = ''
  for (const letter of word) {
    if (!doubtful.latin.has(unit(letter))) return undefined
    twin += String.fromCharCode(latinToCyrillic.get(unit(letter)) ?? 0)
  }
  return twin
}
