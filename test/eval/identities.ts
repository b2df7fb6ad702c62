/** Who is mentioned, in words of their own choosing. */
const people = [
  'women',
  'trans people',
  'gay people',
  'lesbians',
  'Black people',
  'disabled people',
  'Muslims',
  'Jews',
  'immigrants',
  'refugees',
  'Mexicans',
  'Chinese people',
  'Roma people',
  'old people',
]
const person = [
  'a woman',
  'a trans woman',
  'a gay man',
  'a lesbian',
  'a Black man',
  'a disabled woman',
  'a Muslim',
  'a Jew',
  'an immigrant',
  'a refugee',
  'a Mexican',
  'a Chinese student',
]

const aboutPeople = [
  'There were many # at the concert last night.',
  'The survey asked # about their pensions.',
  'I grew up among # and miss that street.',
  'More # should run for the city council.',
  'We need to listen to # when we plan the new square.',
  'So proud of the # who organised this march.',
  'The library opens a section of books by #.',
  '# deserve the same respect as everyone else.',
  'Happy to see # in the team this year!',
  'Statistics say that # read more news than others.',
]
const aboutPerson = [
  'My doctor is # and explains everything with patience.',
  'I am # and I have lived here for ten years.',
  'Our new teacher is #.',
  'It was # who found the lost dog.',
  'As #, I enjoyed this article very much.',
  'She was the first in the village to marry #.',
  'Yesterday # asked me the way to the station.',
  'I would vote for # any day.',
]

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const fill = (templates: string[], words: string[]): string[] =>
  words.flatMap((word) => templates.map((template) => capital(template.replace('#', word))))

/** Sentences that mention who somebody is and say nothing against them; none of them was learned from. */
export const calmMentions = (): string[] => [...fill(aboutPeople, people), ...fill(aboutPerson, person)]

/** Somebody's hate, quoted to be answered. */
export const quotingSentences = (): string[] =>
  people.flatMap((word) => [
    `It is wrong to say "${word} are filth" about anybody.`,
    `He wrote “all ${word} should get out of this country”, and nobody in the room agreed.`,
    `> ${word} are disgusting animals\nPlease do not write like this, they are our neighbours.`,
  ])
