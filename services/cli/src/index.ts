export { runCommand } from './run-command.ts'
export type { Context } from './context.ts'
