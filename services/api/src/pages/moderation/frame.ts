import type { Env } from '../../context.ts'
import { html } from 'hono/html'
import type { Context } from 'hono'
import { shell, type Html } from '../shell.ts'
import { noteIn } from './decisions/note.ts'
import { HOME } from './session/guard.ts'

/** A moderators' page: who is signed in, the ways to go, and the page's own part. What was just done comes first in its title, which is
 *  all that a screen reader is sure to say of a new page. */
export const frame = (c: Context<Env>, title: string, main: Html): Html =>
  shell({
    lang: 'en',
    title: [noteIn(c)?.text, title, 'Parley moderation'].filter(Boolean).join(' · '),
    styles: ['moderation'],
    body: html`<a class="skip" href="#main">Skip to the content</a>
      <header class="bar">
        <nav aria-label="Moderation">
          ${[
            ['Comments', HOME],
            ['Waves', `${HOME}/waves`],
            ['Audits', `${HOME}/audits`],
            ['Bans', `${HOME}/bans`],
            ['Decisions', `${HOME}/log`],
          ].map(
            ([name, to]) => html`<a href="${to}" ${c.req.path === to ? html`aria-current="page"` : ''}>${name}</a> `,
          )}
        </nav>
        <form method="post" action="${HOME}/sign-out">
          <span>Signed in as <b>${c.get('token').name}</b> (${c.get('token').role})</span>
          <button type="submit" class="plain">Sign out</button>
        </form>
      </header>
      <main id="main" tabindex="-1">${main}</main>`,
  })
