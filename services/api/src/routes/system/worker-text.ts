/** How long the worker may take to tell its metrics, in milliseconds, and how much it may tell. */
const PATIENCE_MS = 1_000
const MOST_CHARACTERS = 2_000_000

/** The worker's metrics in Prometheus' text format; undefined when it cannot be reached. */
export const readWorkerText = async (url: string): Promise<string | undefined> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' })
    const text = await answer.text()
    return answer.ok && text.length <= MOST_CHARACTERS ? text : undefined
  } catch {
    return undefined
  }
}

/** Puts one exposition after another, without the families that the first has already: a family may appear once only. */
export const joinTexts = (first: string, second: string): string => {
  const known = new Set(familiesOf(first).map(({ name }) => name))
  const added = familiesOf(second).filter(({ name }) => !known.has(name))
  return [first.trimEnd(), ...added.map(({ lines }) => lines.join('\n').trimEnd())].join('\n\n') + '\n'
}

/** A family is what stands from one HELP or TYPE line to that of the next name. */
const familiesOf = (text: string): { name: string; lines: string[] }[] => {
  const families: { name: string; lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const name = /^# (?:HELP|TYPE) (\S+)/.exec(line)?.[1]
    if (name !== undefined && families.at(-1)?.name !== name) families.push({ name, lines: [] })
    families.at(-1)?.lines.push(line)
  }
  return families
}
