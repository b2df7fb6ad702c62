import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freshFolder } from '../support/embedded.ts'
import { runProgram } from '../support/programs.ts'
import { row, type Row } from './report.ts'
import type { Target } from './target.ts'
import { toolFile, toolsFolder } from './tools.ts'

type Finding = { code: string; message: string; path: (string | number)[] }

/** Holds the document that the api serves against the rules for OpenAPI and OWASP's for APIs. */
export const documentRules = async ({ url }: Pick<Target, 'url'>): Promise<Row[]> => {
  const served = await (await fetch(`${url}/openapi.json`)).text()
  const found = await lint(served)
  const said = found.map(({ code, message, path }) => `${code}: ${message} (${path.join('.')})`)
  const planted = await lint(withMistakes(served))
  const missed = mistakes.filter((code) => !planted.some((finding) => finding.code === code))
  return [
    row('Spectral', 'the served document', `${found.length} findings`, ...said),
    row(
      'Spectral',
      'control: planted mistakes',
      `${mistakes.length - missed.length} of ${mistakes.length} seen`,
      missed.length > 0 && `not seen: ${missed.join(', ')}`,
    ),
  ]
}

const lint = async (document: string): Promise<Finding[]> => {
  await using folder = await freshFolder()
  const path = join(folder.path, 'openapi.json')
  await writeFile(path, document)
  const tool = toolFile('@stoplight/spectral-cli/dist/index.js')
  const args = [tool, 'lint', '--quiet', '-r', join(toolsFolder, 'ruleset.yaml'), '-f', 'json', path]
  const { output } = await runProgram(process.execPath, args, { cwd: toolsFolder, timeoutMs: 120_000 })
  const json = /^\[[\s\S]*^\]|^\[\]/m.exec(output)?.[0]
  if (json === undefined) throw new Error(`Spectral did not answer:\n${output.slice(0, 2_000)}`)
  return JSON.parse(json) as Finding[]
}

/** What is planted, and the rules that must see it, narrowed ones among them. */
const mistakes = [
  'owasp:api1:2023-no-numeric-ids',
  'owasp:api2:2023-write-restricted',
  'owasp:api4:2023-string-limit',
  'owasp:api4:2023-array-limit',
  'owasp:api4:2023-integer-format',
  'owasp:api4:2023-rate-limit-responses-429',
  'owasp:api8:2023-define-error-responses-401',
  'owasp:api8:2023-define-error-validation',
  'operation-description',
]

const withMistakes = (document: string): string => {
  const { paths, ...rest } = JSON.parse(document) as { paths: object }
  const name = { type: 'object', properties: { name: { type: 'string' }, all: { type: 'array', items: { const: 1 } } } }
  const post = {
    operationId: 'planted',
    parameters: [{ in: 'path', name: 'thingId', required: true, schema: { type: 'integer' } }],
    requestBody: { content: { 'application/json': { schema: name } } },
    responses: { 204: { description: 'Done' } },
  }
  const get = { ...post, operationId: 'alsoPlanted', requestBody: undefined, security: [{ token: [] }] }
  return JSON.stringify({ ...rest, paths: { ...paths, '/v1/things/{thingId}': { post, get } } })
}
