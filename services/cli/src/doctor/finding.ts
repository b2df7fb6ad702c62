/** One thing the doctor looked at: fine, worth a look, or wrong; and for the last two how to mend it. */
export type Finding = { level: 'ok'; says: string } | { level: 'look' | 'wrong'; says: string; mend: string }

export const ok = (says: string): Finding => ({ level: 'ok', says })
export const look = (says: string, mend: string): Finding => ({ level: 'look', says, mend })
export const wrong = (says: string, mend: string): Finding => ({ level: 'wrong', says, mend })

/** How findings are printed. */
export const linesOf = (finding: Finding): string[] => {
  const line = `${finding.level.padEnd(6)} ${finding.says}`
  return finding.level === 'ok' ? [line] : [line, `       → ${finding.mend}`]
}
