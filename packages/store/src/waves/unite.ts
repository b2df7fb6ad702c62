/** Puts together what is linked, directly or through others: each group's members, in the order in which they were named. */
export const unite = (links: Iterable<readonly [string, string]>): string[][] => {
  const above = new Map<string, string>()
  const top = (one: string): string => {
    let at = one
    for (;;) {
      const next = above.get(at) ?? at
      if (next === at) break
      above.set(at, above.get(next) ?? next) // halves the way for those who come after
      at = next
    }
    if (!above.has(at)) above.set(at, at)
    return at
  }
  for (const [one, other] of links) {
    const [left, right] = [top(one), top(other)]
    if (left !== right) above.set(right, left)
  }
  return [...Map.groupBy(above.keys(), top).values()]
}
