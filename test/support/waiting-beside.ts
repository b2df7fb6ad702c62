import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that mostly wait: for locks and leases to run out, for polls, and for processes one after the other. */
const waiting = [
  'e2e/standalone.test',
  'e2e/standalone-users.test',
  'e2e/widget/live.test',
  'integration/queue.test',
  'integration/sweep.test',
  'integration/embedded.test',
  'integration/queue-shares.test',
  'integration/worker-poison.test',
  'integration/replica.test',
  'integration/api-cache.test',
]
for (const name of waiting)
  if (!existsSync(join(import.meta.dirname, '..', `${name}.ts`))) throw new Error(`there is no test ${name}`)

/** Has one of each two files that run at once be one that waits, for as long as there are such: two cores rest otherwise while two
 *  files wait, and are too few where neither does. */
export class WaitingBeside extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const waits = ({ moduleId }: TestSpecification) => waiting.some((name) => moduleId.endsWith(`/${name}.ts`))
    const beside = sorted.filter(waits)
    const others = sorted.filter((file) => !waits(file))
    const paired = others.flatMap((file, nth) => [file, ...beside.slice(nth, nth + 1)])
    return [...paired, ...beside.slice(others.length)]
  }
}
