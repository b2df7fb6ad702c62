import type { LimitNumbers } from './config.ts'

/** How much of what somebody may do. */
export type Limits = {
  /** Takes one; 0, or the milliseconds after which it is worth another try. */
  take(kind: keyof LimitNumbers, who: string): Promise<number>
  /** Comments of this network on this site in the last 600 s, this one included; absent when it cannot be counted. */
  countComment(siteId: string, who: string): Promise<number | undefined>
}
