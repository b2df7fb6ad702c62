import type { Mixture, Policy, Risk } from '../policy.ts'

/** A policy as a site keeps it: with the models that its numbers were made for. */
export type KeptPolicy = Policy & { base: string }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const areNumbers = (value: unknown, ...names: (keyof Mixture | Risk)[]): boolean =>
  isRecord(value) && names.every((name) => Number.isFinite(value[name]))
const ofRisks = ['spam', 'abuse'] as const

/** Reads a kept policy. Undefined when it was made for other models than these, or lacks what a judge needs: then the cautious
 *  policy to start with stands in. */
export const readPolicy = (kept: unknown, base: string): Policy | undefined => {
  if (!isRecord(kept) || kept['base'] !== base || typeof kept['name'] !== 'string') return undefined
  const { mixture, publishBelow, rejectFrom, cautious } = kept
  const isWhole =
    isRecord(mixture) &&
    ofRisks.every((risk) => areNumbers(mixture[risk], 'bias', 'signals', 'models')) &&
    areNumbers(publishBelow, ...ofRisks) &&
    Number.isFinite(rejectFrom) &&
    isRecord(cautious) &&
    Number.isFinite(cautious['signalsBelow']) &&
    areNumbers(cautious['modelsBelow'], ...ofRisks)
  return isWhole ? (kept as unknown as Policy) : undefined
}
