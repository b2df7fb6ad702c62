import { appendFile, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freshFolder, query } from '../support/embedded.ts'
import { folderWithCluster } from '../support/made-cluster.ts'
import { freshDatabase } from '../support/postgres.ts'
import { startStandalone } from '../support/processes.ts'
import { parley, polledCount, post, untilCount } from '../support/standalone.ts'

const bodies = ['The ferry was late again.', 'The library opens at nine.', 'More trees on the square, please.']

const databaseOf = async (dir: string): Promise<string> =>
  (JSON.parse(await readFile(join(dir, 'running.json'), 'utf8')) as { databaseUrl: string }).databaseUrl

/** Posts until it is told to stop, as readers do while a backup is taken. */
const keepPosting = (url: string) => {
  let going = true
  const ids: string[] = []
  const all = Array.from({ length: 4 }, async (_, nth) => {
    for (let turn = 0; going; turn += 1) {
      ids.push(await post(url, `Remark ${nth}.${turn} on the evening ferry.`))
      await delay(20)
    }
  })
  return {
    ids,
    stop: async () => {
      going = false
      await Promise.all(all)
    },
  }
}

test('a backup taken under load restores to one moment of it, with every count true and under a new epoch', async () => {
  await using folder = await folderWithCluster()
  const env = { PARLEY_DATA: join(folder.path, 'data'), RATE_LIMIT_READ: 'off', RATE_LIMIT_WRITE: 'off' }
  const to = join(folder.path, 'backup')
  const first = await startStandalone({ dir: env.PARLEY_DATA, env })
  await using _ = first
  const before = []
  for (const body of bodies) before.push(await post(first.url, body))
  await untilCount(first.url, 3)
  const load = keepPosting(first.url)
  const taken = await parley(['backup', to], env)
  await load.stop()
  expect(taken).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Site demo: \d+ comments/m) })
  expect((await stat(to)).mode & 0o077).toBe(0)
  const epochs = async (dir: string) => query(await databaseOf(dir), 'select epoch from site order by id')
  const epochBefore = await epochs(env.PARLEY_DATA)

  // Into the same folder: what is there is never overwritten, and not touched while it runs.
  const busy = await parley(['restore', to, '--replace'], env)
  expect(busy).toMatchObject({ code: 1, err: expect.stringMatching(/stop it first/) })
  await first.kill('SIGTERM')
  const full = await parley(['restore', to], env)
  expect(full).toMatchObject({ code: 1, err: expect.stringMatching(/holds a database: --replace sets it aside/) })
  const restored = await parley(['restore', to, '--replace'], env)
  expect(restored).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/Every count is what it was\.\n$/) })
  expect(restored.out).toMatch(/^What was there is now .*cluster\.before-\d{14}\.$/m)

  await using second = await startStandalone({ dir: env.PARLEY_DATA, env })
  expect(await epochs(env.PARLEY_DATA)).not.toEqual(epochBefore)
  const known = (await query(await databaseOf(env.PARLEY_DATA), 'select id from comment')).map(({ id }) => id)
  expect(known).toEqual(expect.arrayContaining(before))
  // A prefix of what was accepted, in the order of each writer, and nothing that was never sent.
  expect([...before, ...load.ids]).toEqual(expect.arrayContaining(known))
  expect(await parley(['recount'], env)).toMatchObject({ code: 0, out: expect.stringMatching(/ 0 drifted, 0 /) })
  const stands = await polledCount(second.url)
  await post(second.url, 'The restored one takes comments.')
  expect(stands).toBeGreaterThanOrEqual(3)
})

test('a backup of a Parley that stands still is equal in every count; damage is found before anything is replaced', async () => {
  await using folder = await folderWithCluster()
  await using other = await freshFolder()
  const env = { PARLEY_DATA: join(folder.path, 'data') }
  const elsewhere = { PARLEY_DATA: join(other.path, 'data') }
  const to = join(folder.path, 'backup')
  const started = await startStandalone({ dir: env.PARLEY_DATA, env })
  await using _ = started
  for (const body of bodies) await post(started.url, body)
  await untilCount(started.url, 3)
  await started.kill('SIGTERM')
  expect(await parley(['backup', to], env)).toMatchObject({ code: 0, err: '' })
  expect(await parley(['backup', to], env)).toMatchObject({ code: 1, err: expect.stringMatching(/is there already/) })
  const restored = await parley(['restore', to], elsewhere)
  expect(restored).toMatchObject({ code: 0, out: expect.stringMatching(/^Site demo: 3 comments, 3 published/m) })
  await using second = await startStandalone({ dir: elsewhere.PARLEY_DATA, env: elsewhere })
  expect(await polledCount(second.url)).toBe(3)
  await second.kill('SIGTERM')

  const kept = await readdir(join(other.path, 'data/postgres'))
  const [file = ''] = (await readdir(join(to, 'cluster/base/1'))).filter((name) => /^\d+$/.test(name))
  await appendFile(join(to, 'cluster/base/1', file), 'x')
  const damaged = await parley(['restore', to, '--replace'], elsewhere)
  expect(damaged).toMatchObject({ code: 1, err: expect.stringMatching(/the backup is damaged: base\/1\//) })
  expect(await readdir(join(other.path, 'data/postgres'))).toEqual(kept)
  const manifest = await readFile(join(to, 'manifest.json'), 'utf8')
  await writeFile(join(to, 'manifest.json'), manifest.replace('"postgres": "18"', '"postgres": "17"'))
  const older = await parley(['restore', to, '--replace'], elsewhere)
  expect(older).toMatchObject({ code: 1, err: expect.stringMatching(/the backup is of PostgreSQL 17, this is 18: /) })
  expect(await readdir(join(other.path, 'data/postgres'))).toEqual(kept)
  await rm(join(to, 'manifest.json'))
  expect(await parley(['restore', to], elsewhere)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/is no backup: it has no manifest\.json\n$/),
  })
})

test('what a running Parley works on is backed up, not the cluster that lies in its folder from before', async () => {
  await using folder = await folderWithCluster()
  await using database = await freshDatabase({ empty: true })
  const dir = join(folder.path, 'data')
  await using _ = await startStandalone({ dir, env: { DATABASE_URL: database.url } })
  const said = await parley(['backup', join(folder.path, 'backup')], { PARLEY_DATA: dir, PATH: folder.path })
  expect(said).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/: pg_dump is not on the path: /) })
})

test('with DATABASE_URL and no pg_dump of its version there is one line that says what to install', async () => {
  await using folder = await freshFolder()
  await using database = await freshDatabase()
  const env = { DATABASE_URL: database.url, PATH: folder.path }
  const to = join(folder.path, 'backup')
  const said = await parley(['backup', to], env)
  const line = 'parley backup: pg_dump is not on the path: install the client programs of PostgreSQL 18\n'
  expect(said).toEqual({ code: 1, out: '', err: line })
  expect(await readdir(folder.path)).toEqual([])
})
