import { DummyDriver, Kysely, PostgresDialect, sql, type CompiledQuery, type DatabaseConnection } from 'kysely'
import type pg from 'pg'
import { expect, test } from 'vitest'
import type { Db, Session } from './database.ts'
import type { Tables } from './tables.ts'
import { inTwoTrips } from './transact.ts'

type Sent = { text: string; answer: (rows?: object[]) => void; fail: (fault: Error) => void }

/** A database whose one connection answers nothing by itself. */
const silentDb = () => {
  const sent: Sent[] = []
  const connection = {
    executeQuery: ({ sql: text }: CompiledQuery) =>
      new Promise((resolve, reject) => {
        sent.push({ text, answer: (rows = []) => resolve({ rows }), fail: reject })
      }),
  } as unknown as DatabaseConnection
  class Silent extends DummyDriver {
    override acquireConnection = async (): Promise<DatabaseConnection> => connection
  }
  const dialect = new PostgresDialect({ pool: {} as pg.Pool })
  dialect.createDriver = () => new Silent()
  const db: Db = new Kysely<Tables>({ dialect })
  /** The texts of what waits for its answer, once so many wait. */
  const waiting = async (many: number): Promise<string[]> => {
    await expect.poll(() => sent.length).toBe(many)
    return sent.map(({ text }) => text)
  }
  /** Answers all that waits: a fault is thrown, a list are rows. */
  const answer = (...answers: (Error | object[])[]): void => {
    for (const [at, { answer: good, fail }] of sent.splice(0).entries()) {
      const given = answers[at]
      if (given instanceof Error) fail(given)
      else good(given)
    }
  }
  return { db, waiting, answer }
}

const open = async (session: Session) => {
  const [, read] = await Promise.all([sql`lock`.execute(session), sql<{ n: number }>`read`.execute(session)])
  return read.rows
}
const close = async (_: Session, [row]: { n: number }[]) => ({ last: sql`write`, out: row?.n })
const committed = [{ command: 'COMMIT' }]

const faultOf = (failing: Promise<unknown>): Promise<string> =>
  failing.then(
    () => 'nothing',
    ({ message }: Error) => message,
  )

test('nothing waits for begin or for what opens, and the commit goes with the last statement', async () => {
  const { db, waiting, answer } = silentDb()
  const done = inTwoTrips(db, open, close)
  expect(await waiting(3)).toEqual(['begin', 'lock', 'read'])
  answer([], [], [{ n: 7 }])
  expect(await waiting(2)).toEqual(['write', 'commit'])
  answer([], committed)
  expect(await done).toBe(7)
})

test('without a last statement there is the commit alone', async () => {
  const { db, waiting, answer } = silentDb()
  const done = inTwoTrips(db, open, async () => ({ last: undefined, out: 'nothing' }))
  await waiting(3)
  answer()
  expect(await waiting(1)).toEqual(['commit'])
  answer(committed)
  expect(await done).toBe('nothing')
})

test.for([
  ['begin', [new Error('first'), [], []]],
  ['the lock', [[], new Error('first'), new Error('aborted')]],
  ['reading', [[], [], new Error('first')]],
] as const)('where %s fails nothing is written, and the first fault is thrown', async ([, answers]) => {
  const { db, waiting, answer } = silentDb()
  const failed = faultOf(inTwoTrips(db, open, close))
  await waiting(3)
  answer(...answers.map((one) => (one instanceof Error ? one : [...one])))
  expect(await waiting(1)).toEqual(['rollback'])
  answer()
  expect(await failed).toContain('first')
})

test('what fails between the trips is rolled back', async () => {
  const { db, waiting, answer } = silentDb()
  const wrong = async () => Promise.reject(new Error('wrong'))
  const failed = faultOf(inTwoTrips(db, open, wrong))
  await waiting(3)
  answer()
  expect(await waiting(1)).toEqual(['rollback'])
  answer()
  expect(await failed).toContain('wrong')
})

test.for([
  ['the last statement fails', new Error('refused'), 'refused'],
  ['the database gives up by itself', [], 'given up'],
] as const)('where %s the transaction has failed', async ([, written, told]) => {
  const { db, waiting, answer } = silentDb()
  const failed = faultOf(inTwoTrips(db, open, close))
  await waiting(3)
  answer()
  await waiting(2)
  answer(written instanceof Error ? written : [...written], [{ command: 'ROLLBACK' }])
  expect(await waiting(1)).toEqual(['rollback'])
  answer()
  expect(await failed).toContain(told)
})

test('a connection that cannot roll back is ended, and the first fault stays the one that is thrown', async () => {
  const { db, waiting, answer } = silentDb()
  const failed = faultOf(inTwoTrips(db, open, close))
  await waiting(3)
  answer(new Error('first'))
  await waiting(1)
  answer(new Error('no rollback'))
  expect(await waiting(1)).toEqual(['select pg_terminate_backend(pg_backend_pid())'])
  answer(new Error('away'))
  expect(await failed).toContain('first')
})
