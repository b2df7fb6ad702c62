import { setTimeout as delay } from 'node:timers/promises'
import { ask, type Got } from './http.ts'
import type { Book, Outcome, Sent } from './book.ts'
import { ARTICLES, articleOf } from './readers.ts'
import type { Chance } from './seeded.ts'
import { sites, type Kept, type World } from './world.ts'

type Needs = { world: World; book: Book; chance: Chance; going: () => boolean }

const words =
  `about answer around article autumn because before believe better between bridge bring brother build change city
clear close council country course cover different early evening explain family field finish follow forget garden green ground
happy harbour history hospital house important kind large learn letter library light listen little market matter morning
mountain music neighbour never notice number office often paper people place plant price promise quiet railway reason remember
river school season second service simple street summer table teacher think ticket travel until village wait walk water weather
winter window without wonder write year young`.split(/\s+/)

/** A calm text that no other comment has; it says which site it is of. */
const textOf = (chance: Chance, site: string): string =>
  `${Array.from({ length: 9 }, () => chance.pick(words)).join(' ')} ${chance.below(1e9).toString(36)} (${site})`

const outcomeOf = ({ status }: Got): Outcome =>
  status >= 200 && status < 300 ? 'ok' : status >= 400 && status < 500 ? 'fail' : 'unknown'

const submit = async ({ world, book, chance, going }: Needs, sent: Sent, parentId?: string): Promise<void> => {
  const headers = { 'idempotency-key': sent.key }
  const body = { article: { key: sent.article }, body: sent.body, ...(parentId !== undefined && { parentId }) }
  for (let tries = 0; tries < 12; tries += 1) {
    const api = chance.pick(world.apis)
    const got = await ask(book, `${api.url}/v1/sites/${sent.site}/comments`, { method: 'POST', body, headers })
    const outcome = outcomeOf(got)
    if (outcome === 'ok') {
      const { id } = got.json['comment'] as { id: string }
      if (sent.id !== undefined && sent.id !== id) book.breach('A', `one idempotency key is ${sent.id} and ${id}`)
      Object.assign(sent, { outcome, id, receipt: String(got.json['receipt']) })
      book.byId.set(id, sent)
      // A client that lost its answer asks again: the same comment, the same receipt.
      if (chance.next() > 0.1) return
    } else if (outcome === 'fail' && sent.outcome !== 'ok') {
      // A parent may have become hidden before the first try, or between two: only a first try tells.
      sent.outcome = tries === 0 ? 'fail' : 'unknown'
      return
    }
    if (!going()) return
    await delay(20 + chance.below(150))
  }
}

const edit = async ({ world, book, chance }: Needs, mine: Sent, body: string): Promise<void> => {
  const isSure = !mine.mayChange
  mine.mayChange = true // from the moment it is asked
  const url = `${chance.pick(world.apis).url}/v1/receipts/${mine.receipt}`
  const got = await ask(book, url, { method: 'PATCH', body: { body } })
  const outcome = outcomeOf(got)
  if (outcome === 'ok') mine.version = (got.json['comment'] as { version: number }).version
  if (outcome !== 'unknown' && isSure) mine.mayChange = false
}

/** Sends comments and replies; edits some and takes some back. */
export const startWriter = async (needs: Needs): Promise<void> => {
  const { world, book, chance, going } = needs
  const own: Sent[] = []
  while (going()) {
    const dice = chance.next()
    const mine = own.length > 0 ? chance.pick(own) : undefined
    if (dice < 0.08 && mine?.receipt !== undefined && mine.deletion === undefined) {
      mine.deletion = 'unknown' // from the moment it is asked
      const got = await ask(book, `${chance.pick(world.apis).url}/v1/receipts/${mine.receipt}`, { method: 'DELETE' })
      mine.deletion = outcomeOf(got)
    } else if (dice < 0.16 && mine?.receipt !== undefined) {
      const body = textOf(chance, mine.site)
      mine.texts.push(body)
      if (mine.ruled) mine.ruled.editsSince += 1
      await edit(needs, mine, body)
    } else {
      const site = chance.pick([sites[0], sites[0], sites[0], sites[1], sites[2]]) as string
      const article = articleOf(chance.below(ARTICLES))
      const body = textOf(chance, site)
      const key = `key-${chance.below(2 ** 31)}-${chance.below(2 ** 31)}-of-a-client`
      const sent: Sent = { key, site, article, body, outcome: 'unknown', texts: [body] }
      book.sent.push(sent)
      const parents = book.known(site).filter((one) => one.article === article)
      await submit(needs, sent, chance.next() < 0.4 && parents.length > 0 ? chance.pick(parents).id : undefined)
      if (sent.id !== undefined) own.push(sent)
    }
    await delay(chance.below(25))
  }
}

const verbs = ['approve', 'approve', 'reject', 'remove', 'hold'] as const

/** What a moderator needs besides: whether no fault acts, and for how long none did. */
export type Weathervane = { calmForMs(): number }

/** What the log says of a comment, oldest first. */
const historyOf = async (world: World, id: string | undefined): Promise<string> => {
  const rows = await world.sql<{ e: object }>(
    'select to_jsonb(e) as e from event e where comment_id = $1 order by revision',
    [id],
  )
  return rows.map(({ e }) => JSON.stringify(e)).join(' ')
}

/** The one moderator of a site: decides one comment after the other, so that its last word is known. */
export const startModerator = async (
  needs: Needs & {
    site: string
    vane: Weathervane
    looksGone: (api: Kept, sent: Sent) => Promise<boolean | undefined>
  },
): Promise<void> => {
  const { world, book, chance, going, site, vane, looksGone } = needs
  while (going()) {
    await delay(30 + chance.below(120))
    const known = book.known(site).filter(({ deletion }) => deletion === undefined)
    if (known.length === 0) continue
    const sent = chance.pick(known)
    const action = chance.pick(verbs)
    const before = sent.ruled
    const version = sent.version ?? 1
    sent.ruled = { action, version, outcome: 'unknown', mayChange: sent.mayChange === true, editsSince: 0 }
    const order = {
      comments: [{ site, id: sent.id, version }],
      action,
      ...(action !== 'approve' && { reason: 'off-topic' }),
    }
    const headers = { authorization: `Bearer ${world.token}` }
    const got = await ask(book, `${chance.pick(world.apis).url}/v1/moderation/decisions`, {
      method: 'POST',
      body: order,
      headers,
    })
    const answer = (got.json['comments'] as { answer: string }[] | undefined)?.[0]?.answer
    const decided = outcomeOf(got) === 'ok' && answer === 'decided'
    if (decided) sent.ruled.outcome = 'ok'
    else if (outcomeOf(got) !== 'unknown' && before !== undefined)
      sent.ruled = { ...before, editsSince: before.editsSince + sent.ruled.editsSince }
    else if (outcomeOf(got) !== 'unknown') delete sent.ruled
    // A held or rejected edit leaves the text before it where it was.
    const hides = action === 'remove' || (action !== 'approve' && version === 1)
    if (!hides || !decided || vane.calmForMs() < 2_000) continue
    const decidedAt = performance.now()
    await delay(1_000)
    for (const api of world.apis) {
      const gone = await looksGone(api, sent)
      if (gone === false && vane.calmForMs() > performance.now() - decidedAt + 1_500)
        book.breach(
          'F',
          `${sent.id} is shown by ${api.name} a second after ${action}: ${await historyOf(world, sent.id)}`,
        )
    }
  }
}
