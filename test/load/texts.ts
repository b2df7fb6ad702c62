const openings = [
  'I read this twice and',
  'Living near the river, I think',
  'As a teacher I find',
  'My neighbour told me',
  'To be fair,',
  'Years ago we were told',
  'After the last winter',
  'Не ўсё так проста, але',
  'Я працую ў гэтай галіне і бачу, што',
  'Мне кажется,',
  'Прочитал дважды:',
  'В нашем районе',
  'Честно говоря,',
]
const subjects = [
  'the timetable',
  'the old bridge',
  'the council',
  'the new school',
  'this report',
  'the price of bread',
  'the library',
  'бібліятэка',
  'новы мост',
  'школьны аўтобус',
  'расписание',
  'новая школа',
  'цена на хлеб',
  'этот отчёт',
]
const claims = [
  'deserves another look',
  'works better than I feared',
  'was promised for spring',
  'needs more light in the evening',
  'should be open on Sundays',
  'is what we asked for',
  'патрабуе ўвагі',
  'працуе лепш, чым раней',
  'будзе гатовы да вясны',
  'заслуживает внимания',
  'работает лучше, чем раньше',
  'должна открыться весной',
  'нуждается в ремонте',
]
const ends = [
  '',
  ' Thank you for writing about it.',
  ' We shall see.',
  ' Дзякуй за артыкул.',
  ' Спасибо за статью.',
  ' What do others think?',
]

const pick = (from: readonly string[]): string => from[Math.floor(Math.random() * from.length)] as string

const syllables = ['ka', 'lo', 'mi', 'ren', 'sta', 'vo', 'du', 'pel', 'na', 'tor', 'sha', 'bri', 'ze', 'ku', 'fa']
const word = (): string => Array.from({ length: 2 + Math.floor(Math.random() * 3) }, () => pick(syllables)).join('')

/** A calm remark of one to four sentences in three languages, unlike any before: near copies would be held. */
export const commentText = (): string => {
  const sentences = Array.from(
    { length: 1 + Math.floor(Math.random() * 4) },
    () => `${pick(openings)} ${pick(subjects)} ${word()} ${word()} ${pick(claims)} ${word()}.`,
  )
  return sentences.join(' ') + pick(ends)
}
