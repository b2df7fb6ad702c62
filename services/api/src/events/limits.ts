import { ProblemError } from '@parley/contracts'

/** How many streams may be open at once: in this process, and from one network. */
export type StreamLimits = { process: number; network: number }

/** Counts open streams. */
export type Places = {
  /** Takes a place, or throws the problem; the answer gives it back. */
  take(network: string): () => void
  taken(): number
}

const RETRY_SECONDS = '30'

/** Networks are held as HMACs of the day, and only while they have streams open. */
export const createPlaces = (most: StreamLimits): Places => {
  const networks = new Map<string, number>()
  let taken = 0
  const refuse = (code: 'too-many-requests' | 'too-many-readers') =>
    new ProblemError(code, { headers: { 'Retry-After': RETRY_SECONDS } })

  return {
    take: (network) => {
      const open = networks.get(network) ?? 0
      if (open >= most.network) throw refuse('too-many-requests')
      if (taken >= most.process) throw refuse('too-many-readers')
      networks.set(network, open + 1)
      taken += 1
      let given = false
      return () => {
        if (given) return
        given = true
        taken -= 1
        const left = (networks.get(network) ?? 1) - 1
        if (left > 0) networks.set(network, left)
        else networks.delete(network)
      }
    },
    taken: () => taken,
  }
}
