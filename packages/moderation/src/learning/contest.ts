import { fitOffset, logLoss } from '../calibration/platt.ts'

/** What two judges said of the same decision, in log-odds, before either had learned it. */
export type Bout = { bad: boolean; holder: number; rival: number }

/** How a contest went: each side's mean log loss, and by how many standard errors the rival is ahead. */
export type Contest = {
  decisions: number
  holder: number
  rival: number
  ahead: number
  outcome: 'won' | 'lost' | 'open'
}

/** Nobody wins on fewer decisions, nor without some of each kind. */
export const LEAST_BOUTS = 50
const LEAST_OF_A_KIND = 8
/** So many standard errors ahead are chance once in ten times. */
const CLEARLY = 1.28

const lossesOf = (bouts: readonly Bout[], side: 'holder' | 'rival'): number[] => {
  const offset = fitOffset(bouts.map((bout) => ({ score: bout[side], bad: bout.bad })))
  return bouts.map((bout) => logLoss(bout[side] + offset, bout.bad))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / (values.length || 1)

const hasBothKinds = (bouts: readonly Bout[]): boolean => {
  const bad = bouts.filter((bout) => bout.bad).length
  return Math.min(bad, bouts.length - bad) >= LEAST_OF_A_KIND
}

/**
 * Who of two foretold decisions better. What was foretold of different things comes in groups of its own, of which those without
 * enough of both kinds do not count. What either side thinks of bad ones in general is evened out first, for moderators see what was
 * held. The rival wins, or loses, only when that is clearly more than chance.
 */
export const contestOf = (...groups: (readonly Bout[])[]): Contest => {
  const counted = groups.filter(hasBothKinds)
  const losses = {
    holder: counted.flatMap((bouts) => lossesOf(bouts, 'holder')),
    rival: counted.flatMap((bouts) => lossesOf(bouts, 'rival')),
  }
  const gains = losses.holder.map((loss, at) => loss - (losses.rival[at] ?? 0))
  const gain = mean(gains)
  const spread = Math.sqrt(mean(gains.map((one) => (one - gain) ** 2)) / (gains.length || 1))
  const ahead = spread > 0 ? gain / spread : 0
  const isOpen = gains.length < LEAST_BOUTS || Math.abs(ahead) < CLEARLY
  const outcome = isOpen ? 'open' : ahead > 0 ? 'won' : 'lost'
  return { decisions: gains.length, holder: mean(losses.holder), rival: mean(losses.rival), ahead, outcome }
}
