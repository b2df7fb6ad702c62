/** The published counts that this process holds. */
export type Counts = {
  close(): Promise<void>
}
