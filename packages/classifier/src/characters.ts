/** What was noticed about a character while it was folded; a word carries the union of its characters' bits. */
export const noticed = {
  zeroWidth: 1,
  bidi: 2,
  fancyFont: 4,
  mixedScript: 8,
  leet: 16,
  spaced: 32,
  starred: 64,
} as const

// Letters that NFKD leaves alone although they only differ from a plain letter in style.
const smallCapitals = 'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz'
const plainTwins = "ıiłløođdħhŧtƒfɑaɡgɩiȷjɔcǝeɐaɥhɯmɹrʇtʌvʍwʎyəe\u2018'\u2019'\u02bc'\u02b9'\u2032'\u00b4'`'"

// Alphabets whose letters are drawn as capital Latin ones, in which nobody comments: Lisu, Cherokee, Coptic.
const drawnTwins =
  'ꓐbꓑpꓓdꓔtꓖgꓗkꓙjꓚcꓜzꓝfꓟmꓠnꓡlꓢsꓣrꓦvꓧhꓪwꓫxꓬyꓮaꓰeꓲiꓳoꓴu' +
  'ᎠdᎡrᎢtᎥiᎩyᎪaᎫjᎬeᎳwᎷmᎻhᏀgᏃzᏆiᏔwᏚsᏙvᏟcᏒrᏞlᏢpᏦkᏴb' +
  'ⲁaⲉeⲏhⲓiⲕkⲙmⲛnⲟoⲣpⲥcⲧtⲭxⲀaⲈeⲎhⲒiⲔkⲘmⲚnⲞoⲢpⲤcⲦtⲬx'

const pairs = (table: string): [number, string][] => {
  const letters = [...table]
  return Array.from({ length: letters.length / 2 }, (_, at) => [
    (letters[2 * at] ?? '').codePointAt(0) ?? 0,
    letters[2 * at + 1] ?? '',
  ])
}

const fancy = new Map(pairs(smallCapitals))
const twins = new Map(pairs(plainTwins + drawnTwins))

/** Whether a code point takes no room on screen: format characters, fillers, variation selectors and tags. */
export const isInvisible = (point: number): boolean =>
  point === 0xad ||
  point === 0x34f ||
  point === 0x61c ||
  point === 0x115f ||
  point === 0x1160 ||
  (point >= 0x17b4 && point <= 0x17b5) ||
  (point >= 0x180b && point <= 0x180f) ||
  (point >= 0x200b && point <= 0x200f) ||
  (point >= 0x202a && point <= 0x202e) ||
  (point >= 0x2060 && point <= 0x206f) ||
  point === 0x3164 ||
  (point >= 0xfe00 && point <= 0xfe0f) ||
  point === 0xfeff ||
  point === 0xffa0 ||
  (point >= 0xfff9 && point <= 0xfffb) ||
  (point >= 0xe0000 && point <= 0xe0fff)

/** Whether a code point turns the direction of what follows against its letters' own. */
export const isBidiOverride = (point: number): boolean => point === 0x202d || point === 0x202e

const isBidi = (point: number): boolean => (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)

/** The bit that an invisible code point leaves on the letter after it. */
export const bitOfInvisible = (point: number): number => (isBidi(point) ? noticed.bidi : noticed.zeroWidth)

const isStyled = (point: number): boolean =>
  !(point >= 0x370 && point < 0x1d00) &&
  ((point >= 0x1d400 && point <= 0x1d7ff) ||
    (point >= 0xff21 && point <= 0xff5a) ||
    (point >= 0x249c && point <= 0x24e9) ||
    (point >= 0x1f110 && point <= 0x1f189) ||
    (point >= 0x1d2c && point <= 0x1d6a) ||
    (point < 0xb000 && fancy.has(point)))

// Negative squared and circled capitals have no compatibility mapping.
const styledByHand = (point: number): string | undefined => {
  if (point >= 0x1f150 && point <= 0x1f169) return String.fromCharCode(97 + point - 0x1f150)
  if (point >= 0x1f170 && point <= 0x1f189) return String.fromCharCode(97 + point - 0x1f170)
  return fancy.get(point) ?? twins.get(point)
}

/** Past this many units a compatibility mapping spells a phrase (U+FDFA is 18 letters): the character stays as it is. */
export const LONGEST_EXPANSION = 3

const plain = (letters: string): string =>
  letters
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')

const foldOne = (point: number): string => {
  if (point >= 0xd800 && point <= 0xdfff) return ' '
  const byHand = styledByHand(point)
  if (byHand !== undefined) return byHand
  const letter = String.fromCodePoint(point)
  if (/\s|\p{Cc}/u.test(letter)) return point === 10 ? '\n' : ' '
  if (/\p{Pd}/u.test(letter)) return '-'
  const once = plain(letter)
  const folded = [...plain(once)].map((part) => styledByHand(part.codePointAt(0) ?? 0) ?? part).join('')
  return folded.length > LONGEST_EXPANSION ? letter.toLowerCase() : folded
}

// One entry a code point, filled as it is met; bounded, so no text can make it grow.
const TABLE_SIZE = 0x20000
const table: (string | undefined)[] = []

// Beyond the table only these planes' compatibility ideographs and selectors become anything else.
const isItself = (point: number): boolean =>
  (point >= TABLE_SIZE && point < 0x2f800) || (point >= 0x2fa20 && point < 0xe0000) || point >= 0xf0000

/** The plain lower-case letters one code point stands for: NFKD without marks, styles undone. Empty for a lone mark. */
export const foldCodePoint = (point: number): string => {
  if (isItself(point)) return String.fromCodePoint(point)
  if (point >= TABLE_SIZE) return foldOne(point)
  return (table[point] ??= foldOne(point))
}

/** The bit of a letter in another style, such as 𝓪, ａ or ᴀ. */
export const fancyBit = (point: number): number => (point >= 0x250 && isStyled(point) ? noticed.fancyFont : 0)

/** What a UTF-16 unit folds to, as one number: the unit it becomes, and above it its bits (`noticed`), for the units that
 *  become exactly one; 0 for invisible ones, for surrogates and for those that become none or several. */
const spellings = new Uint32Array(0x10000)
const asked = new Uint8Array(0x10000)
/** How far the bits lie above the unit. */
export const BITS_ABOVE = 16

const learnSpelling = (unit: number): number => {
  asked[unit] = 1
  if (isInvisible(unit) || (unit >= 0xd800 && unit <= 0xdfff)) return 0
  const letters = foldCodePoint(unit)
  if (letters.length !== 1) return 0
  return (spellings[unit] = letters.charCodeAt(0) | (fancyBit(unit) << BITS_ABOVE))
}

/** What a UTF-16 unit folds to: the unit, and above it what was noticed; 0 when it has to be looked at closer. */
export const spellingOf = (unit: number): number => {
  const known = spellings[unit] ?? 0
  return known !== 0 || asked[unit] === 1 ? known : learnSpelling(unit)
}

const WORD = /[\p{L}\p{N}]/u
const ALONE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const kinds = new Uint8Array(0x10000)

/** What a UTF-16 unit is to a word: 0 outside it, 1 a letter or digit, 2 a word of its own (scripts without spaces). */
export const kindOf = (unit: number): 0 | 1 | 2 => {
  const known = kinds[unit] ?? 0
  if (known > 0) return (known - 1) as 0 | 1 | 2
  const letter = String.fromCharCode(unit)
  const kind = !WORD.test(letter) ? 0 : ALONE.test(letter) ? 2 : 1
  kinds[unit] = kind + 1
  return kind
}
