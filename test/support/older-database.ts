import { rowsOf } from './store.ts'

/** What takes back that part of each later migration over which it would stumble a second time. */
const back: Record<string, string> = {
  '0017-key-host': 'alter table site drop column key_host',
  '0018-ban-hosts': '',
  '0019-copies-by-site': `drop index comment_copies; drop function copy_salt;
    create index comment_fingerprint on comment using gin ((fingerprint[1:8])) where fingerprint is not null`,
  '0020-no-host-index': `create index comment_hosts on comment using gin (hosts) where hosts <> '{}'`,
}

/** Has a database of a test be as it was before a migration; answers the names of those it lacks then. */
export const takeBackTo = async (url: string, first: keyof typeof back): Promise<string[]> => {
  const names = Object.keys(back).filter((name) => name >= first)
  for (const name of names.toReversed()) await rowsOf(url, back[name] as string)
  await rowsOf(url, `delete from kysely_migration where name >= $1`, [first])
  return names
}
