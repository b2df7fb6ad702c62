import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, isAlive } from '@parley/embedded'
import { afterAll, expect, test } from 'vitest'
import { clearWay } from './clear-way.ts'
import { know, readRunning, writeRunning } from './running.ts'
import type { Known } from './running.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'parley-way-'))
afterAll(() => rm(dataDir, { recursive: true }))

const database = { databaseUrl: 'x', ownDatabase: true, queueUrl: 'x' }
const addresses = { address: 'http://localhost:1', api: 'http://127.0.0.1:1', ...database }
const gone: Known = { pid: process.pid, birth: 'of-another-process' }
const way = async (port?: number) => {
  const said: string[] = []
  const config = { host: '127.0.0.1', port: port ?? (await freePort()), dataDir }
  await clearWay(config, (line) => said.push(line), 200)
  return said
}

test('services that a killed parent left are ended, also one that does not listen', async () => {
  const ears = ["process.on('SIGTERM', () => {})", '']
  const left = ears.map((ear) =>
    spawn(process.execPath, ['-e', `${ear};setInterval(() => {}, 1000);console.log('on')`]),
  )
  await Promise.all(left.map((child) => once(child.stdout, 'data')))
  const services = (await Promise.all(left.map((child) => know(child.pid ?? 0)))).filter((known) => known !== undefined)
  await writeRunning(dataDir, { ...addresses, parent: gone, services })
  expect(await way()).toEqual(['Waiting for services of a killed run to finish …'])
  for (const { pid } of services) expect(await isAlive(pid)).toBe(false)
})

test('a process that only has the id of a dead service is left alone', async () => {
  const child = spawn(process.execPath, ['-e', "setInterval(() => {}, 1000);console.log('on')"])
  await once(child.stdout, 'data')
  await writeRunning(dataDir, { ...addresses, parent: gone, services: [{ ...gone, pid: child.pid ?? 0 }] })
  expect(await way()).toEqual([])
  expect(await isAlive(child.pid ?? 0)).toBe(true)
  child.kill('SIGKILL')
})

test('beside one that runs it refuses, and names it', async () => {
  const parent = await know(process.pid)
  if (!parent) throw new Error('this process has no birth')
  await writeRunning(dataDir, { ...addresses, parent, services: [] })
  expect(await readRunning(dataDir)).toMatchObject({ parent })
  await expect(way()).rejects.toThrow(`already runs with ${dataDir} (process ${process.pid}, http://localhost:1)`)
  await writeRunning(dataDir, { ...addresses, parent: gone, services: [] })
  expect(await readRunning(dataDir)).toBeUndefined()
})

test.runIf(process.getuid?.() === 0)('what another user runs is not taken for nothing', async () => {
  await writeRunning(dataDir, { ...addresses, parent: gone, services: [] })
  await chmod(dataDir, 0o755)
  process.seteuid?.(65_534)
  try {
    await expect(readRunning(dataDir)).rejects.toThrow(`cannot read ${join(dataDir, 'running.json')} (EACCES)`)
  } finally {
    process.seteuid?.(0)
  }
})

test('a busy port is one line', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await expect(way(port)).rejects.toThrow(`port ${port} is busy: stop what listens there, or set PORT`)
  server.close()
})
