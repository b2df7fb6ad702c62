type Looked = { check: string; version: number; ms: number; signals: unknown[] }

const NOTHING = '[]'
const PLAIN_NAME = /^[a-z][a-z0-9.-]*$/

/**
 * A trace as it is kept: each check after a `|`, those that noticed nothing, which are nearly all, as name, version and microseconds,
 * the others as JSON. It has hardly a character that a string in JSON must escape, for it travels to the database as one.
 */
export const packTrace = (checks: readonly unknown[]): string => {
  if (checks.length === 0) return NOTHING
  let kept = ''
  for (const one of checks) kept += `|${packSilent(one) ?? JSON.stringify(one).replaceAll('|', String.raw`\u007c`)}`
  return kept
}

/** A trace as it was given to `packTrace`, now or when it was kept as one array of JSON; erased ones are empty. */
export const readTrace = (kept: string): unknown[] =>
  kept.startsWith('|') ? kept.slice(1).split('|').map(readOne) : (JSON.parse(kept) as unknown[]).map(readListed)

/** A row whose trace is still as it is kept. */
export type Traced<Row extends { checks?: unknown[] }> = Omit<Row, 'checks'> & { checks?: string }

/** A row with its trace read. */
export const withTrace = <Row extends { checks?: string }>({ checks, ...row }: Row) => ({
  ...row,
  ...(checks !== undefined && { checks: readTrace(checks) }),
})

const packSilent = (one: unknown): string | undefined => {
  if (typeof one !== 'object' || one === null) return undefined
  const { check, version, ms, signals } = one as Record<string, unknown>
  if (!Array.isArray(signals) || signals.length > 0 || hasMore(one)) return undefined
  if (typeof check !== 'string' || !PLAIN_NAME.test(check) || !isWhole(version) || typeof ms !== 'number')
    return undefined
  const micros = Math.round(ms * 1_000)
  return isWhole(micros) && micros / 1_000 === ms ? `${check} ${version} ${micros}` : undefined
}

// Counted without a list of them: each comment has some twenty.
const hasMore = (one: object): boolean => {
  let keys = 0
  for (const _ in one) keys += 1
  return keys > 4
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

const readOne = (kept: string): unknown => {
  const [, check, version, micros] = /^([a-z][a-z0-9.-]*) (\d+) (\d+)$/.exec(kept) ?? []
  if (check === undefined) return JSON.parse(kept)
  return { check, version: Number(version), ms: Number(micros) / 1_000, signals: [] } satisfies Looked
}

/** Of the array that traces were: a silent check as `[check, version, ms]`. */
const readListed = (one: unknown): unknown => {
  if (!Array.isArray(one)) return one
  const [check, version, ms] = one as [string, number, number]
  return { check, version, ms, signals: [] } satisfies Looked
}
