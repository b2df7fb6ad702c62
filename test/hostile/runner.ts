import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { glob } from 'node:fs/promises'
import { unpacked } from '../support/debian.ts'
import { runProgram } from '../support/programs.ts'
import { toolFile } from './tools.ts'

/** How to run a file of the fuzzer. */
export type Runner = { program: string; args: string[] }

const advice =
  'The fuzzer’s native part needs glibc 2.38 or newer (Debian 13, Ubuntu 24.04), or Debian’s apt to fetch that one into .cache/.'

/** This Node; on an older glibc than the fuzzer was built for, this Node on Debian 13's, unpacked and not installed. */
export const findRunner = async (): Promise<Runner> => {
  const direct = { program: process.execPath, args: [] }
  if (await loads(direct)) return direct
  if (process.platform !== 'linux') throw new Error(advice)
  const packages = ['libc6', 'libstdc++6', 'libgcc-s1']
  const folder = await unpacked({ name: 'glibc', packages, release: 'trixie', advice })
  const [loader] = await Array.fromAsync(glob('usr/lib/*/ld-linux-*', { cwd: folder }))
  if (loader === undefined) throw new Error(advice)
  const path = join(folder, loader)
  const runner = { program: path, args: ['--library-path', join(path, '..'), process.execPath] }
  if (!(await loads(runner))) throw new Error(advice)
  return runner
}

const loads = async ({ program, args }: Runner): Promise<boolean> => {
  const fuzzer = toolFile('@jazzer.js/fuzzer')
  const main = join(fuzzer, (JSON.parse(readFileSync(join(fuzzer, 'package.json'), 'utf8')) as { main: string }).main)
  const script = `require(${JSON.stringify(main)})`
  return (await runProgram(program, [...args, '-e', script], { timeoutMs: 20_000 })).code === 0
}
