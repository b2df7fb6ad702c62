import { defaultRules } from '@parley/contracts'
import { byModerator, moveOf } from '../support/store.ts'
import { submitted, type Api } from './api-client.ts'

export type Appealing = Awaited<ReturnType<typeof appealing>>

/** What authors and moderators do about appeals at an api. */
export const appealing = async (api: Api) => {
  // So many rejected comments of one network would have it prove work.
  await api.store.sites.set('paper', { rules: { ...defaultRules, challenges: 'never' } }, 'test')
  /** A comment that a moderator rejected, and its receipt. */
  const rejected = async (body = 'Something unwelcome.') => {
    const made = await submitted(api, { body })
    await byModerator(api.store, [moveOf(made.id, 'rejected', { reason: 'abuse' })])
    return made
  }
  const appeal = (receipt: string, text = 'It quotes the article itself.') =>
    api.ask(`POST /v1/receipts/${receipt}/appeal`, { body: { text } })
  const read = async (receipt: string) => (await api.ask(`GET /v1/receipts/${receipt}`)).json
  const decide = (id: string, action: string) =>
    api.ask('POST /v1/moderation/decisions', {
      token: 'moderator',
      body: { comments: [{ site: 'paper', id, version: 1 }], action, reason: 'abuse' },
    })
  const listed = async (id: string, query = 'appeal=open') => {
    const { json } = await api.ask(`GET /v1/moderation/comments?${query}&limit=100`, { token: 'reader' })
    return (json['comments'] as { id: string; appeal?: { text: string } }[]).find((one) => one.id === id)
  }
  const undo = (decision: string) => api.ask(`POST /v1/moderation/decisions/${decision}/undo`, { token: 'moderator' })
  return { rejected, appeal, read, decide, listed, undo }
}

/** The decision that an order made. */
export const madeBy = ({ json }: { json: Record<string, unknown> }): string => {
  const [one] = (json['decisions'] ?? [json['decision']]) as ({ id: string } | undefined)[]
  return one?.id ?? ''
}
