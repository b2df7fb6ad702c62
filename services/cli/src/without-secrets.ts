import type { Site } from '@parley/store'

/** In place of a secret; no rules accept it, so that a listing which is edited and set again cannot put it in one's place. */
const SET = 'set'

/** A site with only that its secrets are set: what is printed stays in terminals and logs. */
export const withoutSecrets = ({ rules, ...site }: Site): object => {
  const { hook, akismet } = rules.outside
  const outside = {
    ...(hook && { hook: { ...hook, secrets: SET } }),
    ...(akismet && { akismet: { ...akismet, key: SET } }),
  }
  return { ...site, rules: { ...rules, outside } }
}
