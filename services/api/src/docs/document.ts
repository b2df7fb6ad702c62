import {
  type Endpoint,
  type EndpointName,
  endpoints,
  problem,
  type ProblemCode,
  problems,
  type Who,
} from '@parley/contracts'
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject as Response } from 'zod-openapi'

const about = `Comments for article pages, moderated on the owner's own machine.

Writes by readers are bound to the site's hosts. Moderators and admins send a token as \`Authorization: Bearer …\`.
Every error is an RFC 9457 problem whose \`type\` is
\`urn:parley:problem:\` and one of the codes listed with each answer. A \`revision\` is a site's event number, a
\`version\` one text of a comment.`

const tags = {
  comments: 'What readers send and see',
  counts: 'The numbers beside headlines',
  receipts: 'An author’s way back to a comment, without an account',
  moderation: 'What moderators see and decide',
  articles: 'What a site’s owner says of its articles',
  model: 'What a site learned from its moderators',
  sites: 'Sites and the rules of their checks',
  tokens: 'Who may moderate',
  compat: 'The shapes of other services, for systems that change a host name and go on',
  system: 'The service itself',
}

type Responses = Record<string, Response>

type Documented = ReturnType<typeof createDocument>
type Rendering = NonNullable<NonNullable<Parameters<typeof createDocument>[1]>['override']>

/** The API as an OpenAPI 3.1 document, made from the table and the schemas that also validate its requests. */
export const createApiDocument = (): Documented => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const methods = (paths[endpoint.path] ??= {})
    methods[endpoint.method.toLowerCase()] = operation(name as EndpointName, endpoint)
  }
  const document: Parameters<typeof createDocument>[0] = {
    openapi: '3.1.1',
    info: {
      title: 'Parley',
      version: '1.0.0',
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The one that serves this document, in production', 'x-internal': false }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A moderator’s or admin’s token' },
        key: { type: 'apiKey', in: 'query', name: 'key', description: 'A token of any role' },
      },
    },
  }
  return createDocument(document, { override: numbers })
}

/** Query strings carry digits, which the document tells as the numbers they are read as; integers tell how wide they are. */
const numbers: Rendering = ({ jsonSchema, zodSchema, io }) => {
  if (io === 'input' && zodSchema instanceof z.ZodPipe && zodSchema.out instanceof z.ZodNumber) {
    const { minValue, maxValue } = zodSchema.out
    delete jsonSchema.pattern
    Object.assign(jsonSchema, { type: 'integer', minimum: minValue, maximum: maxValue })
  }
  if (jsonSchema.type === 'integer') jsonSchema.format = (jsonSchema.maximum ?? Infinity) < 2 ** 31 ? 'int32' : 'int64'
}

/** Who may call, and by which of the schemes. `{}` says that none is needed. */
const callers: Record<Who, { says: string; security: Record<string, string[]>[] }> = {
  anyone: { says: 'For anybody, without an account.', security: [{}] },
  receipt: { says: 'For whoever holds the receipt, which is all that is asked for.', security: [{}] },
  operator: { says: 'For the machine’s operator.', security: [{}] },
  key: { says: 'For tokens of any role, as `?key=`.', security: [{ key: [] }] },
  reader: { says: 'For tokens of the role `reader` or above.', security: [{ token: [] }] },
  moderator: { says: 'For tokens of the role `moderator` or above.', security: [{ token: [] }] },
  admin: { says: 'For tokens of the role `admin`.', security: [{ token: [] }] },
}

const operation = (operationId: EndpointName, endpoint: Endpoint): ZodOpenApiOperationObject => {
  const content = {
    ...(endpoint.body && { 'application/json': { schema: endpoint.body } }),
    ...(endpoint.form && { 'application/x-www-form-urlencoded': { schema: endpoint.form } }),
  }
  const params = {
    ...(endpoint.params && { path: endpoint.params }),
    ...(endpoint.query && { query: endpoint.query }),
    ...(endpoint.headers && { header: endpoint.headers }),
  }
  return {
    operationId,
    summary: endpoint.says,
    tags: [endpoint.tag],
    ...(Object.keys(params).length > 0 && { requestParams: params }),
    ...(Object.keys(content).length > 0 && { requestBody: { required: true, content } }),
    security: callers[endpoint.who].security,
    description: callers[endpoint.who].says,
    responses: { ...answers(endpoint), ...refusals(endpoint.problems) },
  }
}

const answers = (endpoint: Endpoint): Responses =>
  Object.fromEntries(
    Object.entries(endpoint.answers).map(([status, { says, schema, type, headers }]): [string, Response] => [
      status,
      {
        description: says,
        ...(schema && { content: { [type ?? 'application/json']: { schema } } }),
        ...(headers && {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
          ),
        }),
      },
    ]),
  )

const retryAfter = {
  'Retry-After': {
    description: 'Seconds to wait',
    schema: { type: 'integer' as const, format: 'int32', minimum: 1, maximum: 600 },
  },
}

/** The problems of an endpoint by status, each code with its title. */
const refusals = (codes: readonly ProblemCode[]): Responses => {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, same]): [string, Response] => [
      String(status),
      {
        description: same.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
        ...(['429', '503'].includes(String(status)) && { headers: retryAfter }),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  )
}
