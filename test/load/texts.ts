const english = `about after again air all also always another answer around article asked autumn away bad because before behind
believe best better between boat book bread bridge bring brother build bus call came car careful change child city clean clear
close cold come cost could council country course cover cross dark day decide different door doubt down early eat end enough
even evening every explain fair fall family far fast father feel few field fine fire first follow food forget form found friday
friend full garden give glad gone good great green ground grow happy hard hear heart help here high hill history hold home hope
hospital hour house idea important keep kind know land last late learn leave less letter library life light line little live
long look lose low main make many market matter mean meet middle mind money month morning mother move much music name near need
neighbour never news next night north notice nothing often old once only open other our outside own paper park part pay people
place plan plant play please point poor price promise public quiet rain read real reason remember report rest right river road
roof room round run safe same school sea season see seem send show side simple since sit slow small snow soon south spring stand
start station still stone stop story street strong summer sure table talk teacher tell thank think time today together town
train travel tree true try turn under until use village visit wait walk wall want warm watch water way week well west when where
while white whole why wide wind window winter with without wonder wood word work world write year young`

const russian = `автобус август больше брат будет быстро вагон ведь век весна вечер видно вместе вода воздух вокруг волна вообще
вопрос восток врач время всегда встреча выбор высоко газета где герой глава говорят год город дальше дверь дело деньги деревня
дерево детство дождь долго дом дорога друг думаю ещё железо жизнь забота завтра закон запад зачем земля зима знаю история июнь
каждый камень кажется квартал книга когда конец корабль крыша кто купить лес лето лишь лучше люди магазин мало мастер между
место месяц мир много можно мост музыка надежда назад народ наука начало небо неделя новость новый ночь нужно область обычно
огонь один окно опять осень остановка ответ отец очень память парк первый песня писать письмо площадь погода поезд пока поле
помню после потом почему праздник пример причина просто путь работа радость разговор рано расписание река решение родина рука
рядом сад самый свет свой север сегодня семья сердце слово случай смотреть снег снова совет сосед сосна спокойно спор сразу
старый стена столько страна строить суббота такой тепло тихо тогда только трава труд улица урок утро учитель хлеб холодно
хорошо цена часто человек через честно читать чужой школа шум этаж юг язык январь`

const belarusian = `аднак адразу адказ аўтобус бацька больш бібліятэка брат будынак бываць вакол вакно вёска верасень весна вецер
вечар вельмі возера вольна восень вуліца вучань гавораць гадзіна газета галоўны год горад грамада гэта далёка дарога дах двор
дзверы дзень дзеці дождж доктар дом дрэва дужа дума ёсць жыццё заўсёды заўтра захад зіма зноў зямля імя калі камень канец карова
квітнець кніга колер крыху кветка лепш лес лета ліпень ліст лічыць любіць людзі магчыма маленькі марскі маці месца месяц мова
можна мост музыка надзея назад народ настаўнік наўкола неба нельга ніколі новы ноч нядаўна падзея пазней пакуль паміж памяць
парк пачатак песня пісаць пагода плошча побач пойдзе поле поўнач праўда праца прыклад прычына пытанне рабіць разам рака раніца
расказ рашэнне родны рука сад самы святло свет свой сёння сонца сям'я сэрца слова снег спакойна спадар справа стары сталы сусед
сцяна сціпла так таксама там толькі трава тыдзень увага улетку урок усход хлеб хата холад хутка цана цёпла цікава ціха час часта
чалавек чаму чытаць шлях школа шмат штодня яблыня язык якраз`

const vocabularies = [english, russian, belarusian].map((words) => words.split(/\s+/))

const below = (count: number): number => Math.floor(Math.random() * count)

const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T

/** A calm remark of one to four sentences in one of three languages, no more like another than two strangers' words are: near
 *  copies would be held. */
export const commentText = (): string => {
  const words = pick(vocabularies)
  const sentence = (): string => {
    const [first = '', ...rest] = Array.from({ length: 6 + below(9) }, () => pick(words))
    return `${first.charAt(0).toUpperCase()}${first.slice(1)} ${rest.join(' ')}.`
  }
  return Array.from({ length: 1 + below(4) }, sentence).join(' ')
}
