import { banDraft, ProblemError, uuid, type BanDraft } from '@parley/contracts'
import { Hono } from 'hono'
import type { Deps, Env } from '../../../context.ts'
import { ban } from '../../../verbs/ban.ts'
import { liftBan } from '../../../verbs/lift-ban.ts'
import { backWith, type Fields } from '../decisions/back.ts'
import { refusalNote, type Note } from '../decisions/note.ts'
import { readableHost } from '../readable-host.ts'
import { readOwnForm } from '../session/guard.ts'
import { banIn, BANS, bansPath, endOf } from './fields.ts'

/** POST /moderation/bans/add and /moderation/bans/lift: the API's own verbs, asked by a form and answered by a note. */
export const banning = (deps: Pick<Deps, 'store' | 'sites' | 'clock'>): Hono<Env> =>
  new Hono<Env>()
    .post(`${BANS}/add`, async (c) => {
      const fields = await readOwnForm(c)
      const draft = draftIn(fields, deps.clock.now())
      // What was typed is there again where it was not taken.
      const again = { ...fields, back: bansPath(banIn(fields)) }
      if ('text' in draft) return backWith(c, again, draft)
      try {
        await ban(deps, c.get('token'), draft)
      } catch (thrown) {
        return backWith(c, again, refusalNote(thrown, refusals))
      }
      return backWith(c, { back: bansPath({ site: draft.site }) }, { text: `${told(draft)} is banned.` })
    })
    .post(`${BANS}/lift`, async (c) => {
      const fields = await readOwnForm(c)
      const [site = '', id = ''] = (fields['ban'] ?? '').split('/')
      if (!uuid.safeParse(id).success) throw new ProblemError('invalid-request')
      try {
        await liftBan(deps, c.get('token'), { site, id })
      } catch (thrown) {
        return backWith(c, fields, refusalNote(thrown, refusals))
      }
      return backWith(c, fields, { text: 'The ban is lifted.' })
    })

const draftIn = (fields: Fields, now: Date): BanDraft | Note => {
  const { site, kind, value, why } = fields
  const until = endOf(banIn(fields).span, now)?.toISOString()
  const on = kind === 'host' ? hostIn(value) : value
  const draft = banDraft.safeParse({
    site,
    kind,
    value: on,
    ...(until && { until }),
    ...(why?.trim() && { note: why }),
  })
  if (draft.success) return draft.data
  const about = String(draft.error.issues[0]?.path[0])
  const text = wrongs[about === 'value' ? `value of ${kind}` : about]
  if (text === undefined) throw new ProblemError('invalid-request')
  return { text, wrong: true }
}

/** The host of what was typed or pasted: a whole address, too, and in any script. */
const hostIn = (typed = ''): string => {
  const address = typed.trim()
  return URL.parse(address.includes('://') ? address : `http://${address}`)?.hostname ?? address
}

const wrongs: Record<string, string> = {
  site: 'Name the site by its id.',
  'value of phrase': 'Write the phrase: one line of at most 200 characters.',
  'value of host': 'Write a host, such as spam.example.',
  'value of author': 'An author is banned by their key: choose “Ban the author” on the page of one of their comments.',
  note: 'The note is too long: at most 500 characters.',
}

const told = ({ kind, value }: BanDraft): string =>
  kind === 'author' ? 'The author' : `“${kind === 'host' ? readableHost(value) : value}”`

const refusals = {
  'no-site': 'There is no such site.',
  'no-ban': 'The ban is lifted already.',
  'too-many-phrases': 'This site bans as many phrases as may be: lift one first.',
}
