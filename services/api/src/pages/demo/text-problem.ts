import type { z } from 'zod'

/** What to say of a text that a form brought: whether it is too long or none, or has what its author cannot see. */
export const textProblem = ({ issues: [first] }: z.ZodError): 'text' | 'control' =>
  first?.code === 'custom' ? 'control' : 'text'
