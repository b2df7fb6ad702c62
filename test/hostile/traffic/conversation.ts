/** What the referee between caller and service said of one exchange. */
type Violation = { location: string[]; message: string }

/** One request of the recorded run, and what came of it. */
export type Exchange = {
  line: string
  status: number
  headers: Headers
  json: Record<string, unknown>
  findings: string[]
}

/** What to send. `wrong`: the request breaks the document on purpose, and must be refused. */
export type Said = {
  body?: unknown
  text?: string
  headers?: Record<string, string>
  token?: string | undefined
  wrong?: true
}

/** Says something to the service through the referee, and keeps what came of it. */
export type Say = (line: string, said?: Said) => Promise<Exchange>

/** A conversation through a proxy that holds requests and answers against the document. */
export const conversation = (proxy: string): { say: Say; exchanges: Exchange[] } => {
  const exchanges: Exchange[] = []
  const say: Say = async (line, { body, text, headers, token, wrong } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(proxy + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
      headers: {
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
    })
    const answer = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const json = (isJson && answer !== '' ? JSON.parse(answer) : {}) as Record<string, unknown>
    const violations = JSON.parse(response.headers.get('sl-violations') ?? '[]') as Violation[]
    const { status, headers: told } = response
    const findings = findingsOf({ status, violations, wrong: wrong === true })
    const exchange = { line, status, headers: told, json, findings }
    exchanges.push(exchange)
    return exchange
  }
  return { say, exchanges }
}

/** An answer never breaks the document; a request that does is refused, and the document knows why. */
export const findingsOf = ({
  status,
  violations,
  wrong,
}: {
  status: number
  violations: Violation[]
  wrong: boolean
}): string[] => {
  const said = ({ location, message }: Violation) => `${location.join('.')}: ${message}`
  const isAnswer = ({ location }: Violation) => location[0] === 'response'
  const request = violations.filter((violation) => !isAnswer(violation))
  return [
    ...violations.filter(isAnswer).map(said),
    ...(wrong ? [] : request.map(said)),
    ...(wrong && status < 400 ? [`a request that breaks the document was answered ${status}`] : []),
    ...(wrong && request.length === 0 ? [`was refused (${status}), and the document allows it`] : []),
    ...(status >= 500 ? [`answered ${status}`] : []),
  ]
}
