import type { Row } from './rows.ts'

type Source = { licence: string; from: string; note: string }

// Where each source comes from and under which licence, as its authors say.
const sources: Record<string, Source> = {
  'context-toxicity': {
    from: 'ipavlopoulos/context_toxicity',
    licence: 'Apache-2.0; the Wikipedia talk text CC BY-SA 3.0',
    note: 'Wikipedia talk',
  },
  davidson: { from: 't-davidson/hate-speech-and-offensive-language', licence: 'MIT', note: 'tweets' },
  'fox-news': { from: 'sjtuprog/fox-news-comments', licence: 'MIT', note: 'news comments' },
  germeval18: { from: 'uds-lsv/GermEval-2018-Data', licence: 'CC BY 4.0', note: 'tweets' },
  'hatemoji-build': {
    from: 'HannahKirk/Hatemoji',
    licence: 'CC BY 4.0',
    note: 'written to mislead models, with emoji',
  },
  jigsaw: {
    from: 'Jigsaw toxic comments, in three public samples',
    licence: 'CC0-1.0; the comment text CC BY-SA 3.0 (Wikipedia)',
    note: 'Wikipedia talk',
  },
  'mlma-en': { from: 'HKUST-KnowComp/MLMA_hate_speech', licence: 'MIT', note: 'tweets' },
  'mlma-fr': { from: 'HKUST-KnowComp/MLMA_hate_speech', licence: 'MIT', note: 'tweets' },
  'ru-distorted': { from: 'alla-g/toxicity-detection-thesis', licence: 'MIT', note: 'comments under news' },
  stormfront: { from: 'Vicomtech/hate-speech-dataset', licence: 'CC BY-SA 3.0 ES', note: 'forum sentences' },
  surge: { from: 'surge-ai/toxicity', licence: 'MIT', note: 'comments from many places' },
  'told-br': { from: 'JAugusto97/ToLD-Br', licence: 'CC BY-SA 4.0', note: 'tweets' },
  'toxic-spans': { from: 'ipavlopoulos/toxic_spans', licence: 'CC0-1.0', note: 'news comments, their insults marked' },
  'se-offensive': {
    from: 'Charcoal-SE/tools',
    licence: 'CC BY-SA 3.0 (Stack Exchange)',
    note: 'deleted as rude; labels are noisy',
  },
  'se-spam': {
    from: 'Charcoal-SE/tools',
    licence: 'CC BY-SA 3.0 (Stack Exchange)',
    note: 'deleted as spam; labels are noisy',
  },
  sms: { from: 'UCI SMS Spam Collection', licence: 'CC BY 4.0', note: 'text messages' },
  'tg-spam': { from: 'umputun/tg-spam', licence: 'MIT', note: 'Telegram chats' },
  tubespam: { from: 'UCI YouTube Spam Collection', licence: 'CC BY 4.0', note: 'comments under videos' },
  goemotions: {
    from: 'GoEmotions (Google)',
    licence: 'Apache-2.0',
    note: 'Reddit comments: calm ones as clean, rude angry ones as weak abuse',
  },
}

const tableOf = (rows: readonly Row[]): string =>
  [...new Set(rows.map(({ source }) => source))]
    .map((name) => {
      const own = rows.filter(({ source }) => source === name)
      const positives = own.filter(({ label }) => label === 1).length
      const { from, licence, note } = sources[name] ?? { from: 'not named', licence: 'not named', note: '' }
      const langs = [...new Set(own.map(({ lang }) => lang))].join(', ')
      return `| ${name} | ${from} | ${licence} | ${langs} | ${own.length} / ${positives} | ${note} |`
    })
    .join('\n')

/** What the models are, as a page for whoever uses them. */
export const modelCard = (rows: readonly Row[], hashes: { data: string; code: string }): string => `# Model card

Two linear models, \`spam.model\` and \`abuse.model\`: a line of JSON and 2^18 bytes each. They read the words, word pairs and
runs of two to five letters of a folded text, 1,200 characters at most, quotations left out, and give log-odds. They hold a
comment for people to look at. Nothing is rejected for abuse by a model; for spam only where a site's own audits
allow it. This page is written by \`npm run train\`.

- Rows: SHA-256 \`${hashes.data.slice(0, 16)}\`; code: \`${hashes.code.slice(0, 16)}\`. The same rows and code give the same bytes.
- Learned by logistic regression, quantised to a byte a weight. Every fifth to second text is learned a second time with slips
  of the hand; Russian also in Latin letters. Insulting news comments are learned again without their insulting sentences,
  as clean. 1,292 sentences of our own mention people of many groups and are clean.
- Calibrated on texts of sources that the telling model had not seen; 0 means that a text may be either.

## Data (rows / of them abuse or spam)

| source | from | licence | languages | rows | what |
|---|---|---|---|---|---|
${tableOf(rows)}

Texts under CC BY-SA are by their authors on Wikipedia, Stack Exchange, Twitter (ToLD-Br) and the Stormfront forum as published by
the data sets' authors named above. No text is contained in the models; the data is not part of this project.

## Not covered

- Self-harm, sexual content, irony and misinformation: no labelled data, nothing is claimed.
- Languages: English is best covered; German, Portuguese, Russian and French are basic, each from one source. Ukrainian and
  Belarusian have no labelled data: there folding, word lists, links and a site's own learning must do.
- Negated and reclaimed words ("not a …", what people call themselves) are often taken for abuse: such comments are held.
- Labels are their annotators': what a site calls abuse may differ, and the site's own decisions are there to say so.
- Spam changes with its market: text of spam carries over to other sites poorly. Links, repetition and haste carry a new site.
`
