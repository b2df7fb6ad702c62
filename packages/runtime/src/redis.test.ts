import { expect, test } from 'vitest'
import { clusterOf } from './redis.ts'

test('one server is left to ioredis', () => {
  expect(clusterOf('redis://127.0.0.1:6379/2')).toBeUndefined()
  expect(clusterOf('rediss://user:pass@cache.example?family=6')).toBeUndefined()
})

test('several hosts, or the word cluster, make a cluster', () => {
  expect(clusterOf('redis://a,b:7001,[::1]:7002')).toEqual({
    tls: false,
    nodes: [
      { host: 'a', port: 6379 },
      { host: 'b', port: 7001 },
      { host: '::1', port: 7002 },
    ],
  })
  expect(clusterOf('rediss://us%40er:p%3Aw@a:7000/?cluster=true')).toEqual({
    tls: true,
    username: 'us@er',
    password: 'p:w',
    nodes: [{ host: 'a', port: 7000 }],
  })
})
