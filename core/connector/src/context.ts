import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { EntityName, Instant } from '@rapport/model'
import type { z } from 'zod'

/** One HTTP request to the vendor. */
export interface RequestOptions<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the connection's base URL, or a whole URL on one of its hosts. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The budget it spends. */
  readonly budget: string
  /** A read is tried again after a time-out; a write with unknown outcome is not: its caller reads back first. */
  readonly effect: 'read' | 'write'
  /** What the answer must look like; anything else is a `contract` error. */
  readonly schema: z.ZodType<T>
  readonly timeoutMs?: number
}

export interface Answer<T> {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: T
}

/** What a vendor's own client is given for one call. */
export interface Access {
  readonly token: string
  readonly signal: AbortSignal
  /** Tells the context the headers of the answer, so that live limits correct the budgets. */
  observe(headers: Readonly<Record<string, string>>): void
  /** `fetch`, which connects to no private address where the server must not: a connector uses no other one. */
  readonly fetch: typeof globalThis.fetch
  /** What a vendor's client is to connect with, for the same reason; nothing where any will do. */
  agentsFor(url: URL): { readonly httpAgent?: HttpAgent; readonly httpsAgent?: HttpsAgent }
}

/** What requests leave by, so that they connect to no private address where the server must not. */
export type OutboundWays = Pick<Access, 'fetch' | 'agentsFor'>

/** One call through a vendor's own client. */
export interface CallOptions {
  readonly budget: string
  readonly effect: 'read' | 'write'
  /** What it does, for errors and logs: `list contacts`. */
  readonly operation: string
  /** Whose it is, where the sign-in is by a key and as a person. */
  readonly signedBy?: 'key' | 'person' | undefined
  readonly timeoutMs?: number
}

/** A half-open range of source modification times. */
export interface ModifiedRange {
  readonly from: Instant
  readonly before: Instant
}

/**
 * All that a connector may use of the outside world. Every call is authorised, budgeted, timed out, retried, recorded,
 * redacted and bound to the configured hosts.
 */
export interface ConnectorContext<Settings = unknown> {
  /** The name of the connection in `rapport.yaml`. */
  readonly connection: string
  readonly settings: Settings
  readonly signal: AbortSignal
  /** Stands for the run: the same object in all its steps. What a connector counts over a run, it keeps by this. */
  readonly run: object
  request<T>(options: RequestOptions<T>): Promise<Answer<T>>
  /** Tells of a secret that an answer held: from now on it is taken out of whatever this process says. */
  rememberSecret(secret: string): void
  call<T>(options: CallOptions, perform: (access: Access) => Promise<T>): Promise<T>
  /**
   * How many live records of the entity the store holds that were last modified in the range. Comparing it with the
   * vendor's own count shows whether a late-indexed record is missing, without reading the range again.
   */
  countStored(entity: EntityName, range: ModifiedRange): Promise<number>
  /**
   * The ids of these records, `limit` of them at most, in the order of their characters' codes and behind `after` (null: from
   * the first). Without a range: of all live records of the entity, those without a modification time too. Comparing them with
   * the vendor's shows which ones are gone without a trace.
   */
  storedIds(
    entity: EntityName,
    range: ModifiedRange | null,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly string[]>
}
