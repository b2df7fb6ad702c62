import { Profanity } from '@2toad/profanity'
import allProfanity from 'allprofanity'
import { Filter as BadWords } from 'bad-words'
import { Filter as GlinProfanity } from 'glin-profanity'
import leoProfanity from 'leo-profanity'
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity'

/** Says whether a text is abusive. */
export type WordList = { name: string; finds: (text: string) => boolean }

/** The word lists that others use, each as its own documentation sets it up, with what it has against disguise. */
export const wordLists = (): WordList[] => {
  const obscenity = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers })
  const badWords = new BadWords()
  const twoToad = new Profanity({ languages: ['en', 'de', 'fr', 'pt', 'ru'], wholeWord: true })
  const glin = new GlinProfanity({ allLanguages: true, detectLeetspeak: true, normalizeUnicode: true })
  return [
    { name: 'obscenity', finds: (text) => obscenity.hasMatch(text) },
    { name: 'bad-words', finds: (text) => badWords.isProfane(text) },
    { name: '@2toad/profanity', finds: (text) => twoToad.exists(text) },
    { name: 'leo-profanity', finds: (text) => leoProfanity.check(text) },
    { name: 'glin-profanity', finds: (text) => glin.isProfane(text) },
    { name: 'allprofanity', finds: (text) => allProfanity.check(text) },
  ]
}
