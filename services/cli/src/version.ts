import manifest from '../package.json' with { type: 'json' }

/** The version of this Parley; all its rooms share it. */
export const { version } = manifest
