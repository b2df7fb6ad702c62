import { readFile } from 'node:fs/promises'
import { modelUrls, readModel, type BaseModels } from '@parley/moderation'

/** Reads the models that come with Parley. */
export const readBaseModels = async (): Promise<BaseModels> => {
  const [spam, abuse] = await Promise.all([readFile(modelUrls.spam), readFile(modelUrls.abuse)])
  return { spam: readModel(spam), abuse: readModel(abuse) }
}
