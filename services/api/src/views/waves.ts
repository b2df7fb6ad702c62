import type { WaveFile, WaveView } from '@parley/contracts'
import type { Wave, WaveComment } from '@parley/store'
import { asWire } from './wire.ts'

/** A wave as moderators see it. */
export const waveViewOf = ({ siteId, ruling, ...wave }: Wave): WaveView => {
  const { decisionId, ...ruled } = ruling ?? {}
  return asWire({ site: siteId, ...wave, ...(ruling && { ruling: { ...ruled, decision: decisionId } }) })
}

/** A comment of a wave. */
export const waveCommentOf = ({
  articleKey,
  articleTitle,
  articleUrl,
  authorName,
  authorKey,
  ...comment
}: WaveComment): WaveFile['comments'][number] =>
  asWire({
    ...comment,
    article: { key: articleKey, title: articleTitle, url: articleUrl },
    author: { name: authorName, key: authorKey },
  })
