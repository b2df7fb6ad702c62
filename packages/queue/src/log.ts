/** What this room needs of a log; pino's fits. */
export type Log = Record<
  'debug' | 'info' | 'warn' | 'error',
  (fields: { event: string; [field: string]: unknown }) => void
>

/** Logs an outage when it starts and when it ends, not once a try. */
export const outageLog = (log: Log, what: string) => {
  let away = false
  return {
    isAway: () => away,
    failed(err: unknown): void {
      if (!away) log.warn({ event: `${what}.away`, err })
      away = true
    },
    worked(): void {
      if (away) log.info({ event: `${what}.back` })
      away = false
    },
  }
}
