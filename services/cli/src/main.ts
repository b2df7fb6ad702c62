#!/usr/bin/env node
import { dirname } from 'node:path'
import { runCommand } from './run-command.ts'

// A full disk or a closed terminal under the output must not end a standalone; that something was lost, the exit code says.
process.stdout.on('error', () => void (process.exitCode = 1))
process.stderr.on('error', () => void (process.exitCode = 1))

const code = await runCommand(process.argv.slice(2), {
  env: process.env,
  checkout: dirname(dirname(dirname(import.meta.dirname))),
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
})
process.exitCode ||= code
