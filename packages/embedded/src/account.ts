import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'

/** The user that PostgreSQL runs as, when it is another than the one we run as. */
export type Account = {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root, so root lends it an existing account without rights; others run it themselves. */
export const accountFor = async (cluster: string): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(cluster).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return unprivileged(await readFile('/etc/passwd', 'utf8').catch(() => ''))
}

/** Picks `postgres` or `nobody` from the text of a passwd file, else any account that is not root. */
export const unprivileged = (passwd: string): Account => {
  const users = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4 && Number(fields[2]) !== 0 && !fields[0]?.startsWith('#'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  const user = ['postgres', '_postgres', 'nobody'].map((name) => users.find((user) => user.name === name)).find(Boolean)
  const chosen = user ?? users[0]
  if (!chosen) throw new EmbeddedError('PostgreSQL refuses to run as root and /etc/passwd names no other user')
  return { uid: chosen.uid, gid: chosen.gid }
}

/** True when the account may pass through every folder down to this one. */
export const canEnter = async (folder: string, { uid, gid }: Account): Promise<boolean> => {
  const { mode, uid: owner, gid: group } = await stat(folder)
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
  if ((mode & bit) === 0) return false
  return dirname(folder) === folder || canEnter(dirname(folder), { uid, gid })
}
