import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@parley/embedded'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { freshFolder } from '../support/embedded.ts'
import { folderWithCluster } from '../support/made-cluster.ts'
import { freshDatabase } from '../support/postgres.ts'
import { startStandalone } from '../support/processes.ts'
import { freshRedis } from '../support/redis.ts'
import { parley, post, untilCount } from '../support/standalone.ts'
import { rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

test('commands work on the standalone that runs, and its api obeys them', async () => {
  await using folder = await folderWithCluster()
  const env = { PARLEY_DATA: join(folder.path, 'data') }
  const preset = 'a-token-of-my-own-choosing'
  await using parent = await startStandalone({ dir: env.PARLEY_DATA, env: { PARLEY_TOKEN: preset } })
  const asked = async (token: string) =>
    (await fetch(`${parent.url}/v1/moderation/comments?site=demo`, { headers: { authorization: `Bearer ${token}` } }))
      .status
  expect(parent.lines.join('\n')).not.toContain(preset)
  expect(await asked(preset)).toBe(200)

  const made = await parley(['token', 'add', 'ada', '--role', 'moderator', '--site', 'demo'], env)
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(await asked(made.out.trim())).toBe(200)
  expect((await parley(['token', 'list'], env)).out).toMatch(/^ada +moderator +demo$/m)
  expect(await parley(['token', 'revoke', 'ada'], env)).toMatchObject({ code: 0 })
  await until('the token is refused', async () => (await asked(made.out.trim())) === 401, { timeoutMs: 30_000 })

  expect(await parley(['site', 'add', 'news', '--host', 'news.example', '--mode', 'pre'], env)).toMatchObject({
    code: 0,
  })
  const secret = 'the-secret-of-the-hook-of-the-news'
  const outside = { hook: { url: 'https://hook.example/', secrets: [secret] } }
  await writeFile(join(folder.path, 'rules.json'), JSON.stringify({ outside }))
  const change = ['--name', 'The News', '--rules', join(folder.path, 'rules.json')]
  expect(await parley(['site', 'set', 'news', ...change], env)).toMatchObject({ code: 0 })
  const listed = (await parley(['site', 'list', '--json'], env)).out
  expect(listed).not.toContain(secret)
  expect(JSON.parse(listed)).toEqual([
    expect.objectContaining({ id: 'demo', hosts: ['localhost', '127.0.0.1'] }),
    expect.objectContaining({ id: 'news', name: 'The News', mode: 'pre', hosts: ['news.example'] }),
  ])
  const said = async (...typed: string[]) => (await parley(typed, env)).out
  expect(await said('model', 'status', 'demo')).toContain('Site demo is judged by the models as shipped.')
  expect(await said('model', 'rebuild', 'demo')).toBe('Site demo: nothing was learned yet.\n')
  expect(await said('site', 'backtest', 'demo')).toBe('0 decisions tried, 0 would have gone the same way.\n')
  expect(await parley(['recount'], env)).toMatchObject({ code: 0, out: expect.stringMatching(/ 0 drifted, 0 /) })
  const nowhere = { code: 1, out: '', err: 'parley recount: there is no site nwes\n' }
  expect(await parley(['recount', '--site', 'nwes'], env)).toEqual(nowhere)
  expect(await parley(['doctor'], env)).toMatchObject({ code: 0, out: expect.stringMatching(/Nothing is wrong\.\n$/) })
})

test('without a database there is one line that says what to do', async () => {
  await using folder = await freshFolder()
  const said = await parley(['site', 'list'], { PARLEY_DATA: folder.path })
  const line = `parley site list: Parley is not running with ${folder.path}: start it (npm start), or set DATABASE_URL\n`
  expect(said).toEqual({ code: 1, out: '', err: line })
  const away = await parley(['site', 'list'], { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' })
  expect(away).toEqual({ code: 1, out: '', err: 'parley site list: the database cannot be reached (ECONNREFUSED)\n' })
})

test('a command whose output is lost says so by its exit code, without a stack', async () => {
  const main = fileURLToPath(new URL('../../services/cli/src/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, '--help'])
  child.stdout.destroy()
  let err = ''
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  expect([await once(child, 'close'), err]).toEqual([[1, null], ''])
})

test('DATABASE_URL names the database; migrate fills an empty one, once', async () => {
  await using database = await freshDatabase({ empty: true })
  const env = { DATABASE_URL: database.url }
  expect((await parley(['site', 'list'], env)).err).toBe(
    'parley site list: the database is not migrated: run parley migrate\n',
  )
  expect((await parley(['migrate'], env)).out).toMatch(/^Applied: 0001-/)
  expect((await parley(['migrate'], env)).out).toBe('Nothing to do.\n')
  expect(await parley(['site', 'list'], env)).toMatchObject({ code: 0 })
})

test('a new database can be given partitions, once', async () => {
  await using database = await freshDatabase({ empty: true })
  const env = { DATABASE_URL: database.url }
  for (const wrong of ['1', '257', '2.5', 'many'])
    expect(await parley(['migrate', '--partitions', wrong], env)).toMatchObject({ code: 2, out: '' })
  expect((await parley(['migrate', '--partitions', '4'], env)).out).toMatch(/^Applied: 0001-/)
  expect((await parley(['migrate', '--partitions', '4'], env)).out).toBe('Nothing to do.\n')
  expect(await parley(['migrate', '--partitions', '8'], env)).toEqual({
    code: 1,
    out: '',
    err: 'parley migrate: the tables have 4 partitions: their number cannot be changed\n',
  })
  expect(await parley(['site', 'add', 'news', '--host', 'news.example'], env)).toMatchObject({ code: 0 })
})

test('with DATABASE_URL a standalone starts no PostgreSQL of its own', async () => {
  await using folder = await freshFolder()
  await using database = await freshDatabase()
  const dir = join(folder.path, 'data')
  // As an owner starts it: compiled code is kept in the data folder, not in the tests' own.
  const env = { DATABASE_URL: database.url, NODE_COMPILE_CACHE: undefined }
  await using parent = await startStandalone({ dir, env })
  await post(parent.url, 'The evening hours would suit the night nurses of the hospital as well.')
  await untilCount(parent.url, 1)
  const doctor = await parley(['doctor'], { PARLEY_DATA: dir, DATABASE_URL: database.url })
  expect(doctor.out).toMatch(/the queue is in the same PostgreSQL/) // which the start chose
  expect(doctor.out).toContain(`the api is ready at http://127.0.0.1:${parent.port}`)
  await parent.kill('SIGINT')
  expect(await parent.ended).toEqual({ code: 0, signal: null })
  expect(await readdir(dir)).toEqual(['code'])
})

test('a setting that a service refuses ends the start with its reason', async () => {
  await using folder = await freshFolder()
  await using database = await freshDatabase()
  const stores = { PARLEY_DATA: join(folder.path, 'data'), DATABASE_URL: database.url }
  const env = { ...stores, PORT: String(await freePort()), RATE_LIMIT_READ: 'many' }
  const said = await parley(['start'], env)
  expect(said.code).toBe(1)
  expect(said.err).toMatch(/RATE_LIMIT_READ is requests\/seconds/)
  expect(said.err).toMatch(/^parley start: the api did not start \(exit code 1\)$/m)
})

test('a port for metrics that is taken ends the start; on another address the api finds them', async () => {
  await using folder = await freshFolder()
  await using database = await freshDatabase()
  const dir = join(folder.path, 'data')
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const own = { DATABASE_URL: database.url }
  const env = { ...own, PARLEY_DATA: dir, PORT: String(await freePort()), METRICS_PORT: String(port) }
  const said = await parley(['start'], env)
  taken.close()
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining(`port ${port} is busy`) })
  expect(said.err).toMatch(/set METRICS_PORT$/m)
  await using parent = await startStandalone({ dir, env: { ...own, METRICS_HOST: '127.0.0.2' } })
  expect(await (await fetch(`${parent.url}/metrics`)).text()).toContain('parley_scrape_worker_up 1')
})

test('the doctor says where settings of a connection do not reach the database, and does not send one to migrate', async () => {
  await using database = await freshDatabase()
  const dropped = `${database.url}?options=-c%20parley.told%3Doff` // as behind a pooler that ignores them
  const { code, out } = await parley(['doctor'], { DATABASE_URL: dropped })
  expect(code).toBe(1)
  expect(out).toMatch(/^wrong {2}something between .*\n.*DATABASE_URL name PostgreSQL itself/m)
  expect(out).not.toContain('parley migrate')
  const owners = `${database.url}?options=-c%20join_collapse_limit%3D8` // the owner's own setting is nobody else's
  expect((await parley(['doctor'], { DATABASE_URL: owners })).out).toMatch(/^ok {5}the database is up to date$/m)
})

test('the doctor finds a queue that evicts and a cache that writes to disk, and says how to mend both', async () => {
  await using database = await freshDatabase()
  await using queue = await freshRedis({ config: { 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' } })
  await using cache = await freshRedis()
  const env = { DATABASE_URL: database.url, QUEUE_URL: queue.url }
  const { code, out } = await parley(['doctor'], { ...env, CACHE_URL: cache.url })
  expect(code).toBe(1)
  expect(out).toMatch(
    /^wrong {2}the queue may evict jobs: maxmemory-policy is allkeys-lru\n +→ redis-cli CONFIG SET maxmemory-policy noeviction/m,
  )
  expect(out).toMatch(/^look {3}the queue is lost with its Redis/m)
  expect(out).toMatch(/^wrong {2}the cache writes to disk what identifies readers\n +→ redis-cli CONFIG SET save ''/m)
  const same = await parley(['doctor'], { ...env, CACHE_URL: queue.url })
  expect(same.out).toMatch(/^wrong {2}CACHE_URL is the server of QUEUE_URL/m)
  await queue.kill()
  expect((await parley(['doctor'], env)).out).toMatch(/^wrong {2}the queue's Redis cannot be reached \(ECONNREFUSED\)/m)
})

test('the doctor tells of a queue in another PostgreSQL by the variable that names it', async () => {
  await using database = await freshDatabase()
  const QUEUE_URL = database.url.replace(/[^/]+$/, 'nowhere')
  const { code, out } = await parley(['doctor'], { DATABASE_URL: database.url, QUEUE_URL })
  expect(code).toBe(1)
  expect(out).toMatch(/^wrong {2}the queue's PostgreSQL: the server has no such database\n +→ .* that QUEUE_URL names/m)
  expect(out).not.toContain('DATABASE_URL')
})

test('the doctor tries what the users of both Redis may do, and names the rights that they need', async () => {
  await using database = await freshDatabase()
  await using queue = await freshRedis()
  await using cache = await freshRedis({ config: { appendonly: 'no' } })
  const limited = async (url: string, ...rights: string[]) => {
    const client = new Redis(url)
    await client.acl('SETUSER', 'limited', 'reset', 'on', '>secret', ...rights)
    client.disconnect()
    return url.replace('//', '//limited:secret@')
  }
  const look = async (queueRights: string, cacheRights: string) => {
    const QUEUE_URL = await limited(queue.url, ...queueRights.split(' '))
    const CACHE_URL = await limited(cache.url, ...cacheRights.split(' '))
    return (await parley(['doctor'], { DATABASE_URL: database.url, QUEUE_URL, CACHE_URL })).out
  }
  const other = await look('~other:* +@all', '~other:* +@all')
  const rights = other.match(/(?<=ACL SETUSER … ).*/g) ?? []
  expect(rights).toHaveLength(2)
  expect(other).toMatch(/^wrong {2}the queue's Redis refuses its user: NOPERM/m)
  expect(other).toMatch(/^wrong {2}the cache's Redis refuses its user, so that processes share no limits/m)
  expect(await look(rights[0] ?? '', rights[1] ?? '')).not.toMatch(/refuses|reached|does not tell/)
})

test('the doctor tells whose user may not make the queue in PostgreSQL, or read the tables, and what to grant', async () => {
  await using database = await freshDatabase()
  const user = `limited_${randomUUID().slice(0, 8)}`
  await rowsOf(database.url, `create role ${user} login password 'secret'`)
  const env = { DATABASE_URL: Object.assign(new URL(database.url), { username: user, password: 'secret' }).href }
  const look = async () => (await parley(['doctor'], { ...env, QUEUE_URL: env.DATABASE_URL })).out
  const found = await look()
  expect(found).toMatch(/^wrong {2}permission denied for table .*\n +→ GRANT its user what it lacks/m)
  const [, grant = ''] = /^wrong {2}limited_.* may not make the queue's tables.*\n +→ (GRANT .*)$/m.exec(found) ?? []
  await rowsOf(database.url, grant)
  await rowsOf(database.url, 'create schema bullmq')
  expect(await look()).toMatch(/may not make the queue's tables.*\n +→ DROP SCHEMA bullmq CASCADE/)
  await rowsOf(database.url, 'drop schema bullmq')
  expect(await look()).toMatch(/^ok {5}the queue is in the same PostgreSQL$/m)
  const lost = await parley(['doctor'], { DATABASE_URL: `${env.DATABASE_URL}?sslmode=verify-full&sslrootcert=/none` })
  expect(lost.out).toMatch(/^wrong {2}ENOENT.*\n +→ sslrootcert, .* each name a file/m)
  await rowsOf(database.url, `drop owned by ${user}`)
  await rowsOf(database.url, `drop role ${user}`)
})
