import type { Language } from '../words/words.ts'

/** The demo's article: one text in three languages, all under the same key of the same site. */
export type DemoArticle = { title: string; lead: string; paragraphs: string[] }

/** Which site and article the demo's comments belong to. */
export const demoSite = 'demo'
export const demoArticleKey = 'welcome'

/** The day the article came out. */
export const articleDay = new Date('2026-11-16T00:00:00Z')

/** The article by language. */
export const articles: Record<Language, DemoArticle> = {
  en: {
    title: 'Town library to stay open until midnight',
    lead:
      'From 1 December the reading rooms on River Street will close five hours later. Readers asked for it themselves: ' +
      'eleven hundred of them signed a letter in October.',
    paragraphs: [
      'Until now the doors shut at seven, an hour after most people finish work. “Every evening we apologised to those who ' +
        'came running at five to seven,” says Alena Marozava, who heads the library. “Then we counted them, stopped ' +
        'apologising and started planning.”',
      'Two librarians and a dozen volunteers, most of them students of the college next door, will look after the rooms in ' +
        'the evening. After nine, books are lent by a machine; on Fridays and Saturdays the advice desk, the café and the ' +
        'children’s room stay open to the end.',
      'Heating and light for the extra hours will cost about as much as one new bus shelter a year, the town council ' +
        'reckons. The trial runs for six months; in June the council decides whether the new hours stay.',
      'Not everyone is convinced. People in the neighbouring houses fear noise in the courtyard, and the library has ' +
        'promised to let visitors out through the street door after ten. What would you come to a library for at eleven ' +
        'in the evening? Tell us below.',
    ],
  },
  ru: {
    title: 'Городская библиотека будет работать до полуночи',
    lead:
      'С 1 декабря читальные залы на Речной улице будут закрываться на пять часов позже. Об этом попросили сами читатели: ' +
      'в октябре письмо подписали тысяча сто человек.',
    paragraphs: [
      'До сих пор двери закрывались в семь — через час после того, как большинство заканчивает работу. «Мы каждый вечер ' +
        'извинялись перед теми, кто прибегал без пяти семь, — говорит заведующая Алена Морозова. — Потом мы их посчитали, ' +
        'перестали извиняться и начали планировать».',
      'Вечером в залах будут дежурить два библиотекаря и десяток волонтёров, в основном студенты соседнего колледжа. После ' +
        'девяти книги выдаёт автомат, а по пятницам и субботам до самого закрытия будут работать консультанты, кафе и ' +
        'детская комната.',
      'Отопление и свет за лишние часы обойдутся примерно в стоимость одной новой автобусной остановки в год, подсчитали в ' +
        'городском совете. Пробный срок — полгода; в июне совет решит, останется ли новое расписание.',
      'Убеждены не все. Жители соседних домов боятся шума во дворе, и библиотека пообещала после десяти выпускать ' +
        'посетителей через дверь на улицу. А зачем пришли бы в библиотеку в одиннадцать вечера вы? Расскажите ниже.',
    ],
  },
  be: {
    title: 'Гарадская бібліятэка будзе працаваць да поўначы',
    lead:
      'З 1 снежня чытальныя залы на Рачной вуліцы будуць зачыняцца на пяць гадзін пазней. Пра гэта папрасілі самі чытачы: ' +
      'у кастрычніку ліст падпісалі тысяча сто чалавек.',
    paragraphs: [
      'Дагэтуль дзверы зачыняліся а сёмай — праз гадзіну пасля таго, як большасць заканчвае працу. «Мы кожны вечар ' +
        'перапрашалі тых, хто прыбягаў без пяці сем, — кажа загадчыца Алена Марозава. — Потым мы іх палічылі, перасталі ' +
        'перапрашаць і пачалі планаваць».',
      'Увечары ў залах будуць дзяжурыць два бібліятэкары і дзясятак валанцёраў, пераважна студэнты суседняга каледжа. Пасля ' +
        'дзявятай кнігі выдае аўтамат, а па пятніцах і суботах да самага закрыцця будуць працаваць кансультанты, кавярня і ' +
        'дзіцячы пакой.',
      'Ацяпленне і святло за дадатковыя гадзіны абыдуцца прыкладна ў кошт аднаго новага аўтобуснага прыпынку на год, ' +
        'падлічылі ў гарадской радзе. Пробны тэрмін — паўгода; у чэрвені рада вырашыць, ці застанецца новы расклад.',
      'Упэўненыя не ўсе. Жыхары суседніх дамоў баяцца шуму ў двары, і бібліятэка паабяцала пасля дзясятай выпускаць ' +
        'наведнікаў праз дзверы на вуліцу. А навошта прыйшлі б у бібліятэку а адзінаццатай вечара вы? Раскажыце ніжэй.',
    ],
  },
}
