import type { Reason } from '@parley/contracts'
import { readMarkup, textOf } from './markup.ts'
import type { Context } from './state/context.ts'
import type { Listing } from './state/listing.ts'
import type { Owning } from './state/owning.ts'
import type { Senders } from './state/sending.ts'
import type { Panel, Sort, State } from './state/state.ts'
import { troubleOf } from './state/trouble.ts'

/** What is pressed, typed and named by the address, for one element. */
export type Controls = {
  /** Called after each drawing: moves the focus where the last action wants it. */
  drawn(): void
  show(id: string): Promise<void>
  compose(): void
  /** The widget takes the place of what stood inside the element; what was being written there goes on in its form. */
  takeOver(slot: Element): void
  /** Opens the form below a comment in which something waits to be sent: nobody would look for it. */
  reopen(): void
  /** A text has arrived: its field is emptied and the focus goes to where it stands now, unless the reader has moved on. */
  sent(form: string, id: string, text: string): void
}

type Parts = {
  ctx: Context
  root: ShadowRoot
  listing: Listing
  owning: Owning
  senders: Senders
  rowOf(state: State, id: string): number
  signal: AbortSignal
}

type GivenReason = Exclude<Reason, 'checks-failed' | 'pre-moderation' | 'reported'>

/** Past the end of any text. */
const LONGEST = 1e6

const rowOfEvent = (target: Element): string => target.closest('.comment')?.id.slice(2) ?? ''

/** Listens at the root of the element, so that rows need no functions of their own. */
export const createControls = ({ ctx, root, listing, owning, senders, rowOf, signal }: Parts): Controls => {
  let wanted: { at: string; scroll?: ScrollLogicalPosition } | undefined

  /** Focus goes there at the next drawing that has it. */
  const focus = (at: string, scroll?: ScrollLogicalPosition) => {
    wanted = { at, ...(scroll && { scroll }) }
    ctx.update({})
  }
  const panel = (id: string, what: Panel | undefined) => ctx.update({ panel: what && { id, what } })
  /** Whether the focus is in a form, or nowhere: then it may be moved on. */
  const isAt = (form: string) => {
    const at = root.activeElement ?? document.activeElement
    return at === document.body || at?.closest('form')?.dataset['form'] === form
  }
  const field = (form: string) => `#text-${form}`
  /** What opened a panel: an answer has its own button, all else is behind the other. */
  const opener = (id: string, what: Panel) => `#c-${id} [data-do=${what === 'reply' ? what : 'actions'}]`

  const fold = (id: string) => {
    const folded = new Set(ctx.state.folded)
    if (!folded.delete(id)) folded.add(id)
    ctx.update({ folded })
  }

  const quoted = (id: string) => {
    const text = textOf(readMarkup(ctx.state.comments.get(id)?.html ?? '')).trim()
    return `${text.replaceAll(/^/gm, '> ')}\n\n`
  }

  /** Closes what is open; what was written in it stays a draft. */
  const leave = () => {
    const { panel: open } = ctx.state
    if (!open) return
    panel(open.id, undefined)
    focus(opener(open.id, open.what))
  }
  const close = () => {
    const { panel: open } = ctx.state
    if (open) senders.discard(`${open.what}-${open.id}`)
    leave()
  }

  const below = (form: string, text: string) => [senders.draft(form)?.text, text].join('\n\n').trimStart()

  /** A text goes on in the form for new comments, below what stands there; in a closed article it waits as a draft. */
  const goOn = (text: string) => {
    const area = root.querySelector<HTMLTextAreaElement>(field('new'))
    const whole = below('new', text)
    senders.write('new', whole)
    if (area) {
      area.value = whole
      focus(field('new'), 'center')
    }
    return whole.length
  }

  /** What was being answered has gone: the answer goes on as a comment of its own, rather than with it. */
  const rescue = ({ id, what }: NonNullable<State['panel']>) => {
    const form = `${what}-${id}`
    const text = senders.draft(form)?.text
    senders.discard(form)
    ctx.update({ panel: undefined })
    if (what === 'reply' && text !== undefined) ctx.say('new', { trouble: 'parent', length: goOn(text) })
  }

  const reopen = () => {
    const { comments, own, panel: open, closed } = ctx.state
    if (open || closed) return
    for (const at of Object.keys(ctx.keep.read().drafts ?? {})) {
      const [, what, id = ''] = /(\w+)-(.{36})$/.exec(at) ?? []
      if (comments.has(id) || own.has(id)) panel(id, what as Panel)
    }
  }

  const deeds: Record<string, (id: string) => void> = {
    reply: (id) => {
      panel(id, 'reply')
      focus(field(`reply-${id}`))
    },
    quote: (id) => {
      const form = `reply-${id}`
      senders.write(form, below(form, quoted(id)))
      panel(id, 'reply')
      focus(field(form))
    },
    edit: (id) => {
      panel(id, 'edit')
      focus(field(`edit-${id}`))
    },
    appeal: (id) => {
      panel(id, 'appeal')
      focus(field(`appeal-${id}`))
    },
    report: (id) => {
      panel(id, 'report')
      focus(`#why-${id}`)
    },
    remove: (id) => {
      panel(id, 'remove')
      focus(`#c-${id} [data-do=erase]`)
    },
    erase: (id) => void owning.remove(id).then(() => !ctx.state.own.has(id) && focus('#title')),
    actions: (id) =>
      panel(id, ctx.state.panel?.id === id && ctx.state.panel.what === 'actions' ? undefined : 'actions'),
    fold,
    close,
    // A button that is gone leaves the focus to what it brought.
    more: async () => {
      const { comments, turning } = ctx.state
      if (turning) return
      await listing.more()
      const arrived = [...ctx.state.comments.keys()].filter((id) => !comments.has(id)).map((id) => `#c-${id}`)
      if (arrived[0] && isAt('')) focus(`${arrived}`)
    },
    load: async () => {
      await listing.load()
      if (isAt('')) focus(ctx.state.phase === 'failed' ? '[data-do=load]' : '#title')
    },
    forget: () => {
      if (!ctx.state.forgetting) return ctx.update({ forgetting: true })
      senders.forget()
      owning.forget()
      root.querySelectorAll<HTMLInputElement>('.input').forEach((typed) => (typed.value = ''))
    },
    remember: () => {
      ctx.update({ forgetting: false })
      focus('[data-do=forget]')
    },
  }

  const compose = () => focus(ctx.state.closed ? '#title' : field('new'), 'center')

  const report = async (id: string, reason: GivenReason) => {
    try {
      await ctx.client.reportComment(id, { reason })
      ctx.update({ panel: { id, what: 'told' }, told: ctx.speech().words.reported })
      focus(opener(id, 'report'))
    } catch (thrown) {
      ctx.say(`report-${id}`, { trouble: troubleOf(thrown) })
    }
  }

  const send = async (form: HTMLFormElement, name: string) => {
    // Some browsers give texts out of a form's data with other line ends than the field has.
    const text = (key: string) => (form.elements.namedItem(key) as HTMLInputElement | null)?.value ?? ''
    if (name.startsWith('report-')) return report(name.slice(7), text('why') as GivenReason)
    await senders.send(name, { name: text('name'), text: text('text'), trap: text('website') })
    if (ctx.state.sending[name]?.trouble && isAt(name)) focus(field(name))
  }

  const on = <E extends Event>(type: string, does: (event: E, target: HTMLElement) => void) =>
    root.addEventListener(type, (event) => does(event as E, event.target as HTMLElement), { signal })

  on('click', (_event, target) => {
    const pressed = target.closest<HTMLElement>('[data-do]')
    if (pressed) deeds[pressed.dataset['do'] ?? '']?.(rowOfEvent(pressed))
  })
  on('submit', (event, target) => {
    event.preventDefault()
    void send(target as HTMLFormElement, target.dataset['form'] ?? '')
  })
  on('input', (_event, target) => {
    const { form, name, value } = target as HTMLInputElement
    if (name === 'text') senders.write(form?.dataset['form'] ?? '', value)
    if (name === 'name') ctx.keep.change((kept) => ({ ...kept, name: value }))
  })
  on('change', (_event, target) => {
    const { name, value } = target as HTMLSelectElement
    if (name === 'sort') void listing.reorder(value as Sort).then(reopen)
  })
  on<KeyboardEvent>('keydown', (event, target) => {
    if (event.isComposing) return
    if (event.key === 'Escape' && target.closest('.comment .form, .comment .more')) leave()
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) target.closest('form')?.requestSubmit()
  })

  return {
    drawn: () => {
      const { panel: open, comments, own, phase } = ctx.state
      if (open && phase === 'ready' && !own.has(open.id) && (open.what === 'edit' || !comments.has(open.id)))
        rescue(open)
      const found = wanted && root.querySelector<HTMLElement>(wanted.at)
      if (!found) return
      const scroll = wanted?.scroll
      wanted = undefined
      found.focus({ preventScroll: scroll !== undefined })
      if (found instanceof HTMLTextAreaElement) found.setSelectionRange(LONGEST, LONGEST)
      if (scroll) found.scrollIntoView({ block: scroll })
    },
    show: async (id) => {
      if (!(await listing.reach(id))) return ctx.update({ told: ctx.speech().words.notHere })
      const folded = new Set(ctx.state.folded)
      for (let at = ctx.state.comments.get(id)?.parentId; at; at = ctx.state.comments.get(at)?.parentId) {
        folded.delete(at)
      }
      ctx.update({ folded, marked: id })
      ctx.update({ drawn: Math.max(ctx.state.drawn, rowOf(ctx.state, id) + 10) })
      focus(`#c-${id}`, 'start')
    },
    takeOver: (slot) => {
      const typed = root.host.querySelector('textarea')
      if (root.host.contains(document.activeElement)) compose()
      slot.remove()
      if (!typed?.value) return
      goOn(typed.value)
      typed.value = ''
    },
    compose,
    reopen,
    sent: (form, id, text) => {
      const area = root.querySelector<HTMLTextAreaElement>(field(form))
      if (area?.value === text) area.value = ''
      if (!area?.value && isAt(form)) focus(`#c-${id}`, 'nearest')
    },
  }
}
