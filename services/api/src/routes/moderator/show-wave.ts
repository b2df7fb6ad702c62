import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { createCursors } from '../../cursor.ts'
import { pageOf } from '../../http/listing.ts'
import { route } from '../../http/route.ts'
import { waveCommentOf, waveViewOf } from '../../views/waves.ts'

/** GET /v1/moderation/waves/{site}/{wave}: one wave and its comments. */
export const showWave = ({ store, sites, secrets }: Pick<Deps, 'store' | 'sites' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.showWave, async (c, { params: { site, wave: waveId }, query }) => {
    const { question, next } = await pageOf({ sites, cursors }, c.get('token'), {
      list: `wave ${site} ${waveId}`,
      ...query,
    })
    const [wave, members] = await Promise.all([
      store.waves.find(site, waveId),
      store.waves.members({ siteId: site, waveId, after: question.after, limit: question.limit }),
    ])
    if (!wave) throw new ProblemError('no-wave')
    return c.json({ wave: waveViewOf(wave), comments: members.items.map(waveCommentOf), ...next(members.next) })
  })
}
