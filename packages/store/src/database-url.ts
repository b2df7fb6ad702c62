/** Whether a PostgreSQL address can be read: `/`, `#` or `?` in a password, where it is not escaped, ends its host too soon. Several
 *  hosts, as libpq takes them, are one unknown name here. */
export const isDatabaseUrl = (text: string): boolean => {
  if (!/^postgres(?:ql)?:\/\//.test(text)) return false
  // As pg reads it: without a host, before a `host` in the query, it is a socket.
  const url = URL.parse(text.replace('@/', '@socket/'), 'postgres://base')
  return url !== null && !url.hostname.includes(',')
}

/** What to tell whose address cannot be read. */
export const DATABASE_URL_MEND =
  'cannot be read: in its password / is written %2F, # is %23, ? is %3F, it has one host, and its port is a number'

/** An address without its `options`, which would take the place of ours, and what they are, such as `-c search_path=comments`. */
export const withoutOptions = (url = ''): { connectionString: string; own: string } => {
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? []
  const connectionString = url.replace(/(?<=[?&])options=[^&#]*&?/g, '').replace(/[?&]$/, '')
  return { connectionString, own: new URLSearchParams(query).get('options') ?? '' }
}
