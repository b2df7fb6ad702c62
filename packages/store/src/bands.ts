const BANDS = 8

/** Eight band hashes of a MinHash fingerprint, which near copies share with high probability: what the index looks up. */
export const bandsOf = (fingerprint: readonly number[]): number[] => {
  const rows = Math.floor(fingerprint.length / BANDS)
  return Array.from({ length: BANDS }, (_, band) => {
    let hash = 0x811c9dc5 ^ band // FNV-1a over the band's values
    for (const value of fingerprint.slice(band * rows, (band + 1) * rows)) {
      hash = Math.imul(hash ^ value, 0x01000193)
      hash = Math.imul(hash ^ (value >>> 16), 0x01000193)
    }
    return hash | 0
  })
}

/** The share of equal values at equal places: an estimate of the Jaccard similarity of two texts' n-grams. */
export const similarityOf = (a: readonly number[], b: readonly number[]): number => {
  if (a.length === 0 || a.length !== b.length) return 0
  return a.filter((value, at) => value === b[at]).length / a.length
}
