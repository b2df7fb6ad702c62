import { createLog } from '@parley/runtime'
import { createStore } from '@parley/store'
import { judgeWithChecks } from '@parley/worker'
import { startParts } from './worker-parts.ts'

/** A worker that dies, as if out of memory, whenever it looks at a comment that says so; and finds dead ones' jobs soon. */
const { DATABASE_URL = '', QUEUE_URL = '' } = process.env

const log = createLog({ service: 'crashing-worker' })
await startParts({
  store: createStore({ url: DATABASE_URL }),
  queueUrl: QUEUE_URL,
  log,
  // Longer than a slow machine takes for a worker's first job: one whose lock runs out has stalled like one that killed.
  recovery: { lockDuration: 2_500, stalledInterval: 500 },
  judgeSubject: (subject) => {
    if (subject.body === 'kills its worker') process.kill(process.pid, 'SIGKILL')
    return judgeWithChecks(subject)
  },
})
log.info({ event: 'worker.ready' })
