#!/usr/bin/env node
import { dirname } from 'node:path'
import { runCommand } from './run-command.ts'

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  checkout: dirname(dirname(dirname(import.meta.dirname))),
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
})
