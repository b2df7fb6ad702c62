import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { playHistories } from '../support/store-histories.ts'

test('whatever is done in whatever order, the store does what a model of a page says', async () => {
  await using database = await freshDatabase()
  await expect(playHistories(database.url, { runs: 150 })).resolves.toBeUndefined()
})
