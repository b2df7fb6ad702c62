import { expect, test } from 'vitest'
import { clusterOf } from './redis.ts'

test('a URL of one server is no cluster', () => {
  expect(clusterOf('redis://user:pass@127.0.0.1:6379/1')).toBeUndefined()
})

test('several hosts, or the word, make a cluster whose nodes share what the URL says', () => {
  expect(clusterOf('redis://a:7000,b')).toEqual({ nodes: ['redis://a:7000', 'redis://b'], shared: {} })
  expect(clusterOf('rediss://us%40er:p%3Aw@a:7000/?cluster=true')).toEqual({
    nodes: ['redis://a:7000'],
    shared: { username: 'us@er', password: 'p:w', tls: {} },
  })
})
