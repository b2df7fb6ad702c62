import { expect, test } from 'vitest'
import { faultLine, POOLER_MEND } from './fault-line.ts'

const fault = (code: string, message = 'x') => Object.assign(new Error(message), { code })

test.each([
  [fault('ECONNREFUSED'), 'the database cannot be reached (ECONNREFUSED)'],
  [new AggregateError([fault('ECONNREFUSED'), fault('ECONNREFUSED')]), 'the database cannot be reached (ECONNREFUSED)'],
  [fault('28P01'), 'the database refuses the user or its password'],
  [fault('3D000'), 'the server has no such database'],
  [fault('42P01'), 'the database is not migrated: run parley migrate'],
  [fault('08P01', 'unsupported startup parameter: options'), `a pooler stands before PostgreSQL: ${POOLER_MEND}`],
  [fault('42P05', 'prepared statement "parley-1" already exists'), expect.stringContaining(POOLER_MEND)],
  [new Error('no way to postgres://ada:hunter2@db/x\n  and more'), 'no way to postgres://…@db/x'],
  ['thrown', 'something unknown went wrong'],
])('%o reads: %s', (thrown, line) => {
  expect(faultLine(thrown)).toEqual(line)
})
