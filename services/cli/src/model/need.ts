import type { Store } from '@parley/store'
import { Refusal } from '../refusal.ts'

/** Refuses a site that is not there. */
export const needSite = async ({ sites }: Pick<Store, 'sites'>, siteId: string): Promise<void> => {
  if (!(await sites.find(siteId))) throw new Refusal(`there is no site ${siteId}`)
}

/** Refuses a version that the site does not keep, and names those that it does. */
export const needVersion = async (
  store: Pick<Store, 'learning' | 'sites'>,
  siteId: string,
  version: number,
): Promise<void> => {
  await needSite(store, siteId)
  const kept = [...(await store.learning.versions(siteId)).map((one) => one.version), 0]
  if (kept.includes(version)) return
  throw new Refusal(`version ${version} is not kept; these are: ${kept.join(', ')} (the models as shipped)`)
}
