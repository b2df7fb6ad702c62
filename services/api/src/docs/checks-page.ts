import { catalogue, effectOf, type CheckEntry } from '@parley/moderation'
import { html } from 'hono/html'
import { at } from './page.ts'

const section = ({ name, version, says, codes }: CheckEntry, place: number) =>
  html`<h2 id="${name}">${place + 1}. ${name} <small>version ${version}</small></h2>
    <p>${says}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Means</th>
          <th scope="col">By default</th>
        </tr>
      </thead>
      <tbody>
        ${codes.map(
          (note) =>
            html`<tr>
              <td><code>${note.code}</code></td>
              <td>${note.means}</td>
              <td>${effectOf(note)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`

/** Every check in its order, with its codes and what they do by default: made from the list that runs. */
export const checksPage = () =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Parley: the checks</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${at('docs.css')}" />
      </head>
      <body>
        <main class="checks">
          <h1>The checks</h1>
          <p>
            Every comment is looked at by these checks, in this order. A check answers with signals: each has a code, a
            sentence for the moderator and, where there is something to point at, the places in the text. A weight is in
            log-odds and adds to the risk of spam or of abuse; <em>hold</em>, <em>reject</em> and <em>publish</em> are
            what a check insists on whatever the risks are. The strongest wish wins: publish (staff only), then reject,
            then hold. <a href="/docs">The API</a>
          </p>
          ${catalogue.map(section)}
        </main>
      </body>
    </html>`
