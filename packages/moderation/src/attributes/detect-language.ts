/** Words so common that a sentence has some of them, and shared by few other languages. */
const common: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    en: 'the and is are was you that this with for have not they what your from will would been but of to in it',
    de: 'der die das und ist nicht ein eine ich du wir sie mit auf für den dem auch sich wird von zu wie aber',
    fr: 'le la les des est et un une pas je vous nous dans pour que qui sur avec ce cette sont mais du au ne',
    pt: 'o os as um uma não é e que com para por você eles isso este esta mas muito são da do na no foi ser',
    es: 'el los las un una no es y que con para por usted ellos eso este esta pero muy son del al fue ser lo',
    it: 'il lo gli un una non è e che con per di della sono questo questa ma molto del nel si ci hai come più',
    pl: 'nie jest się na że do to z w i jak co ale tak czy po za od tego przez dla są był może tylko',
  }).map(([language, words]) => [language, new Set(words.split(' '))]),
)
const LEAST_WORDS = 3
const LEAST_SHARE = 0.15
const MOST_LETTERS = 4_000

/** The language a text seems to be in, as far as letters and common words tell; undefined where they do not, as in most texts of
 *  a few words. */
export const detectLanguage = (text: string): string | undefined => {
  const head = text.slice(0, MOST_LETTERS).toLowerCase()
  const cyrillic = head.match(/\p{Script=Cyrillic}/gu)?.length ?? 0
  const latin = head.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (cyrillic > latin) {
    if (/[їєґ]/u.test(head)) return 'uk'
    return /[ўі]/u.test(head) ? 'be' : 'ru'
  }
  const words = head.match(/\p{L}+/gu) ?? []
  const [best] = Object.entries(common)
    .map(([language, known]) => ({ language, met: words.filter((word) => known.has(word)).length }))
    .toSorted((a, b) => b.met - a.met)
  if (!best || best.met < LEAST_WORDS || best.met < LEAST_SHARE * words.length) return undefined
  return best.language
}
