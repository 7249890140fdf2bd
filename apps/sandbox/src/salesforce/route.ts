import type { z } from 'zod'
import type { Access } from './access.ts'
import type { Behaviour } from './behaviour.ts'
import type { CallKind } from './call-log.ts'
import { jsonError, notFound, type RowError, SalesforceError } from './errors.ts'
import type { OAuthServer } from './oauth.ts'
import type { ObjectDefinition } from './schema/object-definition.ts'
import type { OrgState, WriteEffect } from './state.ts'

/** A request on its way to a handler. */
export interface Call {
  org: OrgState
  oauth: OAuthServer
  behaviour: Behaviour
  /** Scheme, host and port that the client used. */
  origin: string
  method: string
  params: Record<string, string>
  query: URLSearchParams
  bodyText: string
  headers: (name: string) => string | undefined
  /** The number in the path: 68; 0 for paths without one. */
  version: number
  access: Access
  /** Records whose writes a fault refuses. */
  badRows: ReadonlyMap<string, RowError>
  effects: WriteEffect[]
}

/** An answer: JSON, or text of another type, or nothing (204). */
export interface Answer {
  status: number
  json?: unknown
  text?: { type: string; content: string }
  headers?: Record<string, string>
}

/** One operation of the API. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/services/data/vNN.N`, or from the root when `versioned` is false. */
  path: string
  kind: CallKind
  versioned: boolean
  /** Whether it needs a session and counts against the day's calls. */
  authenticated: boolean
  handle: (call: Call) => Answer
}

type Options = Partial<Pick<Route, 'versioned' | 'authenticated'>>

export function route(
  method: Route['method'],
  path: string,
  kind: CallKind,
  handle: Route['handle'],
  options: Options = {},
): Route {
  return { method, path, kind, handle, versioned: true, authenticated: true, ...options }
}

/** A required path parameter. */
export function param(call: Call, name: string): string {
  const value = call.params[name]
  if (value === undefined) throw new Error(`Route error: no path parameter "${name}".`)
  return value
}

/** The object named in the path. @throws {SalesforceError} 404 */
export function objectOf(call: Call): ObjectDefinition {
  const object = call.org.schema.object(param(call, 'object'))
  if (object === undefined || !call.access.seesObject(object.name)) {
    throw notFound('The requested resource does not exist')
  }
  return object
}

/** The JSON body, checked. @throws {SalesforceError} 400 JSON_PARSER_ERROR, 415 UNSUPPORTED_MEDIA_TYPE */
export function bodyOf<Body>(call: Call, schema: z.ZodType<Body>): Body {
  if (!call.headers('content-type')?.includes('json')) {
    throw new SalesforceError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The request content type is not supported')
  }
  let json: unknown
  try {
    json = JSON.parse(call.bodyText)
  } catch (cause) {
    throw jsonError(cause instanceof Error ? cause.message : 'not JSON')
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw jsonError(`${issue?.message} at ${issue?.path.join('.') || 'the root'}`)
}

/** The path of a resource of this version: `/services/data/v68.0/query/…`. */
export function resourcePath(call: Call, path: string): string {
  return `/services/data/v${call.version}.0/${path}`
}

/** 400 for a parameter that is missing. */
export function missingParameter(name: string): SalesforceError {
  return new SalesforceError(400, 'MISSING_ARGUMENT', `Missing required parameter: ${name}`)
}
