import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  test: {
    maxWorkers: availableParallelism(), // each file starts servers of its own: three at a time on two cores took a third longer
    projects: [
      {
        test: {
          name: 'unit',
          isolate: false, // what they share is code; a room's modules are read once and not for each of 200 files
          root,
          include: [
            'packages/*/{src,training}/**/*.test.ts',
            'services/*/src/**/*.test.ts',
            'test/{eval,hostile,mutation}/**/*.test.ts',
          ],
          testTimeout: 120_000, // property tests on a machine that has other work
        },
      },
      {
        test: {
          name: 'integration',
          isolate: false, // no file changes what others share: databases, servers and folders are each test's own
          root,
          include: ['test/{integration,e2e,chaos}/**/*.test.ts'],
          env: { RECHECK_BACKEND: 'pure' }, // patterns are judged in this process, with nothing to start
          globalSetup: ['test/support/global-setup.ts'],
          // Conditions name their own patience; these only end what hangs, on a machine that has other work too.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
