import { cp, mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '@parley/embedded'
import { expect, test } from 'vitest'
import { commandLines, freshFolder, holdEmbedded, holding, query } from '../support/embedded.ts'
import { folderWithCluster } from '../support/made-cluster.ts'
import { startProcess } from '../support/processes.ts'
import { until } from '../support/until.ts'

const stopGently = async (holder: Awaited<ReturnType<typeof holdEmbedded>>) => {
  process.kill(holder.pid, 'SIGINT')
  holder.closePipe()
  expect(await holder.ended).toEqual({ code: 0, signal: null })
}

test('without LANG or any other variable the cluster speaks UTF-8', async () => {
  await using folder = await freshFolder()
  await using holder = await holdEmbedded(folder.path)
  expect(await query(holder.url, "SELECT length('Прывітанне'), upper('й'), getdatabaseencoding() AS encoding")).toEqual(
    [{ length: 10, upper: 'Й', encoding: 'UTF8' }],
  )
  expect(await query(holder.url, 'SHOW server_version_num')).toEqual([
    { server_version_num: expect.stringMatching(/^18\d{4}$/) },
  ])
})

test('data, port and password are kept between runs', async () => {
  await using folder = await folderWithCluster()
  let url = ''
  {
    await using first = await holdEmbedded(folder.path)
    url = first.url
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS one')
    await stopGently(first)
  }
  await using second = await holdEmbedded(folder.path)
  expect(second.url).toBe(url)
  expect(await query(url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  expect(second.logged('embedded.orphan-stopped')).toEqual([])
})

test('only who has the password comes in, and only the owner can read it', async () => {
  await using folder = await freshFolder()
  await using holder = await holdEmbedded(folder.path)
  const wrong = new URL(holder.url)
  wrong.password = 'guessed'
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
  expect((await stat(join(holder.home, 'password'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(holder.home, 'cluster'))).mode & 0o777).toBe(0o700)
})

test('the log holds no text of a failing row', async () => {
  await using folder = await folderWithCluster()
  await using holder = await holdEmbedded(folder.path)
  await query(holder.url, 'CREATE TABLE only_short (text text CHECK (length(text) < 5))')
  await expect(query(holder.url, "INSERT INTO only_short VALUES ('a reader''s words')")).rejects.toThrow(
    /violates check/,
  )
  await expect(query(holder.url, "SELECT 'a reader''s words'::int")).rejects.toThrow(/invalid input syntax/)
  await stopGently(holder)
  expect(await readFile(join(holder.home, 'postgres.log'), 'utf8')).not.toContain('words')
})

test("a terminal's Ctrl-C reaches the process and not its PostgreSQL", async () => {
  await using folder = await folderWithCluster()
  await using holder = await holdEmbedded(folder.path, { group: true })
  process.kill(-holder.pid, 'SIGINT')
  await until('the holder heard it', () => holder.logged('holder.stopping').length > 0)
  expect(await query(holder.url, 'SELECT 1 AS still_there')).toEqual([{ still_there: 1 }])
  holder.closePipe()
  expect(await holder.ended).toEqual({ code: 0, signal: null })
  expect(await isAlive(holder.postgres)).toBe(false)
})

test('after kill -9 of the process its PostgreSQL stops by itself', async () => {
  await using folder = await folderWithCluster()
  await using holder = await holdEmbedded(folder.path)
  await holder.kill('SIGKILL')
  await until('PostgreSQL has stopped', async () => !(await isAlive(holder.postgres)))
  expect(await readdir(join(holder.home, 'cluster'))).not.toContain('postmaster.pid')
})

test('a process that is killed while its PostgreSQL starts leaves none behind', async () => {
  await using folder = await folderWithCluster()
  const cluster = join(folder.path, 'data/postgres/cluster')
  const statusOf = async () => (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  let postgres = 0
  const starts = async () => {
    postgres = Number((await statusOf())[0])
    if (postgres > 0) process.kill(postgres, 'SIGSTOP') // in the midst of its start
    return postgres > 0
  }
  await using killed = await startProcess(holding(folder.path, { ready: starts }))
  await killed.kill('SIGKILL')
  process.kill(postgres, 'SIGCONT')
  await until('PostgreSQL has stopped', async () => !(await isAlive(postgres)))
})

test('a start right after kill -9 of the process stops the orphan and has its data', async () => {
  await using folder = await folderWithCluster()
  await using first = await holdEmbedded(folder.path, { env: { EMBEDDED_GRACE: '4000' } })
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  await first.kill('SIGKILL')
  expect(await isAlive(first.postgres)).toBe(true)
  await using second = await holdEmbedded(folder.path)
  expect(second.logged('embedded.orphan-stopped')).toHaveLength(1)
  expect(await isAlive(first.postgres)).toBe(false)
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  const watchdog = `parley-watchdog ${first.postgres} `
  await until(
    "the first one's watchdog has looked",
    async () => !(await commandLines()).some((line) => line.includes(watchdog)),
  )
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
})

test('after kill -9 of PostgreSQL it is started again at the same address', async () => {
  await using folder = await folderWithCluster()
  await using holder = await holdEmbedded(folder.path)
  await query(holder.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  process.kill(holder.postgres, 'SIGKILL')
  await until('restarted', () => holder.logged('embedded.restarted').length === 1)
  expect(await query(holder.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  await stopGently(holder)
})

test('after kill -9 of both the next start just works', async () => {
  await using folder = await folderWithCluster()
  await using first = await holdEmbedded(folder.path)
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  await first.kill('SIGSTOP')
  process.kill(first.postgres, 'SIGKILL')
  await first.kill('SIGKILL')
  await using second = await holdEmbedded(folder.path)
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
})

test('a pid file that names another living process does not stop the start', async () => {
  await using folder = await folderWithCluster()
  {
    await using first = await holdEmbedded(folder.path)
    await stopGently(first)
  }
  const cluster = join(folder.path, 'data/postgres/cluster')
  await writeFile(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n1\n1\n\n127.0.0.1\n1 1\nready\n`)
  await using second = await holdEmbedded(folder.path)
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('an initdb that was cut short is thrown away', async () => {
  await using folder = await freshFolder()
  const home = join(folder.path, 'data/postgres')
  const halves = async () => (await readdir(home).catch(() => [])).filter((name) => name.startsWith('cluster.new-'))
  await using cut = await startProcess(holding(folder.path, { ready: async () => (await halves()).length > 0 }))
  await cut.kill('SIGKILL')
  expect(await halves()).toHaveLength(1)
  await mkdir(join(home, 'cluster.new-older/base'), { recursive: true })
  await using second = await holdEmbedded(folder.path)
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await halves()).toEqual([])
})

test('a restore that was killed between its two renames is undone, and no new database made', async () => {
  await using folder = await folderWithCluster()
  const home = join(folder.path, 'data/postgres')
  {
    await using first = await holdEmbedded(folder.path)
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one')
    await stopGently(first)
  }
  await cp(join(home, 'cluster'), join(home, 'cluster.before-20261101000000'), { recursive: true })
  await rename(join(home, 'cluster'), join(home, 'cluster.before-20261129010101'))
  const names = async () => (await readdir(home)).filter((name) => name.startsWith('cluster')).toSorted()
  const refused = 'has no database but one that a restore set aside: rename cluster.before-20261129010101 to cluster'
  await expect(holdEmbedded(folder.path)).rejects.toThrow(refused) // nothing of a restore under way: somebody's own doing
  expect(await names()).toEqual(['cluster.before-20261101000000', 'cluster.before-20261129010101'])

  await mkdir(join(home, 'cluster.new-restored/base'), { recursive: true })
  await using second = await holdEmbedded(folder.path)
  expect(second.logged('embedded.restore-undone')).toHaveLength(1)
  expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  expect(await names()).toEqual(['cluster', 'cluster.before-20261101000000'])
})

test('what a killed restore had copied is thrown away by the next start', async () => {
  await using folder = await folderWithCluster()
  {
    await using first = await holdEmbedded(folder.path)
    await stopGently(first)
  }
  const half = join(folder.path, 'data/postgres/cluster.new-half')
  await mkdir(join(half, 'base'), { recursive: true })
  await using second = await holdEmbedded(folder.path)
  expect(second.logged('embedded.restore-undone')).toEqual([])
  await expect(stat(half)).rejects.toThrow('ENOENT')
})

test('two run side by side in two folders; a second one in the same folder says who is there', async () => {
  await using one = await folderWithCluster()
  await using two = await folderWithCluster()
  await using first = await holdEmbedded(one.path)
  await using second = await holdEmbedded(two.path)
  await query(first.url, 'CREATE TABLE only_here ()')
  expect(await query(second.url, "SELECT to_regclass('only_here') AS found")).toEqual([{ found: null }])
  await expect(holdEmbedded(one.path)).rejects.toThrow(`is in use by process ${first.pid}: stop it`)
  expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})
