import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { keepRunning } from './keep-running.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'parley-keep-'))))
afterAll(() => rm(folder, { recursive: true }))

/** A service that writes down each of its starts and how it was told to stop. */
const script = `
import { appendFileSync } from 'node:fs'
const note = (word) => appendFileSync(process.env.NOTES, word + '\\n')
note('start ' + process.env.PARLEY_PARENT_PIPE)
if (process.env.EXIT) process.exit(Number(process.env.EXIT))
process.on('SIGTERM', () => { note('term'); if (!process.env.DEAF) process.exit(0) })
setInterval(() => {}, 1000)
note('ready')
`

const keep = async (name: string, env: Record<string, string> = {}) => {
  const main = join(folder, 'service.mjs')
  const notes = join(folder, name)
  await writeFile(main, script)
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const wanted = { name, main, env: { NOTES: notes, ...env }, say, changed: () => {} }
  const service = keepRunning({ ...wanted, drainMs: 300, pauseMs: { first: 1, longest: 20 } })
  const noted = async () => (await readFile(notes, 'utf8').catch(() => '')).trim().split('\n')
  return { service, said, noted }
}
const patiently = { timeout: 15_000, interval: 20 }
const aMinute = 60_000

test(
  'a service that is killed is started again, and ends when it is told to',
  async () => {
    const { service, said, noted } = await keep('killed')
    await vi.waitFor(async () => expect(await noted()).toEqual(['start 1', 'ready']), patiently)
    service.settle()
    process.kill(service.pid() ?? 0, 'SIGKILL')
    await vi.waitFor(async () => expect(await noted()).toEqual(['start 1', 'ready', 'start 1', 'ready']), patiently)
    await service.stop()
    expect((await noted()).at(-1)).toBe('term')
    expect(said).toEqual(['The killed ended (SIGKILL) and is started again.'])
    expect(service.pid()).toBeUndefined()
  },
  aMinute,
)

test(
  'one that cannot start says so once instead of trying for ever',
  async () => {
    const { service, noted } = await keep('wrong', { EXIT: '3' })
    expect(await service.failed).toBe('the wrong did not start (exit code 3)')
    expect(await noted()).toEqual(['start 1'])
    await service.stop()
  },
  aMinute,
)

test(
  'once it has run, an exit is an accident too',
  async () => {
    const { service, said } = await keep('later', { EXIT: '3' })
    service.settle()
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(1), patiently)
    await service.stop()
  },
  aMinute,
)

test(
  'one that does not listen is killed',
  async () => {
    const { service, noted } = await keep('deaf', { DEAF: '1' })
    await vi.waitFor(async () => expect(await noted()).toContain('ready'), patiently)
    await service.stop()
    expect((await noted()).at(-1)).toBe('term')
    expect(service.pid()).toBeUndefined()
  },
  aMinute,
)
