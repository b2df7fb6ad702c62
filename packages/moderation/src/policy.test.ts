import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { runChecks } from './run-checks.ts'
import { sampleSubject } from './sample-subject.ts'

type Wanted = Parameters<typeof sampleSubject>[0]

const newcomer = { known: false, published: 0, lastDecided: 0 }
const outcome = (wanted: Wanted) => {
  const subject = sampleSubject(wanted)
  return judge(runChecks(subject), subject).outcome
}

describe('a newcomer’s ordinary comment is published at once', () => {
  test.each([
    'Thank you for the article. I walk along the river every day and never knew this.',
    'I disagree: the council promised the same in 2019, and nothing was built. Who will pay the 12 million?',
    'Great! 👍👍',
    'Is there a typo in the second paragraph? It says "Octobre".',
    'My grandmother used to say: "Better late than never." :)',
    'That was a damn good match, we played like hell!',
    'The class assessed the Scunthorpe cocktail menu.',
    'Спасибо за статью! Не знал, что река когда-то была судоходной.',
    'А когда откроют мост? Обещали ещё в прошлом году, а воз и ныне там.',
    'Не согласен с автором: налоги растут, а дороги как были, так и остались. Позор!',
    'Хлеб подорожал на 20 копеек, страховка на 15 рублей. Как жить пенсионерам?',
    'Подскажите, где можно почитать полный текст закона?',
    'Чёрт, как же холодно сегодня 😅',
    'Дзякуй за артыкул! Вельмі цікава, чакаю працягу.',
    'Не згодны: абяцалі яшчэ летась, а мост і дагэтуль стаіць закрыты.',
    'Мая бабуля расказвала пра гэта, калі я быў малы. Яна жыла на беразе ракі.',
    'Цікава, а хто будзе плаціць? Зноў мы з вамі, паважаныя суседзі.',
    'Жыве Беларусь!',
    'Дзякуй, вельмi цiкава пра нашу гiсторыю i людзей, якiя тут жылi.',
    'Купил с iPhone’ом и Android’ом в пару, а Windows’ом не пользуюсь.',
    '> Обещали ещё в прошлом году\nВот именно.',
    'Ich finde den Artikel sehr gut.',
    'Świetny artykuł, dziękuję!',
  ])('%s', (body) => {
    expect(outcome({ body, author: newcomer })).toBe('published')
  })
})

describe('spam is not', () => {
  test.each([
    'Best online casino, get your bonus at https://casino-win.xyz',
    'Earn $5000 per week with crypto trading! Message me on WhatsApp +1 212 555 0142',
    'I was broke until Mrs Anna taught me trading. Contact her on Telegram @anna_trade',
    'Check out my channel and subscribe',
    'cheap viagra: http://bit.ly/x1',
    'Send 0.1 ETH to 0x52908400098527886E0F7030069857D2E4169EE7 and get 1 ETH back',
    'https://a.com https://b.com https://c.com https://d.com',
    'Казино онлайн без отказа, забирай бонус: vulkan-casino.xyz',
    'Заработок в интернете без вложений! Пишите в телеграм @money_fast',
    'Зaрaбoтoк oт 5000 рyблeй в дeнь, пишитe в личкy',
    'Кредит без отказа за 5 минут, звоните +375 29 123-45-67',
    'Подписывайтесь на канал t.me/crypto_signal',
    'Заробак у інтэрнэце, пішыце ў тэлеграм',
    'g e t  f r e e  m o n e y  c a s i n o: spam[.]com',
  ])('%s', (body) => {
    expect(outcome({ body, author: newcomer })).not.toBe('published')
  })

  test('a link to where spam was rejected before, among words of advertising, is held', () => {
    const body = 'Best online casino and free spins, sign up bonus: https://win.xyz/a'
    const hosts = { 'win.xyz': { authorsLastHour: 4, rejected: 3, published: 0 } }
    expect(outcome({ body, author: newcomer, facts: { hosts } })).toBe('held')
  })
})

describe('abuse is held, never rejected', () => {
  test.each([
    'You are a pathetic idiot',
    'All these faggots should leave',
    'I hope you die of cancer',
    'I will find you and kill you',
    'Go fuck yourself',
    'Автор, ты дебил',
    'Понаехали чурки и хачи',
    'Сдохни, тварь',
    'Их всех к стенке',
    'иди нах*й, пид0р',
    'т ы  и д и о т',
    'Аўтар ідыёт, а рэдактар падонак',
    'Каб ты здох',
    'Ідзі на хуй, маскаль',
    'Знайду цябе і заб’ю',
    'faggot '.repeat(300),
  ])('%s', (body) => {
    expect(outcome({ body, author: newcomer })).toBe('held')
  })
})

test.each<[string, Wanted, string]>([
  ['a link by somebody with published comments', { body: 'See https://en.wikipedia.org/wiki/River' }, 'published'],
  ['a first link', { body: 'See https://en.wikipedia.org/wiki/River', author: newcomer }, 'held'],
  ['a mild word about a decision', { body: 'What a stupid decision' }, 'published'],
  ['a rude exclamation', { body: 'Holy shit, that is expensive' }, 'published'],
  ['an answer to a quoted insult', { body: '> you are an idiot\nPlease do not write so.' }, 'published'],
  ['a quoted slur', { body: '> all these faggots\nPlease do not write so.' }, 'held'],
  ['the hidden field', { facts: { trap: true } }, 'rejected'],
  ['a form filled in too fast', { facts: { formMs: 900 } }, 'held'],
  ['the same, by an established author', { facts: { formMs: 900 }, author: { published: 9 } }, 'published'],
  [
    'a blocked phrase by staff',
    { body: 'spam', rules: { blockedPhrases: ['spam'] }, facts: { staff: true } },
    'published',
  ],
  ['a blocked phrase', { body: 'spam', rules: { blockedPhrases: ['spam'] } }, 'rejected'],
  ['a flood', { author: { recent: 6 } }, 'held'],
  ['a first comment where the site holds them', { author: newcomer, rules: { holdFirstComment: true } }, 'held'],
])('%s', (_, wanted, expected) => {
  expect(outcome(wanted)).toBe(expected)
})
