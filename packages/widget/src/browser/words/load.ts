import { loadBuilt } from '../built-file.ts'
import { speak, type Speech } from './speak.ts'
import type { Language, Words } from './words.ts'

/** The speech of a language, from where the script came from. Rejects when it cannot be had. */
export const loadSpeech = async (service: string, lang: Language): Promise<Speech> => {
  const answer = await loadBuilt(service, `${lang}.json`)
  return speak(lang, (await answer.json()) as Words)
}
