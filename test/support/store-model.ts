/** What a decision can make of a comment. */
export type To = 'published' | 'held' | 'rejected' | 'removed'
export const keys = ['left', 'middle', 'right'] as const
export type Key = (typeof keys)[number]

/** What a decision changes of a comment and undo brings back. */
type Standing = {
  status: 'pending' | To | 'deleted'
  /** Where the newest version stands. */
  newest: 'pending' | To | 'deleted'
  shown: number | undefined
  /** A moderator said no: the checks can only hold what comes next. */
  turnedDown: boolean
  approved: number | undefined
}

/** A comment as the design says it stands; no word of this is the store's. */
export type Comment = Standing & {
  id: string
  page: string
  parent: string | undefined
  version: number
  text: string
  /** The site's revision at its last event; 0 before any. */
  revision: number
}

/** A moderator's decision: what it moved, and whether it was taken back. */
export type Ruling = {
  id: string
  moves: { commentId: string; before: Standing; revision: number }[]
  undone: boolean
}

/** What a site should be. `leads` tells the page that a key leads to, which has the key that made it for a name. */
export type Model = {
  comments: Comment[]
  pages: Record<string, { closed: boolean }>
  leads: Partial<Record<Key, string>>
  rulings: Ruling[]
  revision: number
}

export const emptyModel = (): Model => ({ comments: [], pages: {}, leads: {}, rulings: [], revision: 0 })

export const find = (model: Model, id: string): Comment => {
  const found = model.comments.find((one) => one.id === id)
  if (!found) throw new Error(`the model has no comment ${id}`)
  return found
}

/** Whether readers see it, or would see its tombstone. */
export const isReachable = (model: Model, one: Comment): boolean =>
  (one.status === 'published' || (one.status === 'deleted' && one.shown !== undefined)) &&
  (one.parent === undefined || isReachable(model, find(model, one.parent)))

export const countOf = (model: Model, key: Key): number =>
  model.comments.filter((one) => one.page === model.leads[key] && one.status === 'published' && isReachable(model, one))
    .length

const standingOf = ({ status, newest, shown, turnedDown, approved }: Standing): Standing => ({
  status,
  newest,
  shown,
  turnedDown,
  approved,
})

const happens = (model: Model, one: Comment, after: Partial<Standing>): void => {
  model.revision += 1
  Object.assign(one, after, { revision: model.revision })
}

/** The last event of a comment has another revision than the model gave it. */
export const renumber = (model: Model, id: string, revision: number): void => {
  const one = find(model, id)
  for (const { moves } of model.rulings)
    for (const move of moves) if (move.commentId === id && move.revision === one.revision) move.revision = revision
  one.revision = revision
}

/** Where a comment stands after a decision. */
const decided = (one: Comment, to: To, byModerator: boolean): Standing => {
  const turnedDown = byModerator ? to !== 'published' : one.turnedDown
  const editBeside = one.shown !== undefined && one.shown < one.version
  if (editBeside && (to === 'held' || to === 'rejected')) return { ...standingOf(one), newest: to, turnedDown } // what readers saw stays
  const approved = to === 'removed' ? undefined : to === 'published' && byModerator ? one.version : one.approved
  return { status: to, newest: to, shown: to === 'published' ? one.version : undefined, turnedDown, approved }
}

const isSame = (one: Standing, other: Standing): boolean =>
  JSON.stringify(standingOf(one)) === JSON.stringify(standingOf(other))

type Answer = 'moved' | 'already' | 'changed' | 'gone'

/** The checks' word on a version: the first one counts. */
export const judge = (model: Model, id: string, version: number, to: To): Answer => {
  const one = find(model, id)
  if (one.status === 'deleted') return 'gone'
  if (one.version !== version) return 'changed'
  if (one.newest !== 'pending') return 'already'
  happens(model, one, decided(one, one.turnedDown ? 'held' : to, false))
  return 'moved'
}

/** A moderator's word on some versions: what it changes is a decision that can be taken back. */
export const rule = (model: Model, rulingId: string, targets: { id: string; version: number }[], to: To): Answer[] => {
  const ruling: Ruling = { id: rulingId, moves: [], undone: false }
  model.rulings.push(ruling)
  return targets.map(({ id, version }) => {
    const one = find(model, id)
    if (one.status === 'deleted') return 'gone'
    if (one.version !== version) return 'changed'
    const before = standingOf(one)
    const after = decided(one, to, true)
    if (isSame(before, after)) return 'already'
    happens(model, one, after)
    ruling.moves.push({ commentId: id, before, revision: model.revision })
    return 'moved'
  })
}

type Undone = { commentId: string; answer: 'moved' | 'superseded' | 'gone'; pending: boolean }

/** Takes a ruling back where nothing happened since; that is a ruling too. */
export const undo = (
  model: Model,
  rulingId: string,
  undoingId: string | undefined,
): 'no-decision' | 'already-undone' | Undone[] => {
  const ruling = model.rulings.find(({ id }) => id === rulingId)
  if (!ruling || ruling.moves.length === 0) return 'no-decision'
  if (ruling.undone) return 'already-undone'
  const undoing: Ruling = { id: undoingId ?? '', moves: [], undone: false }
  // In the order in which they happened: beside another decision in one transaction that need not be the order they were asked in.
  const moves = ruling.moves.toSorted((one, other) => one.revision - other.revision)
  const answers = moves.map(({ commentId, before, revision }): Undone => {
    const one = find(model, commentId)
    if (one.status === 'deleted') return { commentId, answer: 'gone', pending: false }
    if (one.revision !== revision) return { commentId, answer: 'superseded', pending: false }
    const now = standingOf(one)
    happens(model, one, before)
    undoing.moves.push({ commentId, before: now, revision: model.revision })
    return { commentId, answer: 'moved', pending: before.newest === 'pending' }
  })
  if (undoing.moves.length > 0) {
    ruling.undone = true
    model.rulings.push(undoing)
  }
  return answers
}

/** An author's last word. */
export const remove = (model: Model, id: string): 'deleted' | 'already' => {
  const one = find(model, id)
  if (one.status === 'deleted') return 'already'
  const shown = one.status === 'published' ? one.shown : undefined
  happens(model, one, { status: 'deleted', newest: 'deleted', shown })
  return 'deleted'
}

/** An author's next word, which waits. */
export const edit = (model: Model, id: string, text: string): 'gone' | 'article-closed' | 'same' | 'accepted' => {
  const one = find(model, id)
  if (one.status === 'deleted') return 'gone'
  if (model.pages[one.page]?.closed) return 'article-closed'
  if (one.text === text) return 'same'
  one.version += 1
  one.text = text
  happens(model, one, { newest: 'pending' })
  return 'accepted'
}

/** A new comment. A first one makes its page. */
export const submit = (
  model: Model,
  { id, key, parent, text }: { id: string; key: Key; parent: string | undefined; text: string },
): 'no-parent' | 'article-closed' | 'parent-not-visible' | 'accepted' => {
  if (model.leads[key] === undefined && parent !== undefined) return 'no-parent'
  const page = (model.leads[key] ??= key)
  const { closed } = (model.pages[page] ??= { closed: false })
  if (closed) return 'article-closed'
  if (parent !== undefined && find(model, parent).page !== page) return 'no-parent'
  if (parent !== undefined && !isReachable(model, find(model, parent))) return 'parent-not-visible'
  const stands = {
    status: 'pending',
    newest: 'pending',
    shown: undefined,
    turnedDown: false,
    approved: undefined,
  } as const
  model.comments.push({ ...stands, id, page, parent, version: 1, text, revision: 0 })
  return 'accepted'
}

/** An owner closes or opens an article, and makes it by that. */
export const close = (model: Model, key: Key, closed: boolean): { closed: boolean; count: number } => {
  const known = model.leads[key]
  const page = (model.leads[key] ??= key)
  if (known === undefined || model.pages[page]?.closed !== closed) model.revision += 1
  model.pages[page] = { closed }
  return { closed, count: countOf(model, key) }
}

/** An owner makes one page of two: the first one's comments, and all keys that led to it, go to the second. */
export const merge = (model: Model, from: Key, into: Key): 'no-article' | 'same' | { count: number } => {
  const [gone, stays] = [model.leads[from], model.leads[into]]
  if (gone === undefined || stays === undefined) return 'no-article'
  if (gone === stays) return 'same'
  for (const key of keys) if (model.leads[key] === gone) model.leads[key] = stays
  for (const one of model.comments) if (one.page === gone) one.page = stays
  delete model.pages[gone]
  model.revision += 1
  return { count: countOf(model, into) }
}
