/** A comment's key across sites. */
export const keyOf = ({ siteId, id }: { siteId: string; id: string }): string => `${siteId} ${id}`
