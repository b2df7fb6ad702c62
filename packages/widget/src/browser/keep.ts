/** A comment of this browser's reader: the receipt is the only way back to it. */
export type Mine = { id: string; receipt: string; article: string; parentId?: string }

/** A text not sent yet, and the key under which it is, so that sending it twice stays one comment. */
export type Draft = { text: string; key?: string }

/** What a browser remembers for a site; a draft that is undefined is none. */
export type Kept = { token?: string; name?: string; mine?: Mine[]; drafts?: Record<string, Draft | undefined> }

/** Reads and changes what is remembered; a browser that remembers nothing still serves until the page is left. */
export type Keep = { read(): Kept; change(by: (kept: Kept) => Kept): void; forget(): void }

const MOST = 100

/** What one browser remembers at a place, in its own storage and nowhere else. */
export const openKeep = (place: string, storage: () => Storage): Keep => {
  let memory = '{}'
  let seen: string | null = null
  /** What is stored although `memory` knows more, for storage was full. What another page stores since then is newer. */
  let stale: string | null | undefined
  const load = () => {
    try {
      seen = storage().getItem(place)
      return seen === stale ? memory : (seen ?? '{}')
    } catch {
      return memory
    }
  }
  const read = (): Kept => {
    try {
      return JSON.parse(load()) as Kept
    } catch {
      return {}
    }
  }
  return {
    read,
    change: (by) => {
      const { mine = [], ...kept } = by(read())
      memory = JSON.stringify({ ...kept, mine: mine.slice(-MOST) })
      try {
        storage().setItem(place, memory)
        stale = undefined
      } catch {
        stale = seen // or refused: `memory` serves
      }
    },
    forget: () => {
      memory = '{}'
      stale = undefined
      try {
        storage().removeItem(place)
      } catch {
        // There is nothing to remove where nothing may be stored.
      }
    },
  }
}

/** 24 random bytes in 32 characters: an author's token, or the key of one sending. */
export const randomKey = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
