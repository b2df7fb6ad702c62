import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { rolldown } from 'rolldown'
import { be } from '../browser/words/be.ts'
import { de } from '../browser/words/de.ts'
import { en } from '../browser/words/en.ts'
import { es } from '../browser/words/es.ts'
import { fr } from '../browser/words/fr.ts'
import { lt } from '../browser/words/lt.ts'
import { pl } from '../browser/words/pl.ts'
import { ru } from '../browser/words/ru.ts'
import { uk } from '../browser/words/uk.ts'

const browser = new URL('../browser/', import.meta.url)

const banner = '/*! Parley, Apache-2.0. Contains Snabbdom, MIT, (c) 2015 Simon Friis Vindum */'

const squeezed = (css: string) =>
  css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(/: (?=[^{}]*[;}])/g, ':')
    .replaceAll(';}', '}')
    .trim()

const bundle = async (entry: string, define: Record<string, string>): Promise<string> => {
  const build = await rolldown({
    input: new URL(`${entry}.ts`, browser).pathname,
    platform: 'browser',
    tsconfig: false, // it would decide on the fields of classes
    transform: {
      target: 'es2021',
      define,
      // Fields that have a type and no value are nothing in a browser; else older ones need a helper of 300 bytes for them.
      assumptions: { setPublicClassFields: true },
      typescript: { removeClassFieldsWithoutInitializer: true },
    },
    logLevel: 'warn',
  })
  const { output } = await build.generate({ format: 'iife', minify: true, comments: { legal: false } })
  await build.close()
  // Nothing here makes fragments, so nobody reads what Snabbdom says of them.
  return output[0].code
    .replaceAll('/* @__PURE__ */ ', '')
    .replace('The document fragment is not supported on this platform.', '')
}

/** Every file that pages load, by its name under `/widget/`. The same sources give the same bytes on any machine. */
export const makeBundles = async (): Promise<Record<string, string>> => {
  const css = squeezed(await readFile(new URL('parley.css', browser), 'utf8'))
  const words = Object.entries({ be, de, en, es, fr, lt, pl, ru, uk }).map(([lang, it]) => [
    `${lang}.json`,
    JSON.stringify(it),
  ])
  const loaded = [...words, ['parley.css', css]] as [string, string][]
  const folder = createHash('sha256').update(loaded.join('\n')).digest('hex').slice(0, 12)
  const define = { PARLEY_FOLDER: JSON.stringify(folder) }
  return {
    'parley.js': `${banner}\n${await bundle('parley', define)}`,
    'counts.js': await bundle('counts', define),
    ...Object.fromEntries(loaded.map(([name, text]) => [`${folder}/${name}`, text])),
  }
}
