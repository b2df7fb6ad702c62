/** A fixed sequence of numbers in [0, 1), so that the same run gives the same figures. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** At most so many of some rows, evenly spread. */
export const spread = <Item>(items: readonly Item[], most: number): Item[] =>
  items.length <= most
    ? [...items]
    : Array.from({ length: most }, (_, nth) => items[Math.floor((nth * items.length) / most)] as Item)
