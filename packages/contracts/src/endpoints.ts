import { adminEndpoints } from './endpoints/admin.ts'
import { modelEndpoints } from './endpoints/model.ts'
import { compatEndpoints } from './endpoints/compat.ts'
import { moderatorEndpoints } from './endpoints/moderator.ts'
import { publicEndpoints } from './endpoints/public.ts'
import { systemEndpoints } from './endpoints/system.ts'
import { waveEndpoints } from './endpoints/waves.ts'

/** Every endpoint of version 1, by operation id: validation, the OpenAPI document and the tests read this one table. */
export const endpoints = {
  ...publicEndpoints,
  ...moderatorEndpoints,
  ...adminEndpoints,
  ...modelEndpoints,
  ...waveEndpoints,
  ...adminEndpoints,
  ...compatEndpoints,
  ...systemEndpoints,
}

export type EndpointName = keyof typeof endpoints
