import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Endpoint, endpoints } from '@parley/contracts'
import { html } from 'hono/html'

const require = createRequire(import.meta.url)
const { version } = require('swagger-ui-dist/package.json') as { version: string }
const own = (name: string) => new URL(name, import.meta.url)
const theirs = (name: string) => pathToFileURL(require.resolve(`swagger-ui-dist/${name}`))

const stamp = createHash('sha256')
  .update(version)
  .update(readFileSync(own('docs.css')))
  .update(readFileSync(own('open-docs.js')))
  .digest('base64url')
  .slice(0, 12)

const script = 'text/javascript; charset=utf-8'
const style = 'text/css; charset=utf-8'
/** Where a file of the documentation is. */
export const at = (name: string) => `/docs/${stamp}/${name}`

/** What the page loads, by address: two files of Swagger UI and two of ours, nothing else of that package. */
export const files: ReadonlyMap<string, { from: URL; type: string }> = new Map([
  [at('swagger-ui-bundle.js'), { from: theirs('swagger-ui-bundle.js'), type: script }],
  [at('swagger-ui.css'), { from: theirs('swagger-ui.css'), type: style }],
  [at('open-docs.js'), { from: own('open-docs.js'), type: script }],
  [at('docs.css'), { from: own('docs.css'), type: style }],
])

/** The API's endpoints as a plain list, which Swagger UI replaces where scripts run. */
export const docsPage = () =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Parley API</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${at('swagger-ui.css')}" />
        <link rel="stylesheet" href="${at('docs.css')}" />
        <script src="${at('swagger-ui-bundle.js')}" defer></script>
        <script src="${at('open-docs.js')}" defer></script>
      </head>
      <body>
        <main id="docs">
          <h1>Parley API</h1>
          <p>
            What each comment is looked at for, in order: <a href="/docs/checks">the checks</a>. What scores in
            Perspective’s shape say: <a href="/docs/scores">scores</a>.
          </p>
          <p>The whole of it, for programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
          <dl>
            ${Object.values<Endpoint>(endpoints).map(
              ({ method, path, says }) =>
                html`<dt><code>${method} ${path}</code></dt>
                  <dd>${says}</dd>`,
            )}
          </dl>
        </main>
      </body>
    </html>`
