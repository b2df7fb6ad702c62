import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeWave } from '../support/waves.ts'
import { appealing, madeBy, type Appealing } from './appealing.ts'
import { freshApi, type Api } from './api-client.ts'

let api: Api
let { rejected, appeal, read, decide, listed, undo } = {} as Appealing
beforeAll(async () => {
  api = await freshApi()
  ;({ rejected, appeal, read, decide, listed, undo } = await appealing(api))
})
afterAll(() => api?.[Symbol.asyncDispose]())

test('a wave’s decision answers its authors’ appeals, also of what stays where it stood; its undo opens them', async () => {
  const all = [await rejected(), await rejected(), await rejected()]
  const [moved, stays, elsewhere] = all.map(({ id }) => id) as [string, string, string]
  await decide(moved, 'hold')
  for (const { receipt } of all) await appeal(receipt)
  const wave = await madeWave({ url: api.databaseUrl, siteId: 'paper' }, [moved, stays])
  const press = (action: string) =>
    api.ask(`POST /v1/moderation/waves/paper/${wave}/decisions`, {
      token: 'moderator',
      body: { action, reason: 'spam' },
    })
  const open = async () => [await listed(moved), await listed(stays), await listed(elsewhere)].map(Boolean)

  const refused = await press('reject')
  expect(refused.json).toMatchObject({ comments: { decided: 1, already: 1 }, appeals: 2 })
  expect(await open()).toEqual([false, false, true])
  for (const { receipt } of all.slice(0, 2))
    expect((await read(receipt))['appeal']).toMatchObject({ status: 'refused' })
  await undo(madeBy(refused))
  expect(await open()).toEqual([true, true, true])
  expect((await press('hold')).json).not.toHaveProperty('appeals')
  expect((await press('approve')).json).toMatchObject({ appeals: 2 })
  expect(await open()).toEqual([false, false, true])
})

test('a wave that stands as ordered already answers appeals by a decision that can be undone', async () => {
  const { id, receipt } = await rejected()
  const wave = await madeWave({ url: api.databaseUrl, siteId: 'paper' }, [id])
  const line = `POST /v1/moderation/waves/paper/${wave}/decisions`
  const press = () => api.ask(line, { token: 'moderator', body: { action: 'reject', reason: 'spam' } })
  await press()
  await appeal(receipt)
  const again = await press()
  expect(again.json).toMatchObject({ decision: {}, comments: { already: 1 }, appeals: 1 })
  expect((await press()).json).not.toHaveProperty('decision')
  await undo(madeBy(again))
  expect((await read(receipt))['appeal']).toMatchObject({ status: 'open' })
})
