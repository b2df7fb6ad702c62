import {
  backtestKinds,
  backtestResult,
  requestFailure,
  type BacktestResult,
  type BacktestView,
} from '@parley/contracts'
import type { Deps } from '../context.ts'

const EXCERPT = 140

/** A backtest of a site, with the beginnings of its examples' texts as they are now: what was erased since has none. */
export const findBacktest = async (
  { store }: Pick<Deps, 'store'>,
  siteId: string,
  id: string,
): Promise<BacktestView | undefined> => {
  const request = await store.learning.requests.find(siteId, id)
  if (request?.kind !== 'backtest') return undefined
  const found = backtestResult.safeParse(request.result)
  const failed = requestFailure.safeParse(request.result?.['why'])
  return {
    site: siteId,
    id,
    state: request.state,
    askedAt: request.askedAt.toISOString(),
    ...(failed.success && { why: failed.data }),
    ...(found.success && { result: await withExcerpts({ store }, siteId, found.data) }),
  }
}

const withExcerpts = async (
  { store }: Pick<Deps, 'store'>,
  siteId: string,
  result: BacktestResult,
): Promise<NonNullable<BacktestView['result']>> => {
  const examples = backtestKinds.flatMap((kind) => result.kinds[kind].examples)
  const texts = await store.learning.texts(
    siteId,
    examples.map(({ comment, version }) => ({ commentId: comment, version })),
  )
  const excerpts = new Map(texts.map((text) => [`${text.commentId} ${text.version}`, excerptOf(text.body)]))
  const kinds = Object.fromEntries(
    backtestKinds.map((kind) => {
      const { count, examples: some } = result.kinds[kind]
      const shown = some.map((one) => {
        const excerpt = excerpts.get(`${one.comment} ${one.version}`)
        return { ...one, ...(excerpt !== undefined && { excerpt }) }
      })
      return [kind, { count, examples: shown }]
    }),
  ) as NonNullable<BacktestView['result']>['kinds']
  return { ...result, kinds }
}

const excerptOf = (body: string): string => {
  const characters = [...body]
  return characters.length <= EXCERPT ? body : `${characters.slice(0, EXCERPT - 1).join('')}…`
}
