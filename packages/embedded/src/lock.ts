import { randomUUID } from 'node:crypto'
import { link, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import { birthOf } from './processes.ts'
import { giveSign, seesSign } from './sign-of-life.ts'

/** A lock held by this process until it is released or the process is gone. */
export type Lock = {
  release(): Promise<void>
}

/** Who holds a lock: a process by its id, or one that has no id here. */
export type Holder = number | 'another container'

/** Who holds a lock, in words. */
export const holderName = (holder: Holder): string => (typeof holder === 'number' ? `process ${holder}` : holder)

/**
 * Takes the lock of this name for this process, or answers the id of the process that holds it. The holder is named by
 * id and birth, so the lock of a dead process is free, also when its id belongs to another by now; and by a sign of life,
 * for one in another container cannot be seen by its id.
 *
 * Each holder makes the file `<path>.<n>` one above the last; making a file that must not exist is what only one of
 * many can do. Only older files are ever removed: to take a stale file away would race with who takes it over.
 */
export const takeLock = async (path: string): Promise<Lock | { heldBy: Holder }> => {
  const draft = `${path}.draft-${randomUUID()}`
  const sign = `${basename(path)}-life-${randomUUID()}`
  await writeFile(draft, `${process.pid} ${await birthOf(process.pid)} ${sign}\n`, { mode: 0o600 }).catch(
    ({ code }: NodeJS.ErrnoException) => {
      throw new EmbeddedError(
        `cannot write to the folder ${dirname(path)} (${code}): name a place that you can write to`,
      )
    },
  )
  const life = await giveSign(join(dirname(path), sign))
  let taken = false
  try {
    for (;;) {
      const numbers = await numbersOf(path)
      const last = Math.max(0, ...numbers)
      const heldBy = last === 0 ? 'nobody' : await holderOf(`${path}.${last}`)
      if (heldBy !== 'nobody' && heldBy !== 'unknown') return { heldBy }
      if (heldBy === 'unknown' || !(await linked(draft, `${path}.${last + 1}`))) continue
      taken = true
      await Promise.all(numbers.map((number) => removeStale(`${path}.${number}`)))
      const release = async () => {
        await free(`${path}.${last + 1}`)
        await life?.end()
      }
      return { release }
    }
  } finally {
    if (!taken) await life?.end()
    await rm(draft, { force: true })
  }
}

const removeStale = async (path: string) => {
  const [, , sign] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ')
  if (sign) await rm(join(dirname(path), basename(sign)), { force: true })
  await rm(path, { force: true })
}

const numbersOf = async (path: string) => {
  const names = await readdir(dirname(path))
  const start = `${basename(path)}.`
  return names
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
    .filter((rest) => /^[1-9]\d*$/.test(rest))
    .map(Number)
}

const holderOf = async (path: string): Promise<Holder | 'nobody' | 'unknown'> => {
  const text = await readFile(path, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT') return undefined
    // Another user made it and was killed, or holds it now: to ask again and again would not tell.
    throw new EmbeddedError(
      `cannot read ${path} (${code}): be the user that started it, or remove it when that has ended`,
    )
  })
  if (text === undefined) return 'unknown' // a newer one has come
  const [pid = '', birth, sign] = text.trim().split(' ')
  if (birth !== undefined && (await birthOf(Number(pid))) === birth) return Number(pid)
  return sign && (await seesSign(join(dirname(path), basename(sign)))) ? 'another container' : 'nobody'
}

const linked = (from: string, to: string) =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )

/** The file stays, so that numbers only grow. */
const free = async (path: string) => {
  await writeFile(`${path}.free`, 'free\n')
  await rename(`${path}.free`, path)
}
