import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { librariesOf, unpacked } from './debian.ts'

/** How to start a redis-server of this machine. */
export type RedisBinary = { program: string; env: Record<string, string> }

const advice =
  'Redis is missing: put redis-server on PATH (Debian: apt-get install redis-server; macOS: brew install redis)'

/** The redis-server on PATH, else one unpacked from Debian's packages into `.cache/`; nothing is installed or started. */
export const findRedis = async (): Promise<RedisBinary> => {
  if (spawnSync('redis-server', ['--version']).status === 0) return { program: 'redis-server', env: {} }
  const folder = await unpacked({ name: 'redis', packages: ['redis-server', 'redis-tools'], advice })
  return { program: join(folder, 'usr/bin/redis-server'), env: await librariesOf(folder) }
}
