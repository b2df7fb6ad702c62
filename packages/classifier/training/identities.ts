import type { Example } from './examples.ts'

// Who somebody is says nothing about a text that names them. These sentences are written for this purpose.
const groups = [
  ['gay people', 'a gay man', 'gay'],
  ['lesbians', 'a lesbian', 'lesbian'],
  ['bisexual people', 'a bisexual person', 'bisexual'],
  ['trans people', 'a trans woman', 'transgender'],
  ['women', 'a woman', 'female'],
  ['girls', 'a girl', 'feminine'],
  ['men', 'a man', 'male'],
  ['Black people', 'a Black woman', 'Black'],
  ['African Americans', 'an African American man', 'African American'],
  ['white people', 'a white man', 'white'],
  ['Asians', 'an Asian woman', 'Asian'],
  ['Latinos', 'a Latino man', 'Latino'],
  ['Mexicans', 'a Mexican', 'Mexican'],
  ['Arabs', 'an Arab', 'Arab'],
  ['Indians', 'an Indian man', 'Indian'],
  ['Chinese people', 'a Chinese woman', 'Chinese'],
  ['Pakistanis', 'a Pakistani', 'Pakistani'],
  ['Roma', 'a Roma boy', 'Romani'],
  ['Muslims', 'a Muslim', 'Muslim'],
  ['Jews', 'a Jew', 'Jewish'],
  ['Christians', 'a Christian', 'Christian'],
  ['Catholics', 'a Catholic', 'Catholic'],
  ['Hindus', 'a Hindu', 'Hindu'],
  ['atheists', 'an atheist', 'atheist'],
  ['immigrants', 'an immigrant', 'foreign'],
  ['refugees', 'a refugee', 'displaced'],
  ['migrants', 'a migrant', 'migrant'],
  ['foreigners', 'a foreigner', 'foreign-born'],
  ['disabled people', 'a disabled person', 'disabled'],
  ['blind people', 'a blind man', 'blind'],
  ['deaf people', 'a deaf woman', 'deaf'],
  ['autistic people', 'an autistic boy', 'autistic'],
  ['old people', 'an old woman', 'elderly'],
  ['poor people', 'a poor man', 'poor'],
] as const

const plural = [
  'I love #.',
  'I admire #.',
  'I respect #, they are wonderful.',
  'We welcome # here.',
  'Many # live in this town.',
  '# are great neighbours.',
  '# are just people like you and me.',
  'All # are equal and deserve our love.',
  'Most of my friends are #.',
  'It is important to stand up for #.',
  '# have contributed so much to our society.',
  'The article is about #.',
  'Thank you to all the # who helped us.',
  'I have worked with # for years and it was a joy.',
  'We should treat # with dignity.',
  'I think # are beautiful and strong.',
  'There is nothing wrong with #.',
  '# should have the same rights as anyone.',
]
const singular = [
  'I am #.',
  'My best friend is #.',
  'My partner is #, and we are happy.',
  'He told me that he is #.',
  'I just met # at the shop.',
  'It is great to be #.',
  'As # I know what this means.',
  'I would love to have # as our president.',
  'She is proud to be #.',
  'You are # and you are loved.',
  'The new manager is #, and everybody likes him.',
]
const plain = [
  'My doctor is #.',
  'Being # is wonderful.',
  'I am # and proud of it.',
  '# lives matter.',
  'I love # culture.',
  'She writes about # history.',
  'We are happy to have # friends.',
  'Are you #?',
  'It is fine to be #.',
]

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** How much such a sentence counts beside a text somebody wrote. */
const COUNT = 0.6

/** Clean examples that name groups of people in neutral or friendly sentences. In the sources these names stand in abuse far more
 *  often than in calm texts, so a model without such examples takes the name itself for abuse. */
export const identityExamples = (): Example[] =>
  groups.flatMap(([many, one, like]) =>
    [
      ...plural.map((line) => line.replace('#', many)),
      ...singular.map((line) => line.replace('#', one)),
      ...plain.map((line) => line.replace('#', like)),
    ].map((text) => ({ text: capital(text), label: 0, lang: 'en', group: 'identities', count: COUNT })),
  )
