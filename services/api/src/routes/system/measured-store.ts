import type { Store } from '@parley/store'
import type { Measures } from './measures.ts'

type Comments = Pick<Store['comments'], 'submit' | 'edit' | 'decide'>
type Waves = Pick<Store['waves'], 'decide'>
type Counted = Pick<Measures, 'accepted' | 'refused' | 'moderated'>

/** The same store, which counts what it accepted, refused and decided for this process; routes need not know. */
export const measuredStore = <S extends { comments: Comments; waves: Waves }>(store: S, measures: Counted): S => ({
  ...store,
  comments: {
    ...store.comments,
    submit: async (draft) => {
      const submitted = await store.comments.submit(draft)
      const site = draft.siteId
      if (submitted.kind !== 'accepted') measures.refused.inc({ site, why: submitted.kind })
      else measures.accepted.inc({ site, kind: submitted.replayed ? 'replay' : 'new' })
      return submitted
    },
    edit: async (edit) => {
      const edited = await store.comments.edit(edit)
      const site = edit.siteId
      if (edited.kind === 'accepted') measures.accepted.inc({ site, kind: 'version' })
      else measures.refused.inc({ site, why: edited.kind })
      return edited
    },
    decide: async (call) => {
      const decided = await store.comments.decide(call)
      for (const [at, { answer }] of decided.answers.entries()) {
        const move = call.moves[at]
        if (answer !== 'moved' || !move) continue
        const reason = move.reason ?? call.reason ?? 'none'
        measures.moderated.inc({ site: call.siteId, by: call.actor.kind, outcome: move.to, reason })
      }
      return decided
    },
  } satisfies Comments,
  waves: {
    ...store.waves,
    decide: async (order) => {
      const decided = await store.waves.decide(order)
      if (typeof decided === 'string') return decided
      const labels = { site: order.siteId, by: order.actor.kind, outcome: order.to, reason: order.reason ?? 'none' }
      measures.moderated.inc(labels, decided.answers.moved)
      return decided
    },
  } satisfies Waves,
})
