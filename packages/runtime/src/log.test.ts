import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createLog, describeError, inTurns, standardOutput } from './log.ts'

const collect = () => {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>)
      done()
    },
  })
  return { lines, stream }
}

test('a line carries service, level, time and event, and nothing about the machine', () => {
  const { lines, stream } = collect()
  createLog({ service: 'api' }, stream).info({ event: 'comment.submitted', commentId: 'c1' })
  expect(lines).toEqual([
    { level: 'info', time: expect.any(String), service: 'api', event: 'comment.submitted', commentId: 'c1' },
  ])
})

test('the lines of one turn are written at once, in order, and before the process ends', async () => {
  const written: string[] = []
  const destination = inTurns({ write: (text: string) => void written.push(text) })
  destination.write('one\n')
  destination.write('two\n')
  expect(written).toEqual([])
  await new Promise((resolve) => setImmediate(resolve))
  expect(written).toEqual(['one\ntwo\n'])
  destination.write('last\n')
  process.emit('exit', 0)
  expect(written).toEqual(['one\ntwo\n', 'last\n'])
})

/** A standard output that takes so many bytes of each write, or none for the reason given. */
const output = (takes: (number | string)[]) => {
  let written = ''
  const stream = standardOutput((_, bytes) => {
    const take = takes.shift() ?? bytes.length
    if (typeof take === 'string') throw Object.assign(new Error('no'), { code: take })
    written += bytes.subarray(0, take).toString()
    return Math.min(take, bytes.length)
  })
  return { stream, written: () => written }
}

test('what is written in parts is written whole', () => {
  const { stream, written } = output([2, 'EAGAIN', 1])
  stream.write('one\ntwo\n')
  expect(written()).toBe('one\ntwo\n')
})

test.each(['ENOSPC', 'EIO', 'EPIPE'])(
  'what an output refuses with %s is dropped, and the next line is whole',
  (code) => {
    const { stream, written } = output([5, code])
    stream.write('one\ntwo\n')
    stream.write('three\n')
    expect(written()).toBe('one\nt\nthree\n')
  },
)

test('a pipe that nobody reads is waited for once, and not at each line', () => {
  const busy = Array.from({ length: 1_000 }, () => 'EAGAIN')
  const { stream } = output(busy)
  stream.write('one\n')
  const left = busy.length
  expect(left).toBeLessThan(999)
  stream.write('two\n')
  expect(busy).toHaveLength(left - 1)
})

test('the level hides what is below it', () => {
  const { lines, stream } = collect()
  const log = createLog({ service: 'api', level: 'error' }, stream)
  log.warn({ event: 'hidden' })
  log.error({ event: 'shown' })
  expect(lines.map(({ event }) => event)).toEqual(['shown'])
})

test('an error of PostgreSQL is logged with its code and stack, without row, parameters or query', () => {
  const { lines, stream } = collect()
  const err = Object.assign(new Error('new row for relation "comment" violates check constraint "comment_depth"'), {
    code: '23514',
    detail: 'Failing row contains (planted-body).',
    where: 'PL/pgSQL function planted-where',
    parameters: ['planted-parameter'],
    query: 'insert into planted-query',
  })
  createLog({ service: 'worker' }, stream).error({ event: 'job.failed', err })
  expect(JSON.stringify(lines)).not.toContain('planted')
  expect(lines[0]?.['err']).toMatchObject({ code: '23514', message: err.message })
  expect(JSON.stringify(lines)).toMatch(/log\.test\.ts:\d+:\d+/)
})

test.each([
  ['under its key', (err: Error) => ({ event: 'job.failed', err })],
  ['by itself', (err: Error) => err],
])('a value in the message of an error is not repeated as the line’s message, logged %s', (_, logged) => {
  const { lines, stream } = collect()
  createLog({ service: 'worker' }, stream).error(logged(new Error('invalid input syntax for type uuid: "planted"')))
  expect(lines[0]?.['err']).toMatchObject({ message: 'invalid input syntax for type uuid: "…"' })
  expect(JSON.stringify(lines)).not.toContain('planted')
})

describe('values are cut out of messages, identifiers stay', () => {
  const cases: [string, string][] = [
    ['invalid input syntax for type uuid: "planted"', 'invalid input syntax for type uuid: "…"'],
    ['invalid input value for enum status: "a "planted" b"', 'invalid input value for enum status: "…"'],
    ['value "planted" is out of range for type integer', 'value "…" is out of range for type integer'],
    [
      'null value in column "body" of relation "comment_text"',
      'null value in column "body" of relation "comment_text"',
    ],
    ['syntax error at or near "planted', 'syntax error at or near "…"'],
    [`Unexpected token 'p', "planted" is not valid JSON`, `Unexpected token 'p', "…" is not valid JSON`],
    ["ERR unknown command 'x', with args beginning with: 'planted'", "ERR unknown command 'x'"],
    ['Cannot read properties of undefined', 'Cannot read properties of undefined'],
  ]
  test.each(cases)('%s', (message, logged) => {
    const described = describeError(new Error(message))
    expect(described.message).toBe(logged)
    expect(described.stack).not.toContain('planted')
    expect(described.stack).toMatch(/\n\s+at /)
  })
})

test('a message of many lines does not leak through the stack', () => {
  const described = describeError(new Error('first "planted\n    at planted (file.ts:1:1)\nrest" end'))
  expect(JSON.stringify(described)).not.toContain('planted')
})

test('causes and gathered errors are described the same way, three deep', () => {
  const root = Object.assign(new Error('root "planted"'), { detail: 'planted' })
  const gathered = new AggregateError([root], 'many', { cause: new Error('middle', { cause: root }) })
  const described = describeError(gathered)
  expect(described.cause?.cause?.message).toBe('root "…"')
  expect(described.errors?.[0]?.message).toBe('root "…"')
  expect(JSON.stringify(described)).not.toContain('planted')
})

test('a thrown string is not repeated', () => {
  expect(JSON.stringify(describeError('planted'))).not.toContain('planted')
})
