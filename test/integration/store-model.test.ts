import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { playHistories } from '../support/store-histories.ts'

const layouts = [
  { tables: 'whole tables', layout: {}, runs: 150 },
  { tables: 'tables in four partitions', layout: { partitions: 4 }, runs: 50 },
]

test.each(layouts)(
  'on $tables, whatever is done, the store does what a model of a page says',
  async ({ layout, runs }) => {
    await using database = await freshDatabase(layout)
    await expect(playHistories(database.url, { runs })).resolves.toBeUndefined()
  },
)
