import { counted, type NamedCheck } from './named-check.ts'

/** Who rejects five hundred variants of one text at once does not want to see the next one. */
export const wave: NamedCheck = {
  name: 'wave',
  version: 1,
  codes: ['wave.rejected'],
  says: 'What is near a wave of copies that a moderator rejected is held or rejected, as the site chose, for a time.',
  look: ({ facts, rules: { waveAction } }) => {
    if (!facts.wave || waveAction === 'none') return []
    const says = `A moderator rejected the wave of ${counted(facts.wave.size, 'near-copy').replace('copys', 'copies')} that this comment is near.`
    return [{ code: 'wave.rejected', spam: 2, wants: waveAction, reason: 'spam', says }]
  },
}
