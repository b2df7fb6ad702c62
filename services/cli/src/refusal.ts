/** Why a command cannot do what it was asked: one line for the person who asked, exit code 1. */
export class Refusal extends Error {
  override name = 'Refusal'
}

/** The command was typed wrongly: one line, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}
