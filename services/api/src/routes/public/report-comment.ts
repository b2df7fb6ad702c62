import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { reportComment as report } from '../../verbs/report-comment.ts'

/**
 * POST /v1/sites/{site}/comments/{comment}/reports: a reader's flag. Readers are told apart by network and comment under the
 * day's secret, so that one network flags a comment once a day and its flags on two comments have nothing in common.
 */
export const reportComment = ({ store, dailySecret }: Pick<Deps, 'store' | 'dailySecret'>) =>
  route(endpoints.reportComment, async (c, { params: { comment }, body }) => {
    const siteId = c.get('site').id
    const reporter = dailySecret.hash('report', `${siteId}\n${comment}\n${c.get('network').today}`).today
    if (!(await report({ store }, { siteId, commentId: comment, reporter, ...body })))
      throw new ProblemError('no-comment')
    return c.json({ reported: true }, 202)
  })
