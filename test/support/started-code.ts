import { mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { temporaryFolder } from './temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What tests start often, by the name of its bundle. */
const mains = {
  api: 'services/api/src/main.ts',
  worker: 'services/worker/src/main.ts',
  cli: 'services/cli/src/main.ts',
  'crashing-worker': 'test/support/crashing-worker.ts',
}

/** The folder of this run's bundles; processes inherit the variable. */
const folderOfRun = () => process.env['TESTS_START_FROM']

/**
 * Bundles the services as they are now, for the processes that this run's tests start: some two hundred, and to read 1,400
 * files takes each as long as all else that it does. Standalones start the services unbundled, as owners do.
 */
export const bundleServices = async (): Promise<void> => {
  const folder = await mkdtemp(join(await temporaryFolder(), 'parley-started-'))
  const build = await rolldown({ input: mains, cwd: root, platform: 'node', plugins: [placesKept] })
  await build.write({ dir: folder, format: 'esm' })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }') // else each start reads them as CommonJS first
  await build.close()
  process.env['TESTS_START_FROM'] = folder
}

/** Files that lie beside a module are found where the module was. */
const placesKept = {
  name: 'places-kept',
  transform: {
    filter: { code: 'import.meta' },
    handler: (code: string, id: string) =>
      code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id))),
  },
}

/** What to start for a file named from the checkout's root: its bundle where this run has one. */
export const startedCode = (main: string): string => {
  const bundle = Object.entries(mains).find(([, path]) => path === main)?.[0]
  const folder = folderOfRun()
  return bundle !== undefined && folder !== undefined ? join(folder, `${bundle}.js`) : resolve(root, main)
}

/** Where code is kept compiled for all processes of the tests: a start costs half as much. */
export const keptCode = (): { NODE_COMPILE_CACHE: string } => ({
  NODE_COMPILE_CACHE: join(folderOfRun() ?? join(root, '.cache'), 'code'),
})
