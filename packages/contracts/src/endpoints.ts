import { adminEndpoints } from './endpoints/admin.ts'
import { compatEndpoints } from './endpoints/compat.ts'
import { modelEndpoints } from './endpoints/model.ts'
import { moderatorEndpoints } from './endpoints/moderator.ts'
import { publicEndpoints } from './endpoints/public.ts'
import { systemEndpoints } from './endpoints/system.ts'
import { waveEndpoints } from './endpoints/waves.ts'

/** Every endpoint of version 1, by operation id: validation, the OpenAPI document and the tests read this one table. */
export const endpoints = {
  ...publicEndpoints,
  ...moderatorEndpoints,
  ...waveEndpoints,
  ...adminEndpoints,
  ...compatEndpoints,
  ...modelEndpoints,
  ...systemEndpoints,
}

export type EndpointName = keyof typeof endpoints
