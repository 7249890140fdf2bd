import { z } from 'zod'
import type { Identity, TokenStore } from './auth.ts'
import { HubspotError, invalid } from './errors.ts'
import { type ObjectType, resolveType } from './object-types.ts'
import type { HubspotState } from './state.ts'

/** Behaviour that can be changed while the server runs. */
export interface Behaviour {
  /** Added to every answer, in milliseconds. */
  latencyMs: number
  /** See `UpdatePolicy` of batch updates. */
  onInvalidValue: 'reject-batch' | 'row-error'
  /** What records hold in an archived property that is created again. */
  restoredProperties: 'with-values' | 'empty'
  /** Other ends per record in one v4 association answer; the rest comes by `after`. HubSpot: 500. */
  associationPageSize: number
}

/** A request on its way to a handler. */
export interface RawCall {
  state: HubspotState
  tokens: TokenStore
  behaviour: Behaviour
  params: Record<string, string>
  query: Record<string, string[]>
  bodyText: string
  /** Null on routes that need no token. */
  identity: Identity | null
  badRows: ReadonlyMap<string, string>
}

/** A request whose body has been checked. */
export interface Call<Body> extends RawCall {
  body: Body
}

export interface Answer {
  status: number
  /** Undefined for 204. */
  body?: unknown
  /** Of a redirect. */
  location?: string
}

/** One operation of the API: what it is called, what it needs, what it does. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  paths: readonly string[]
  kind: 'read' | 'search' | 'write' | 'auth'
  /** Scopes of which, per entry, one must be granted; null for routes that need no token at all. */
  scopes: ((params: Record<string, string>) => string[][]) | null
  handle: (call: RawCall) => Answer
}

type RouteParts = Omit<Route, 'handle'>

/** A route without a body. */
export function route(parts: RouteParts, handle: (call: RawCall) => Answer): Route {
  return { ...parts, handle }
}

/** A route with a JSON body. @throws {HubspotError} 400 from its handler when the body does not fit the schema */
export function bodyRoute<Body>(
  parts: RouteParts,
  schema: z.ZodType<Body>,
  handle: (call: Call<Body>) => Answer,
): Route {
  return { ...parts, handle: (call) => handle({ ...call, body: parseBody(schema, call.bodyText) }) }
}

/** Checks a JSON text. @throws {HubspotError} 400 */
export function parseBody<Body>(schema: z.ZodType<Body>, text: string): Body {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw invalid(`Invalid input JSON: ${cause instanceof Error ? cause.message : 'not JSON'}`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new HubspotError(
    400,
    'VALIDATION_ERROR',
    `Invalid input JSON: ${issue?.path.join('.')}: ${issue?.message}`,
    {
      errors: parsed.error.issues.map((row) => ({
        message: row.message,
        code: row.code,
        context: { path: [row.path.join('.')] },
      })),
    },
  )
}

/** A required path parameter. */
export function param(call: { params: Record<string, string> }, name: string): string {
  const value = call.params[name]
  if (value === undefined) throw new Error(`Route error: no path parameter "${name}".`)
  return value
}

/** The object type named in the path. @throws {HubspotError} 400 */
export function typeOf(call: { params: Record<string, string> }, name = 'objectType'): ObjectType {
  return resolveType(param(call, name))
}

/** The first value of a query parameter. */
export function first(call: RawCall, name: string): string | undefined {
  return call.query[name]?.[0]
}

/** All values of a query parameter that may be repeated or comma-separated. */
export function listed(call: RawCall, name: string): string[] {
  return (call.query[name] ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '')
}

/** A page size from the query. @throws {HubspotError} 400 when it is no whole number between 1 and `most`. */
export function limitOf(call: RawCall, usual: number, most: number): number {
  const text = first(call, 'limit')
  if (text === undefined) return usual
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1 || Number(text) > most) {
    throw invalid(`Limit must be between 1 and ${most}: got ${text}`)
  }
  return Number(text)
}

/** The `after` cursor: the last id of the page before. @throws {HubspotError} 400 */
export function afterOf(call: RawCall): number {
  const text = first(call, 'after')
  if (text === undefined || text === '') return 0
  if (!/^\d{1,15}$/.test(text)) throw invalid(`Invalid after cursor: ${text}`)
  return Number(text)
}

/** The envelope of a batch answer: 207 when rows failed, else `success`. */
export function batchAnswer(
  call: RawCall,
  outcome: { results: unknown[]; errors: unknown[] },
  success: 200 | 201 = 200,
): Answer {
  const time = new Date(call.state.now()).toISOString()
  const body = { status: 'COMPLETE', results: outcome.results, startedAt: time, completedAt: time }
  if (outcome.errors.length === 0) return { status: success, body }
  return { status: 207, body: { ...body, numErrors: outcome.errors.length, errors: outcome.errors } }
}

/** An id in a body: a string, or the number some clients send. */
export const idSchema = z.union([z.string(), z.int().nonnegative()]).transform(String)

/** Property values in a body. `null` is refused: only `""` clears. */
export const propertiesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
