import { execFile } from 'node:child_process'
import { cp, glob, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's own folder. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[/\\]$/, '')

const fixtures = join(root, 'test/fixtures/rules')

/** The tools that keep the house, by the script that starts each. */
const tools = {
  oxfmt: ['node_modules/oxfmt/bin/oxfmt'],
  oxlint: ['node_modules/oxlint/bin/oxlint'],
  tsc: ['node_modules/typescript/bin/tsc'],
  turbo: ['--env-file=.ci/turbo.env', 'node_modules/turbo/bin/turbo'],
}

/** What a tool said and how it ended. */
export type Ran = { code: number; stdout: string; output: string }

/** Runs one of the repository's tools in `cwd`, with an environment that holds nothing of the person who runs the tests. */
export const run = (tool: keyof typeof tools, args: string[], cwd: string): Promise<Ran> => {
  const start = tools[tool].map((part) => part.replace(/(^|=)(?=\.ci|node_modules)/, `$1${root}/`))
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: join(root, 'node_modules/.cache'),
    NO_COLOR: '1',
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [...start, ...args], { cwd, env, maxBuffer: 1 << 25 }, (failure, stdout, stderr) => {
      resolve({ code: failure ? Number(failure.code ?? 1) : 0, stdout, output: stdout + stderr })
    })
  })
}

/** A file that must break a rule, and the breaks that its `// breaks:` lines announce. */
export type Fixture = { path: string; breaks: string[] }

/** A workspace with the repository's configuration and rooms, but a kind of known-bad files in place of their code.
 *  The files end in `.bad` at home, so that no tool meets them there. */
export const workspaceOf = async (kind: string) => {
  const path = await mkdtemp(join(tmpdir(), 'parley-house-'))
  const put = async (name: string, text: string) => {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), text)
  }
  for (const name of [
    'package.json',
    'package-lock.json',
    'turbo.json',
    'tsconfig.json',
    '.oxlintrc.json',
    '.oxfmtrc.json',
  ])
    await cp(join(root, name), join(path, name))
  for await (const name of glob('{packages/*,services/*,test}/{package,turbo}.json', { cwd: root }))
    await put(name, await readFile(join(root, name), 'utf8'))
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'))

  const broken: Fixture[] = []
  for await (const name of glob('**/*.bad', { cwd: join(fixtures, kind) })) {
    const text = await readFile(join(fixtures, kind, name), 'utf8')
    const fixture = {
      path: name.replace(/\.bad$/, ''),
      breaks: [...text.matchAll(/^\/\/ breaks: (.*)$/gm)].map((m) => m[1]!),
    }
    broken.push(fixture)
    await put(fixture.path, text)
  }
  return {
    path,
    put,
    fixtures: broken.toSorted((a, b) => a.path.localeCompare(b.path)),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}
