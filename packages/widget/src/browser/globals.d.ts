import type { Board } from './board.ts'

declare global {
  // A global's type can only be added to in this form.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Window {
    [board: `${string}/v1/sites/${string}/`]: Board | undefined
  }
  /** The folder of this build's languages and stylesheet under `/widget/`, put in by the build. */
  const PARLEY_FOLDER: string
}
