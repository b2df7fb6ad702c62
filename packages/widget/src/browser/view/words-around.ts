import type { VNode } from 'snabbdom'
import { e } from './element.ts'

/** A phrase with something in the place of its `@`: a name keeps its own direction. */
export const around = (phrase: string, name: string): (string | VNode)[] => {
  const [before = '', after = ''] = phrase.split('@')
  return [before, e('bdi', false, name), after]
}
