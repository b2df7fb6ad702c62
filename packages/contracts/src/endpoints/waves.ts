import { z } from 'zod'
import { always, endpoint, guarded, reading } from '../endpoint.ts'
import { cursor, siteId, uuid, wholeNumber } from '../text.ts'
import * as waves from '../waves.ts'

const paging = { after: cursor.optional(), limit: wholeNumber(1, 100).optional() }
const wave = z.object({ site: siteId, wave: uuid }).strict()

/** What moderators see and decide of near-copies taken together. */
export const waveEndpoints = {
  listWaves: endpoint({
    method: 'GET',
    path: '/v1/moderation/waves',
    who: 'reader',
    tag: 'moderation',
    says: 'Lists waves of three near-copies or more, the one that grew last first.',
    query: z.object({ site: siteId.optional(), ...paging }).strict(),
    answers: { 200: { says: 'One page', schema: waves.wavePage } },
    problems: [...always, ...guarded, 'invalid-request', 'invalid-cursor', 'no-site'],
  }),
  showWave: endpoint({
    method: 'GET',
    path: '/v1/moderation/waves/{site}/{wave}',
    who: 'reader',
    tag: 'moderation',
    says: 'One wave with its comments, by pages.',
    params: wave,
    query: z.object(paging).strict(),
    answers: { 200: { says: 'The wave and one page', schema: waves.waveFile } },
    problems: [...always, ...guarded, 'invalid-request', 'invalid-cursor', 'no-site', 'no-wave'],
  }),
  decideWave: endpoint({
    method: 'POST',
    path: '/v1/moderation/waves/{site}/{wave}/decisions',
    who: 'moderator',
    tag: 'moderation',
    says: 'Approves, rejects, holds or removes a whole wave as one decision, and rules what comes near it later.',
    params: wave,
    body: waves.waveOrder,
    answers: { 200: { says: 'What became of it', schema: waves.waveDecision } },
    problems: [...always, ...guarded, ...reading, 'no-site', 'no-wave', 'wave-decided'],
  }),
}
