import { abuseModel } from './abuse-model.ts'
import { contact } from './contact.ts'
import { disguise } from './disguise.ts'
import { form } from './form.ts'
import { history } from './history.ts'
import { lexicon } from './lexicon.ts'
import type { Learned } from './learned.ts'
import { links } from './links.ts'
import { lists } from './lists.ts'
import type { NamedCheck } from './named-check.ts'
import { outside } from './outside.ts'
import { relevance } from './relevance.ts'
import { repetition } from './repetition.ts'
import { shape } from './shape.ts'
import { spamModel } from './spam-model.ts'
import { trust } from './trust.ts'
import { velocity } from './velocity.ts'
import { wave } from './wave.ts'

export type { NamedCheck } from './named-check.ts'

/** The learned models that some checks ask, each with what a site learned beside it. A model may be absent: its check then
 *  says nothing. */
export type Models = { spam?: Learned | undefined; abuse?: Learned | undefined }

/** Every check in the order it runs: this list is the policy. */
export const createChecks = ({ spam, abuse }: Models = {}): NamedCheck[] => [
  // What no text could make up for: a comment that is none, an author of the house, a form no person filled in.
  shape,
  trust,
  form,

  // The owner's own word, which wins over everything below.
  lists,

  // How the text is made: letters in disguise, where it points, how it asks to be answered.
  disguise,
  links,
  contact,

  // What was seen here before: the same text, the same haste, the same author.
  repetition,
  wave,
  velocity,
  history,

  // What the words say. The lexicon is a floor under the learned models of spam and of abuse.
  lexicon,
  spamModel(spam),
  abuseModel(abuse),

  // How far the comment has to do with its article.
  relevance,

  // What others say, where a site asks them.
  outside,
]

/** The checks without learned models. */
export const checks: NamedCheck[] = createChecks()

/** The list as documentation: what is looked at, in order. */
export const checkList: { name: string; version: number; codes: string[]; says: string }[] = checks.map(
  ({ name, version, codes, says }) => ({ name, version, codes, says }),
)
