import { expect, test } from 'vitest'
import { parley } from '../support/standalone.ts'
import { freshStore, rowsOf } from '../support/store.ts'

test('a version that a site does not keep is refused with those that it keeps, before any worker is asked', async () => {
  await using paper = await freshStore()
  const env = { DATABASE_URL: paper.url }
  await rowsOf(
    paper.url,
    `insert into site_model (site_id, version, weights, base, revision, as_of, decisions, origin, contest)
     select 'paper', version, '', 'spam@1', 1, 1, 1, 'learned', '{}' from unnest('{2,4}'::int[]) version`,
  )
  const line = (command: string) =>
    `parley ${command}: version 3 is not kept; these are: 4, 2, 0 (the models as shipped)\n`
  const backtest = await parley(['site', 'backtest', 'paper', '--version', '3'], env)
  expect(backtest).toEqual({ code: 1, out: '', err: line('site backtest') })
  const rollback = await parley(['model', 'rollback', 'paper', '--to', '3'], env)
  expect(rollback).toEqual({ code: 1, out: '', err: line('model rollback') })
  const nowhere = await parley(['site', 'backtest', 'nwes', '--version', '3'], env)
  expect(nowhere.err).toBe('parley site backtest: there is no site nwes\n')
  expect(await rowsOf(paper.url, 'select from model_request')).toEqual([])
})
