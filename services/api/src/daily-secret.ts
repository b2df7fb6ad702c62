/** HMACs under a secret that lives in memory only and is another one each day. */
export type DailySecret = {
  /** The same for the same purpose and value until midnight UTC. */
  hash(purpose: string, value: string): string
  /** Yesterday's, as long as a window that began yesterday may still run. */
  hashOfYesterday(purpose: string, value: string): string | undefined
}
