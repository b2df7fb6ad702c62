import type { Check } from '../signal.ts'

/** A check with its name, the version that is kept with each verdict, the codes it may answer with and what it is for. */
export type NamedCheck = {
  name: string
  /** Raised whenever the same subject could be answered differently. */
  version: number
  codes: string[]
  /** One sentence for the owner of a site. */
  says: string
  look: Check
}
