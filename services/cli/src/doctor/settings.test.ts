import { expect, test } from 'vitest'
import { judgeSettings } from './settings.ts'

const quiet = {
  server_version: '18.4',
  server_version_num: '180004',
  server_encoding: 'UTF8',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '100',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '-1',
  log_parameter_max_length_on_error: '0',
}

test('a server set up as the compose file sets it up is fine', () => {
  expect(judgeSettings(quiet).filter(({ level }) => level !== 'ok')).toEqual([])
})

test.each([
  [{ server_version: '14.2', server_version_num: '140002' }, 'wrong', 'too old'],
  [{ server_encoding: 'SQL_ASCII' }, 'wrong', 'encoding is SQL_ASCII'],
  [{ transaction_read_only: 'on' }, 'wrong', 'takes no writes'],
  [{ fsync: 'off' }, 'wrong', 'fsync is off'],
  [{ full_page_writes: 'off' }, 'wrong', 'full_page_writes is off'],
  [{ synchronous_commit: 'off' }, 'wrong', 'loses comments'],
  [{ max_connections: '20' }, 'look', 'max_connections is 20'],
  [{ log_min_error_statement: 'error' }, 'wrong', 'prints statements that failed'],
  [{ log_min_messages: 'warning', log_error_verbosity: 'default' }, 'wrong', 'prints the rows that failed'],
  [{ log_statement: 'mod' }, 'wrong', 'prints every statement'],
  [{ log_min_duration_statement: '500' }, 'wrong', 'prints slow statements'],
  [{ log_parameter_max_length_on_error: '-1' }, 'wrong', 'prints the parameters'],
])('%j is %s', (change, level, says) => {
  const bad = judgeSettings({ ...quiet, ...change }).filter((finding) => finding.level !== 'ok')
  expect(bad).toEqual([{ level, says: expect.stringContaining(says), mend: expect.stringMatching(/\S/) }])
})

test('a setting that only a restart changes is not reloaded', () => {
  const [finding] = judgeSettings({ ...quiet, max_connections: '20' }).filter(({ level }) => level === 'look')
  expect(finding).toEqual(expect.objectContaining({ mend: expect.stringMatching(/restart/) }))
  expect(finding).not.toEqual(expect.objectContaining({ mend: expect.stringMatching(/reload/) }))
})

test('a terse log may warn: it names no rows', () => {
  expect(judgeSettings({ ...quiet, log_min_messages: 'warning' }).every(({ level }) => level === 'ok')).toBe(true)
})
