type Looked = { check: string; version: number; ms: number; signals: unknown[] }

/** A trace as it is kept: checks that noticed nothing, which are nearly all, as `[check, version, ms]`, the others as they are. */
export const packTrace = (checks: readonly unknown[]): string =>
  JSON.stringify(checks.map((one) => (isSilent(one) ? [one.check, one.version, one.ms] : one)))

/** A trace as it was given to `packTrace`; erased ones are empty. */
export const readTrace = (kept: string): unknown[] => {
  const checks = JSON.parse(kept) as unknown[]
  return checks.map((one) => {
    if (!Array.isArray(one)) return one
    const [check, version, ms] = one as [string, number, number]
    return { check, version, ms, signals: [] } satisfies Looked
  })
}

/** A row whose trace is still as it is kept. */
export type Traced<Row extends { checks?: unknown[] }> = Omit<Row, 'checks'> & { checks?: string }

/** A row with its trace read. */
export const withTrace = <Row extends { checks?: string }>({ checks, ...row }: Row) => ({
  ...row,
  ...(checks !== undefined && { checks: readTrace(checks) }),
})

const isSilent = (one: unknown): one is Looked => {
  if (typeof one !== 'object' || one === null) return false
  const { check, version, ms, signals, ...more } = one as Record<string, unknown>
  const isPlain = typeof check === 'string' && typeof version === 'number' && typeof ms === 'number'
  return isPlain && Array.isArray(signals) && signals.length === 0 && Object.keys(more).length === 0
}
