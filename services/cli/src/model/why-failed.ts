import { requestFailure, type RequestFailure } from '@parley/contracts'
import type { ModelRequest } from '@parley/store'

const told: Record<RequestFailure, string> = {
  gone: 'the site or the version is there no more',
  'given-up': 'several workers began it and none came to its end, so it was given up',
  fault: 'the worker could not do it; its log says why',
}

/** Why a worker did not do what was asked, for the person who asked. */
export const whyFailed = ({ result }: Pick<ModelRequest, 'result'>): string => {
  const why = requestFailure.safeParse(result?.['why'])
  return told[why.success ? why.data : 'fault']
}
