const PATIENCE_MS = 15_000

/** Where a file stands that was built along with the script. */
export const builtAt = (service: string, name: string): string => `${service}/widget/${PARLEY_FOLDER}/${name}`

/** Loads a file that was built along with the script. Rejects when it cannot be had, or not in a quarter of a minute. */
export const loadBuilt = async (service: string, name: string): Promise<Response> => {
  const answer = await fetch(builtAt(service, name), { signal: AbortSignal.timeout?.(PATIENCE_MS) })
  if (!answer.ok) throw new Error(name)
  return answer
}
