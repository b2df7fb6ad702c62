import { noticed } from './characters.ts'

const unit = (letter: string): number => letter.charCodeAt(0)
/** Tables go from unit to unit; 0 where a unit has no twin. They end where the Cyrillic letters do. */
const END = 0x530
const tableOf = (from: string, to: string): Uint16Array => {
  const table = new Uint16Array(END)
  for (const [at, letter] of [...from].entries()) table[unit(letter)] = unit(to[at] ?? letter)
  return table
}
const twinIn = (table: Uint16Array, letter: number): number => table[letter] || letter

// Letters drawn alike in lower case or as the capitals that fold to them (В, Н, М, Т, К).
const cyrillicToLatin = tableOf('авсԁеһніјкӏмороԛѕтуѵԝхү', 'abcdehhijklmopoqstyvwxy')
// The first part is drawn alike; after the space come letters that only stand in for one another.
const latinToCyrillic = tableOf('abcehijkmopstxy nurwdlzvfg', 'авсенијкморстху пигшдлзвфг')
const greekToLatin = tableOf('αβεηικνορτυχωγς', 'abehikvoptuxwys')
const cyrillicVariants = tableOf('іїєґ', 'ииег')

const doubtful = {
  latin: new Set([...'abcehijkmopstxy'].map(unit)),
  cyrillic: new Set([...cyrillicToLatin.keys()].filter((letter) => cyrillicToLatin[letter] !== 0)),
}

const isLatin = (letter: number): boolean => (letter >= 97 && letter <= 122) || (letter >= 0xdf && letter <= 0x24f)
const isGreek = (letter: number): boolean => letter >= 0x370 && letter <= 0x3ff
/** Whether a UTF-16 unit is a Cyrillic letter. */
export const isCyrillic = (letter: number): boolean => letter >= 0x400 && letter <= 0x52f

// What one letter tells of its word's script. `sure` letters have no twin, a variant has a plainer spelling.
const LATIN = 1
const SURE_LATIN = 2
/** Bits of what a letter tells: of Cyrillic, of any alphabet with twins in another, of a letter with a plainer spelling. */
export const CYRILLIC = 4
const SURE_CYRILLIC = 8
const GREEK = 16
export const VARIANT = 32
export const SCRIPTS: number = LATIN | CYRILLIC | GREEK

/** What one letter tells of its word's script, as bits. */
export const tellOf = (letter: number): number => {
  if (isLatin(letter)) return LATIN | (doubtful.latin.has(letter) ? 0 : SURE_LATIN)
  if (isGreek(letter)) return GREEK
  if (!isCyrillic(letter)) return 0
  const variant = cyrillicVariants[letter] !== 0 ? VARIANT : 0
  return CYRILLIC | variant | (doubtful.cyrillic.has(letter) ? 0 : SURE_CYRILLIC)
}

const tells = Uint8Array.from({ length: END }, (_, letter) => tellOf(letter))

const APOSTROPHE = unit("'")

type Rewrite = (letter: number) => number
const asItStands: Rewrite = (letter) => letter

// Counted as the word is kept: of a run of one letter three units.
const readsCyrillic = (letters: Uint16Array, from: number, to: number, rewrite: Rewrite): boolean => {
  let [sure, more, last, run] = [0, 0, 0, 0]
  for (let at = from; at < to; at++) {
    const letter = rewrite(letters[at] ?? 0)
    if (letter === APOSTROPHE) continue // it will be dropped
    run = letter === last ? run + 1 : 1
    last = letter
    const tell = run > 3 ? 0 : (tells[letter] ?? 0)
    if ((tell & SURE_CYRILLIC) !== 0) sure++
    else if ((tell & SURE_LATIN) !== 0) sure--
    if ((tell & CYRILLIC) !== 0) more++
    else if ((tell & LATIN) !== 0) more--
  }
  return sure > 0 || (sure === 0 && more > 0)
}

const inCyrillic: Rewrite = (letter) => twinIn(cyrillicVariants, twinOf(letter, true))
const inLatin: Rewrite = (letter) => twinOf(letter, false)

// A script that the rewritten word would not be read in is not chosen, so that what is folded stays as it is.
const rewriteOf = (letters: Uint16Array, from: number, to: number): Rewrite => {
  const reads = (rewrite: Rewrite) => readsCyrillic(letters, from, to, rewrite)
  if (reads(asItStands) && reads(inCyrillic)) return inCyrillic
  return reads(inLatin) ? asItStands : inLatin
}

// Belarusians and Ukrainians type it for their і, for want of a key: that is spelling, not disguise.
const LATIN_I = unit('i')

/** A Cyrillic letter without its national variant: і as и, ґ as г. */
export const plainVariant = (letter: number): number => twinIn(cyrillicVariants, letter)

/** Rewrites one word's letters in the script most of them belong to, and Cyrillic letters without their national
 *  variants (і and и, ґ and г are one). Letters that were drawn alike get the mixed-script bit. */
export const unifyScript = (letters: Uint16Array, bits: Uint8Array, from: number, to: number): void => {
  let all = 0
  for (let at = from; at < to; at++) all |= tells[letters[at] ?? 0] ?? 0
  const scripts = all & SCRIPTS
  const mixed = (scripts & (scripts - 1)) !== 0
  if (!mixed && (all & VARIANT) === 0) return
  // A Cyrillic word has nothing but its variants to rewrite.
  const rewrite = mixed ? rewriteOf(letters, from, to) : inCyrillic
  for (let at = from; at < to; at++) {
    const letter = letters[at] ?? 0
    const twin = rewrite(letter)
    const drawnAlike = twin !== letter && twin !== cyrillicVariants[letter]
    if (drawnAlike && !(rewrite === inCyrillic && letter === LATIN_I)) bits[at] = (bits[at] ?? 0) | noticed.mixedScript
    letters[at] = twin
  }
}

const twinOf = (letter: number, cyrillic: boolean): number =>
  twinIn(cyrillic ? latinToCyrillic : cyrillicToLatin, twinIn(greekToLatin, letter))

const hasLatin = (word: string): boolean => {
  for (let at = 0; at < word.length; at++) if (((tells[word.charCodeAt(at)] ?? 0) & LATIN) !== 0) return true
  return false
}

/** The Cyrillic word that a Latin or mixed one is drawn like (`cyka`, `xyuлo`), or nothing when it is Cyrillic already or
 *  a letter has no Cyrillic twin. Letters that only stand in for one another count in a mixed word alone. */
export const asCyrillic = (word: string): string | undefined => {
  if (!hasLatin(word)) return undefined
  let [twin, latin, cyrillic, sure] = ['', 0, 0, 0]
  for (const letter of word) {
    const code = unit(letter)
    const tell = tells[code] ?? 0
    if ((tell & LATIN) !== 0) latin++
    if ((tell & CYRILLIC) !== 0) cyrillic++
    if ((tell & SURE_LATIN) !== 0) sure++
    const other = (tell & CYRILLIC) === 0 ? latinToCyrillic[code] : code
    if (!other) return undefined
    twin += String.fromCharCode(twinIn(cyrillicVariants, other))
  }
  return latin === 0 || (cyrillic === 0 && sure > 0) ? undefined : twin
}
