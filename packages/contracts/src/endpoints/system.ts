import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** What the machine’s operator and the api’s users read about the service itself. */
export const systemEndpoints = {
  readHealth: endpoint({
    method: 'GET',
    path: '/healthz',
    who: 'operator',
    tag: 'system',
    says: 'Whether the process runs.',
    answers: { 200: { says: 'It does', schema: z.object({ ok: z.literal(true) }) } },
    problems: ['fault'],
  }),
  readReadiness: endpoint({
    method: 'GET',
    path: '/readyz',
    who: 'operator',
    tag: 'system',
    says: 'Whether the stores are reachable and the migrations current.',
    answers: { 200: { says: 'It can serve', schema: z.object({ ok: z.literal(true) }) } },
    problems: ['fault', 'unavailable'],
  }),
  readMetrics: endpoint({
    method: 'GET',
    path: '/metrics',
    who: 'operator',
    tag: 'system',
    says: 'Prometheus metrics.',
    answers: { 200: { says: 'In the text format', type: 'text/plain', schema: z.string() } },
    problems: ['fault'],
  }),
  readDocument: endpoint({
    method: 'GET',
    path: '/openapi.json',
    who: 'anyone',
    tag: 'system',
    says: 'This API as OpenAPI 3.1.',
    answers: { 200: { says: 'The document', schema: z.looseObject({ openapi: z.string() }) } },
    problems: ['fault'],
  }),
}
