import { describe, expect, test } from 'vitest'
import { fold } from '../fold.ts'
import { belarusian } from './belarusian.ts'
import { english } from './english.ts'
import { words, type Category } from './entry.ts'
import { findInLexicon } from './index.ts'
import { russian } from './russian.ts'

const holding: Category[] = ['slur', 'threat', 'directed', 'insult']
const found = (body: string) => findInLexicon(fold(body)).map(({ category }) => category)

describe('innocent words', () => {
  test.each(
    words(`
      Scunthorpe class classic assess assassin association cocktail cockpit peacock Dickens shiitake therapist
      analysis Essex Sussex Penistone bass pass grass embarrass document circumstance accumulate titillate
      Matsushita arsenal parse niggardly snigger Niger Nigeria Montenegro raccoon cocoon tycoon spicy conspicuous
      auspicious sniper Pakistan Pakistani homework homogeneous retardant hello shelling scrap swanky bumblebee хлеб
      оскорблять оскорбление ребенок ребёнка требовать потребитель употреблять подстрахуй застрахуй страховка рубля
      рубль корабля колебать гребля грабли учеба служебный себе тебе небо вебинар веб Ебитда Екатеринбург художник
      худеть похудеть ухудшение худший мандат мандарин командир команда педикюр сукно сучок барсук дурман придумать
      уродился урожай природа народ мудрый мудрость мудрец бляшка дебилизация скипидар идиома хохлома нигилист
      жидкость жидкий хачапури лохматый Лох-Несс чурчхела копейка скотч тварный застрахуйте психика похоронить
      хорошо хутор хурма яблык яблыня ябеда хлеб патрабаваць ужываць дурман худы мандаты рубель жыдкі жыта хата
      хутка судзіць
    `),
  )('%s holds nothing', (word) => {
    expect(found(word).filter((category) => holding.includes(category))).toEqual([])
  })

  test.each([
    'Chink in the armour of the new law',
    'Maine coons are lovely cats',
    'Moby Dick is a great book',
    'I am such an idiot, I forgot my keys',
    'You are not stupid at all',
    'Какой же я дурак, забыл ключи',
    'Не дураки же сидят в министерстве',
    'Синдром Дауна не приговор',
    'Хрен с ним, поедем завтра',
    'Якая я дурная, забыла ключы',
    'Nazi Germany invaded Poland in 1939',
  ])('«%s» is taken back', (body) => {
    expect(found(body).filter((category) => holding.includes(category) || category === 'mild')).toEqual([])
  })
})

describe('words that hold', () => {
  test.each<[Category, string]>([
    ['slur', 'those faggots again'],
    ['slur', 'go home, towelheads'],
    ['slur', 'Хохлам привет'],
    ['slur', 'понаехали тут чурки'],
    ['slur', 'жыды і маскалі вінаватыя'],
    ['threat', 'I will find you and kill you'],
    ['threat', 'they should be shot'],
    ['threat', 'just kill yourself'],
    ['threat', 'Я тебя найду и убью'],
    ['threat', 'чтоб ты сдох, собака'],
    ['threat', 'их всех надо расстрелять'],
    ['threat', 'я цябе знайду'],
    ['threat', 'Заб’ю цябе, пачвара'],
    ['threat', 'каб ты здох'],
    ['directed', 'shut the fuck up'],
    ['directed', 'Иди на хуй'],
    ['directed', 'пошёл ты в жопу'],
    ['directed', 'закрой свой поганый рот'],
    ['directed', 'ідзі ты на хуй'],
    ['directed', 'стулі зяпу'],
    ['insult', 'what an asshole'],
    ['insult', 'these dumbasses run the country'],
    ['insult', 'ну и дебилы сидят наверху'],
    ['insult', 'министр — мудак'],
    ['insult', 'журналисты ваши продажные твари'],
    ['insult', 'гэта нейкія ідыёты'],
    ['insult', 'сапраўдныя падонкі'],
    ['insult', 'вырадкі нейкія'],
  ])('%s: %s', (category, body) => {
    expect(found(body)).toContain(category)
  })
})

describe('words that only weigh', () => {
  test.each<[Category, string]>([
    ['profanity', 'what the fuck is this shit'],
    ['profanity', 'полный пиздец на дорогах'],
    ['profanity', 'заебали эти налоги, нахуй'],
    ['profanity', 'поўнае гаўно, а не дарога'],
    ['mild', 'a stupid decision'],
    ['mild', 'дурак он, ваш министр'],
    ['mild', 'дурань ён'],
    ['promo', 'earn money online with me'],
    ['promo', 'пишите в телеграм'],
    ['promo', 'пішыце ў тэлеграм'],
    ['goods', 'the casino burned down'],
    ['goods', 'казино снова открыто'],
  ])('%s: %s', (category, body) => {
    const categories = found(body)
    expect(categories).toContain(category)
    expect(categories.filter((one) => holding.includes(one))).toEqual([])
  })
})

test.each([
  'f.u.c.k',
  'fuсk',
  'f u c k',
  'fuuuuuck',
  'FU\u200bCK',
  'ｆｕｃｋ',
  'f*ck',
  'п.и.з.д.е.ц',
  'пиzдец',
  'п и з д е ц',
  'пи3дец',
  'пиздееееец',
  'п*здец',
])('%s is seen through its disguise', (body) => {
  expect(found(body)).toContain('profanity')
})

const lines = [...english, ...russian, ...belarusian].flatMap((entries) => entries.lines)

test('every line is written as lines are: brackets in pairs, none inside another, nothing that folds away', () => {
  const wrong = lines.filter(
    (line) => /\([^)]*\(|\)[^(]*\)|\([^)]*$/u.test(line) || /[^\p{L}\p{M}\p{N}\s()|*~’'-]/u.test(line),
  )
  expect(wrong).toEqual([])
})

test('no line could match everything', () => {
  expect(lines.filter((line) => line.replaceAll(/[()|*~\s]/gu, '').length < 2)).toEqual([])
})
