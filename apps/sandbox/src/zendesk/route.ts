import type { Credentials } from './auth.ts'
import type { Behaviour } from './behaviour.ts'
import type { CallKind } from './call-log.ts'
import { recordNotFound } from './errors.ts'
import type { ZendeskState } from './state.ts'

/** A request on its way to a handler. */
export interface Call {
  state: ZendeskState
  credentials: Credentials
  behaviour: Behaviour
  params: Record<string, string>
  url: URL
  bodyText: string
}

/** One operation of the API. */
export interface Route {
  method: 'GET' | 'POST'
  /** With or without `.json` at its end. */
  path: string
  kind: CallKind
  /** Who may call it: `anyone` signs in nowhere. */
  for: 'anyone' | 'agents' | 'admins'
  handle: (call: Call) => Record<string, unknown>
}

export function route(
  method: Route['method'],
  path: string,
  kind: CallKind,
  forWhom: Route['for'],
  handle: Route['handle'],
): Route {
  return { method, path, kind, for: forWhom, handle }
}

/** A number in the path. @throws {ZendeskError} 404 */
export function idOf({ params }: Call, name: string): number {
  const id = Number(params[name])
  if (!Number.isInteger(id)) throw recordNotFound()
  return id
}
