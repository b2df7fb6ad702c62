import type { Clock } from '@parley/runtime'
import { html } from 'hono/html'
import { shell, type Html } from '../shell.ts'
import { articleDay, articles, demoArticleKey, demoSite } from './articles.ts'
import { commentForm, type FormState } from './comment-form.ts'
import { jsonLd } from '../json-ld.ts'
import { conversation, type CommentsPage } from './conversation.ts'
import { demoPath, type Place } from './places.ts'
import { speeches, type Speech } from '../words/speak.ts'
import { languages } from '../words/words.ts'
import { yoursNote, type Yours } from './yours.ts'

/** All that one showing of the article is made of. */
export type ArticleView = {
  speech: Speech
  place: Place
  /** The article's published count: one value, shown beside the headline and on the button. */
  count: number
  page: CommentsPage
  form: FormState
  yours?: Yours
  clock: Clock
}

/** The demo's article with its comments, as on a news site. */
export const articlePage = ({ speech, place, count, page, form, yours, clock }: ArticleView): Html => {
  const article = articles[speech.lang]
  return shell({
    lang: speech.lang,
    title: `${article.title} · ${speech.paper}`,
    styles: ['demo'],
    indexed: true,
    head: html`<meta name="description" content="${article.lead}" />
      ${languages.map((lang) => html`<link rel="alternate" hreflang="${lang}" href="${demoPath(lang)}" />`)}
      <script src="/widget/parley.js" async></script>`,
    body: html`<a class="skip" href="#comments">${speech.skip}</a>
      <header class="paper">
        <p class="name">${speech.paper}</p>
        <nav aria-label="Language · Язык · Мова">${languages.map((lang) => languageLink(lang, speech))}</nav>
      </header>
      <main>
        <article class="story">
          <h1>${article.title}</h1>
          <p class="under">
            <time datetime="${articleDay.toISOString().slice(0, 10)}">${speech.day(articleDay)}</time>
            <a class="count" href="#comments">${bubble()} ${counted(speech, count)}</a>
          </p>
          <p class="lead">${article.lead}</p>
          ${article.paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
          <p class="end">
            <a class="button" href="#${page.closed ? 'comments' : 'write'}">
              ${speech.write}
              <span class="number" aria-hidden="true" data-parley-count="${demoArticleKey}"
                >${speech.number(count)}</span
              >
              <span class="unseen">(${counted(speech, count)})</span>
            </a>
          </p>
        </article>
        <section class="comments" id="comments" aria-label="${speech.commentsTitle}" tabindex="-1">
          <parley-comments site="${demoSite}" article="${demoArticleKey}">
            <h2>${speech.commentsTitle}</h2>
            ${yours === undefined ? '' : yoursNote(speech, yours)} ${conversation(speech, page, place, clock)}
            ${page.closed ? html`<p class="none">${speech.closed}</p>` : commentForm(speech, place, form)}
          </parley-comments>
        </section>
      </main>
      <footer class="foot">
        <p>${speech.aboutDemo}</p>
        <p lang="en">
          <a href="/docs">${speech.service.docs}</a> · <a href="/moderation">${speech.service.moderation}</a>
        </p>
      </footer>
      ${jsonLd({ address: demoPath(speech.lang), title: article.title, count, comments: page.comments })}`,
  })
}

/** The number in words; the widget keeps it true by the same words. */
const counted = ({ comments, ...speech }: Speech, count: number): Html =>
  html`<span
    data-parley-count="${demoArticleKey}"
    data-one="${comments.one}"
    data-few="${comments.few}"
    data-many="${comments.many}"
    data-other="${comments.other}"
    >${speech.count(count)}</span
  >`

const languageLink = (lang: (typeof languages)[number], speech: Speech): Html =>
  lang === speech.lang
    ? html`<span aria-current="page">${speeches[lang].language}</span> `
    : html`<a href="${demoPath(lang)}" lang="${lang}" hreflang="${lang}">${speeches[lang].language}</a> `

const bubble = (): Html =>
  html`<svg class="bubble" aria-hidden="true" viewBox="0 0 20 18" width="18" height="16">
    <path d="M2 1h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9l-5 4v-4H2a1 1 0 0 1-1-1V2a1 1 0 0 1 1-1z" />
  </svg>`
