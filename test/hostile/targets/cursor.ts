import { hold, inTime, textOf } from './reading.ts'

type Cursors = { seal(list: string, place: string): string; open(list: string, cursor: string): string }

/** What is fuzzed of the api. */
export type Sealing = { createCursors(secret: Buffer): Cursors }

/** What is opened is what was sealed, for that list only; everything else is `invalid-cursor` and nothing worse. */
export const check = ({ createCursors }: Sealing) => {
  const cursors = createCursors(Buffer.alloc(32, 7))
  const refused = (list: string, cursor: string): boolean => {
    try {
      cursors.open(list, cursor)
      return false
    } catch (error) {
      hold(`a refusal is a problem: ${String(error)}`, (error as { code?: unknown }).code === 'invalid-cursor')
      return true
    }
  }
  return (data: Buffer): void => {
    const text = textOf(data)
    hold(
      'what nobody gave out is refused',
      inTime('opening', () => refused('list', text)),
    )
    hold('bytes that nobody gave out are refused', refused('list', data.toString('base64url')))
    const place = text.toWellFormed()
    const sealed = inTime('sealing', () => cursors.seal('list', place))
    hold('what is opened is what was sealed', cursors.open('list', sealed) === place)
    hold('another list is refused', refused(`list ${text}`, sealed))
    const bytes = Buffer.from(sealed, 'base64url')
    const at = (data[0] ?? 0) % bytes.length
    bytes[at] = (bytes[at] ?? 0) ^ 1
    hold('what was changed is refused', refused('list', bytes.toString('base64url')))
    hold('what was cut is refused', refused('list', sealed.slice(0, -2)))
  }
}

export const seeds = ['', 'A'.repeat(64), '2026-11-23T10:00:00.000Z 0192f0c1-0000-7000-8000-000000000000']
