import { readFile } from 'node:fs/promises'
import { modelUrls, readModel, type Model } from '@parley/moderation'

/** The learned models that the api itself asks. */
export type Models = { abuse: Model }

/** Reads the models that come with the service; throws when they are of other features than this code's. */
export const readModels = async (): Promise<Models> => ({ abuse: readModel(await readFile(modelUrls.abuse)) })
