import { expect, test } from 'vitest'
import { mendOf } from './postgres-mends.ts'

const fault = (code: string) => Object.assign(new Error('a sentence of the library'), { code })

test.each([
  [fault('28P01'), 'password'],
  [fault('53100'), 'make room'],
  [fault('53300'), 'max_connections'],
  [fault('42501'), 'GRANT'],
  [fault('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'sslrootcert'],
  [fault('ERR_TLS_CERT_ALTNAME_INVALID'), 'name the host'],
  [fault('ENOENT'), 'name a file'],
  [new Error('The server does not support SSL connections'), 'sslmode'],
])('%o is mended by what its reason says', (reason, mend) => {
  expect(mendOf(reason, 'DATABASE_URL')).toContain(mend)
})

test.each([[fault('ECONNREFUSED')], [new Error('something else')], ['thrown']])('%o tells of no mend', (reason) => {
  expect(mendOf(reason, 'DATABASE_URL')).toBeUndefined()
})

test.each(['28P01', 'ENOENT', 'ERR_TLS_CERT_ALTNAME_INVALID'])('%s of a server is told by what names it', (code) => {
  expect(mendOf(fault(code), 'QUEUE_URL')).toMatch(/^(?!.*DATABASE_URL).*QUEUE_URL/)
})
