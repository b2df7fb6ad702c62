/** Cuts one row too many off a page and names the last id as where the next begins. */
export const pageOf = <T extends { id: string }>(rows: T[], limit: number): { items: T[]; next?: string } => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, ...(rows.length > limit && last ? { next: last.id } : {}) }
}
