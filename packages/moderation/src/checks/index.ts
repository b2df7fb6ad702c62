import type { NamedCheck } from './named-check.ts'
import { trust } from './trust.ts'

export type { NamedCheck } from './named-check.ts'

/** Every check in the order it runs: this list is the policy. */
export const checks: NamedCheck[] = [trust]

/** The list as documentation: what is looked at, in order. */
export const checkList: { name: string; version: number; codes: string[]; says: string }[] = checks.map(
  ({ name, version, codes, says }) => ({ name, version, codes, says }),
)
