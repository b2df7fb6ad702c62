import { demo } from './first-run.ts'
import type { AdminToken } from './first-run.ts'

const tokenLines = {
  made: (token: string) => [`${token}`, '(shown this once; the moderators’ page and the API ask for it)'],
  preset: ['the one in PARLEY_TOKEN'],
  'made-before': ['shown at the first start; `npx parley token add` makes another'],
}

/** What a standalone says once it answers. */
export const greeting = (address: string, token: AdminToken): string => {
  const [first = '', ...more] = token.kind === 'made' ? tokenLines.made(token.token) : tokenLines[token.kind]
  return [
    '',
    'Parley is running.',
    '',
    `  Demo article   ${address}/demo   (site ${demo.site}, article key ${demo.article})`,
    `  API            ${address}/docs`,
    `  Admin token    ${first}`,
    ...more.map((line) => `                 ${line}`),
    '  To stop        Ctrl-C',
    '',
  ].join('\n')
}
