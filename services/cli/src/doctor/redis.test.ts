import { expect, test } from 'vitest'
import { judgeCache, judgeQueue } from './redis.ts'

const queue = { version: '7.0.15', runId: 'a', policy: 'noeviction', appendonly: true, isReplica: false, save: '' }
const cache = { ...queue, runId: 'b', appendonly: false }
const bad = (findings: { level: string; says: string }[]) => findings.filter(({ level }) => level !== 'ok')

test('a queue that keeps everything and a cache that keeps nothing are fine', () => {
  expect(bad([...judgeQueue(queue), ...judgeCache(cache, 'a')])).toEqual([])
})

test.each([
  [{ policy: 'allkeys-lru' }, 'wrong', 'may evict jobs'],
  [{ appendonly: false }, 'look', 'lost with its Redis'],
  [{ version: '5.0.3' }, 'wrong', 'too old'],
  [{ isReplica: true }, 'wrong', 'takes no jobs'],
  [{ forbidden: 'NOPERM of a kind' }, 'wrong', 'refuses its user: NOPERM of a kind'],
])('a queue with %j is %s', (change, level, says) => {
  expect(bad(judgeQueue({ ...queue, ...change }))).toEqual([
    expect.objectContaining({ level, says: expect.stringContaining(says) }),
  ])
})

test.each([
  [{ forbidden: 'NOPERM of a kind' }, 'share no limits and no secret: NOPERM of a kind'],
  [{ runId: 'a' }, 'is the server of QUEUE_URL'],
  [{ appendonly: true }, 'writes to disk'],
  [{ isReplica: true }, 'is a replica'],
  [{ save: '3600 1' }, 'writes to disk'],
  [{ save: undefined }, 'does not tell whether it writes to disk'],
  [{ policy: 'volatile-ttl' }, 'forgets limits'],
])('a cache with %j is wrong', (change, says) => {
  expect(bad(judgeCache({ ...cache, ...change }, 'a'))).toEqual([
    expect.objectContaining({ level: 'wrong', says: expect.stringContaining(says) }),
  ])
})
