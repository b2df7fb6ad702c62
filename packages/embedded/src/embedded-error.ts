/** Why the embedded PostgreSQL cannot run here: the message is one line that says what to do. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError'
}
