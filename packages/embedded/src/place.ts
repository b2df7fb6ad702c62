import { createHash } from 'node:crypto'
import { access, chmod, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { accountFor, canEnter } from './account.ts'
import type { Account } from './account.ts'
import { EmbeddedError } from './embedded-error.ts'
import { makePath } from './make-path.ts'

/** Where root puts what an unprivileged account must reach. */
export const sharedPlace = '/var/lib/parley'

/** Where one cluster lives and who runs it. */
export type Place = {
  /** The data folder that the owner named. */
  dir: string
  /** Holds the cluster, its password, its log: inside `dir`, or elsewhere when the account cannot enter `dir`. */
  home: string
  cluster: string
  account: Account | undefined
}

/** Finds or chooses the place of the data folder's cluster; `location` in the folder names it when it is elsewhere. */
export const findPlace = async (dir: string): Promise<Place> => {
  const named = await namedHome(dir)
  const inside = join(dir, 'postgres')
  const account = await accountFor(join(named || inside, 'cluster'))
  const home = named || (!account || (await canEnter(dir, account)) ? inside : await elsewhere(dir, inside))
  await makeFolder(home)
  if (account) await chmod(home, 0o711)
  if (home === sharedHome(dir) || (named && (await lineIn(join(named, OWNER))) !== '')) {
    await writeFile(join(home, OWNER), `${dir}\n`, { mode: 0o600 })
  }
  return { dir, home, cluster: join(home, 'cluster'), account }
}

const elsewhere = async (dir: string, inside: string) => {
  if (await exists(join(inside, 'cluster'))) {
    throw new EmbeddedError(
      `only root can enter ${dir} any more, but its cluster belongs to another user: allow passing (chmod o+x) or move ${inside}`,
    )
  }
  const home = sharedHome(dir)
  await makeFolder(sharedPlace)
  await chmod(sharedPlace, 0o755)
  await writeFile(join(dir, 'location'), `${home}\n`)
  return home
}

const sharedHome = (dir: string): string =>
  join(sharedPlace, createHash('sha256').update(dir).digest('hex').slice(0, 16))

/** Names, in a home outside of it, the data folder whose cluster lives there. */
const OWNER = 'owner'

const lineIn = async (path: string): Promise<string> => (await readFile(path, 'utf8').catch(() => '')).trim()

/** The home that a data folder names; empty where its cluster lives in it. A copy of the folder names the first one's, which must not
 *  be started twice; a folder that was moved takes its home along. */
const namedHome = async (dir: string): Promise<string> => {
  const location = join(dir, 'location')
  const named = await lineIn(location)
  const owner = named && (await lineIn(join(named, OWNER)))
  const isOwner = !owner || owner === (await realpath(dir).catch(() => dir))
  if (isOwner || (await lineIn(join(owner, 'location'))) !== named) return named
  throw new EmbeddedError(
    `${dir} is a copy of ${owner}, whose database it names: remove ${location} for a database of its own`,
  )
}

/** Where a data folder's cluster lives, in it or where it says. */
export const homeOf = async (dir: string): Promise<string> => (await namedHome(dir)) || join(dir, 'postgres')

/** Makes the data folder where it is missing and answers its real path. */
export const makeFolder = async (path: string) => {
  await makePath(path).catch((error: NodeJS.ErrnoException) => {
    throw new EmbeddedError(`cannot make the folder ${path} (${error.code}): name a place that you can write to`)
  })
  return realpath(path)
}

/** True when something is at the path. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
