import { endpoints, type Endpoint } from '@parley/contracts'

/** What names a reader, and must be nowhere: addresses as a proxy, a header or a form may carry them, e-mails, user agents. */
export const identifiers = [
  '198.51.100.77',
  '203.0.113.201',
  '2001:db8:beef:cafe::77',
  'planted.reader@mail.example',
  'PlantedAgent/9.9 (PlantedPhone 12; rv:9.9)',
] as const
const [address, proxy, address6, email, agent] = identifiers

/** Headers as browsers, proxies and curious readers send them. */
const plantedHeaders = (from: string): Record<string, string> => ({
  'x-forwarded-for': `${from}, ${proxy}`,
  'x-real-ip': from,
  'cf-connecting-ip': from,
  'true-client-ip': from,
  forwarded: `for="[${address6}]";by=${proxy}`,
  via: `1.1 ${proxy}`,
  from: email,
  'user-agent': agent,
  'sec-ch-ua': `"${agent}"`,
  referer: `https://paper.example/page?email=${email}`,
  cookie: `who=${email}; at=${from}`,
  'last-event-id': email,
  'if-none-match': `"${email}"`,
  traceparent: email,
  'x-request-id': email,
})

/** What belongs into a body of an endpoint whose callers are readers; others get what nobody would send. */
export type Planting = { site: string; comment: string; receipt: string; admin: string }

const fields = { email, ip: address, userAgent: agent, user: { email, ip: address6 } }
const article = { url: `https://paper.example/planted?ref=${encodeURIComponent(email)}` }

/** Bodies that are taken, by operation. */
const taken: Partial<Record<keyof typeof endpoints, unknown>> = {
  submitComment: { article, author: { name: 'Reader' }, body: 'A calm remark about ferries.' },
  editComment: { body: 'A calm remark about trains.' },
  appealComment: { text: 'Please look again.' },
  reportComment: { reason: 'spam' },
  readCountsInBulk: { articles: ['planted'] },
  decideComments: { comments: [], action: 'approve' },
}

type Sent = { method: string; path: string; headers: Record<string, string>; body?: string }

const sendings = (name: keyof typeof endpoints, one: Endpoint, planting: Planting): Sent[] => {
  const fill = (wanted: (name: string) => string) =>
    one.path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(wanted(param)))
  const known: Record<string, string> = { site: planting.site, comment: planting.comment, receipt: planting.receipt }
  const path = fill((param) => known[param] ?? 'planted')
  const plain = plantedHeaders(address)
  const json = { ...plain, 'content-type': 'application/json' }
  const asAdmin = { ...json, authorization: `Bearer ${planting.admin}` }
  const query = `email=${email}&ip=${address}&agent=${encodeURIComponent(agent)}`
  const good = JSON.stringify(taken[name] ?? fields)
  const form = { ...plain, 'content-type': 'application/x-www-form-urlencoded' }
  const send = (headers: Record<string, string>, body?: string, to = path): Sent => ({
    method: one.method,
    path: to,
    headers,
    ...(one.method !== 'GET' && body !== undefined && { body }),
  })
  return [
    send(json, good),
    send({ ...asAdmin, ...plantedHeaders(address6) }, good),
    send(asAdmin, good, `${path}?${query}`),
    send(json, JSON.stringify({ ...(taken[name] as object), ...fields })),
    send(json, JSON.stringify({ ...fields, author: fields.user }).slice(0, -7)), // cut
    send({ ...json, 'content-encoding': agent }, good),
    send({ ...plain, 'content-type': `text/plain; charset="${email}"` }, good),
    send({ ...plain, 'content-type': `multipart/form-data; boundary=${email}` }, `--${email}\r\n\r\n${address}`),
    send(form, `article=planted&body=Ferries&url=${encodeURIComponent(article.url)}&${query}`),
    send(json, good, `${fill(() => email)}?${query}`),
    send({ ...json, authorization: `Basic ${Buffer.from(`${email}:${address}`).toString('base64')}` }, good),
    send({ ...json, authorization: `Bearer ${email}-${address}` }, good),
    send({ ...json, 'idempotency-key': email }, good),
    { ...send(json, good), method: one.method === 'PUT' ? 'DELETE' : 'PUT' },
    { ...send(json, undefined), method: 'OPTIONS' },
  ]
}

/** Pages are not in the endpoint table. */
const pages = ['/demo', '/moderation', '/moderation/audits', '/docs', '/embed/demo', '/widget/parley.js', '/nowhere']

/** Sends what is planted to every endpoint and page of a running api; answers how often each status came. */
export const plantEverywhere = async (url: string, planting: () => Promise<Planting>): Promise<Map<number, number>> => {
  const seen = new Map<number, number>()
  const send = async ({ method, path, headers, body }: Sent): Promise<void> => {
    const given = AbortSignal.timeout(20_000)
    const answer = await fetch(url + path, {
      method,
      headers,
      signal: given,
      redirect: 'manual',
      ...(body && { body }),
    })
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
    if (answer.headers.get('content-type') === 'text/event-stream') await answer.body?.cancel()
    else await answer.arrayBuffer()
  }
  for (const [name, one] of Object.entries<Endpoint>(endpoints)) {
    const own = await planting()
    for (const sent of sendings(name as keyof typeof endpoints, one, own)) await send(sent)
  }
  for (const page of pages) {
    const query = `?article=welcome&email=${email}&ip=${address}&base=https://${email}`
    await send({ method: 'GET', path: page + query, headers: plantedHeaders(address) })
    const form = { ...plantedHeaders(address), 'content-type': 'application/x-www-form-urlencoded' }
    await send({
      method: 'POST',
      path: page + query,
      headers: form,
      body: `email=${email}&token=${email}&ip=${address}`,
    })
  }
  return seen
}
