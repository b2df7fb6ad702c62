import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The unit tests of what is mutated; none of them needs a server. */
export default defineConfig({
  root,
  test: {
    include: [
      'packages/moderation/src/{judge,policy,status}.test.ts',
      'packages/store/src/comments/{changed,decide,flips,state}.test.ts',
      'services/api/src/counts/*.test.ts',
      'services/api/src/http/is-unchanged.test.ts',
    ],
    // A thousand orders of events for each mutant would take long.
    exclude: ['services/api/src/counts/{lane*,counts-schedules}.test.ts'],
    testTimeout: 60_000,
  },
})
