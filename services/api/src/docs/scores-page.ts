import { MAX_ANALYZED_BYTES } from '@parley/contracts'
import { attributes, languagesOf } from '@parley/moderation'
import { html } from 'hono/html'
import { at } from './page.ts'

/** How the scores of `comments:analyze` come about, and how they differ from Perspective's. */
export const scoresPage = () =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Parley: scores in Perspective’s shape</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${at('docs.css')}" />
      </head>
      <body>
        <main class="checks">
          <h1>Scores in Perspective’s shape</h1>
          <p>
            <code>POST /v1alpha1/comments:analyze?key=…</code> takes the requests that systems made for Google’s
            Perspective API send and answers in its shape, errors included. The key is a token of any role. A system
            such as Coral needs another endpoint in its settings, <code>https://your-host/v1alpha1</code>, a token as
            its key, and a threshold chosen anew. <a href="/docs">The API</a>
          </p>
          <h2>What a score says</h2>
          <p>
            TOXICITY is the calibrated probability that a text is abusive as our own model was taught it, where abusive
            and ordinary texts are equally many. On a site where one comment in twenty is abusive, fewer of those above
            a threshold are than the score says. The other attributes are that probability times the share of abusive
            texts that people gave the label: counted over 667 remarks of Wikipedia’s talk pages, apart for texts with
            and without a listed word of the kind. So none of them is above TOXICITY, and THREAT and IDENTITY_ATTACK
            stay low: a threshold of 0.8 made for Perspective never trips them.
          </p>
          <h2>What differs</h2>
          <ul>
            <li>The scores are of another model: no score equals Perspective’s, and thresholds do not carry over.</li>
            <li>What a text quotes after <code>&gt;</code> or in quotation marks hardly counts.</li>
            <li>
              Nothing is stored, whatever <code>doNotStore</code> says. <code>context</code>, <code>sessionId</code> and
              <code>communityId</code> are taken and not used. There is no <code>comments:suggestscore</code>.
            </li>
            <li>
              A language is told by letters and common words; where those do not tell it, the text is taken for English.
              The models read every text alike, so a wrong <code>languages</code> changes no score.
            </li>
            <li>Places of spans are UTF-16 units. With <code>spanAnnotations</code> each sentence has its span.</li>
            <li>
              A text has at most ${MAX_ANALYZED_BYTES.toLocaleString('en')} bytes; of a long one the models read the
              beginning and the end.
            </li>
            <li>Irony, self-harm and sexual content are not covered; there are no such attributes.</li>
          </ul>
          <h2>Attributes and languages</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Attribute</th>
                <th scope="col">Languages</th>
              </tr>
            </thead>
            <tbody>
              ${attributes.map(
                (name) =>
                  html`<tr>
                    <td><code>${name}</code></td>
                    <td>${languagesOf[name].join(', ')}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
          <p>Any other attribute or language is answered with an error that says so.</p>
        </main>
      </body>
    </html>`
