const ROWS_A_BAND = 4

/** The estimated Jaccard similarity of two texts, 0 to 1, from their fingerprints: each value is the hash of a band of four
 *  MinHash rows, so a share `s` of common values speaks for a similarity of s^(1/4). */
export const similarityOf = (a: readonly number[], b: readonly number[]): number => {
  if (a.length === 0 || b.length === 0) return 0
  const known = new Set(a)
  return (b.filter((value) => known.has(value)).length / Math.max(a.length, b.length)) ** (1 / ROWS_A_BAND)
}
