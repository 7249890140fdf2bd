import {
  type AnyStream,
  type Budgets,
  type CallRecord,
  type Change,
  type ConnectorContext,
  type Credentials,
  createContext,
  type FieldSelection,
  noSelection,
  type OutboundGuard,
  Redactor,
  staticToken,
} from '@rapport/connector'
import { MemoryStore } from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import { hubspot } from '../index.ts'
import type { HubspotSettings } from '../settings.ts'

/** What one read of a stream came to. */
export interface ReadReport {
  readonly changes: readonly Change[]
  readonly upserts: number
  readonly calls: number
}

/** A HubSpot connection over real HTTP with a store in memory. */
export interface Connection {
  readonly ctx: ConnectorContext<HubspotSettings>
  readonly store: MemoryStore
  readonly calls: CallRecord[]
  /**
   * Reads a stream from its last checkpoint, as extraction does. With `stopAfter` it ends after so many changes, as a
   * killed process would: what no checkpoint followed is lost.
   */
  read(
    entity: EntityName,
    options?: { selection?: Partial<FieldSelection>; stopAfter?: number },
  ): Promise<ReadReport>
}

export interface ConnectionOptions {
  readonly settings?: Record<string, unknown>
  readonly credentials?: Credentials
  readonly budgets?: Budgets
  readonly attempts?: number
  readonly store?: MemoryStore
  readonly longestWaitMs?: number
  readonly guard?: OutboundGuard
}

/** Budgets that never make anyone wait. */
export const freeBudgets: Budgets = {
  take: async () => 0,
  exhaust: async () => {},
  observe: async () => {},
}

/** Opens a connection to a HubSpot stand-in. */
export function connect(baseUrl: string, options: ConnectionOptions = {}): Connection {
  const store = options.store ?? new MemoryStore()
  const calls: CallRecord[] = []
  const ctx = createContext<HubspotSettings>({
    connector: hubspot,
    connection: 'hubspot',
    settings: hubspot.settings.parse({ baseUrl, ...options.settings }),
    credentials: options.credentials ?? staticToken('sandbox-token', 'env:HUBSPOT_TOKEN'),
    budgets: options.budgets ?? freeBudgets,
    redactor: new Redactor(),
    signal: new AbortController().signal,
    countStored: async (entity, range) => store.count(entity, range),
    onCall: (call) => calls.push(call),
    guard: options.guard,
    attempts: options.attempts ?? 2,
    retryBaseMs: 1,
    ...(options.longestWaitMs === undefined ? {} : { longestWaitMs: options.longestWaitMs }),
  })
  return {
    ctx,
    store,
    calls,
    async read(entity, { selection = {}, stopAfter = Number.POSITIVE_INFINITY } = {}) {
      const before = calls.length
      const changes: Change[] = []
      let pending: Change[] = []
      const since = store.states.get(entity) ?? null
      for await (const change of streamOf(entity).read(ctx, since, { ...noSelection, ...selection })) {
        if (changes.length >= stopAfter) break
        changes.push(change)
        pending.push(change)
        if (change.type !== 'checkpoint') continue
        for (const committed of pending) store.apply(entity, committed)
        pending = []
      }
      return {
        changes,
        upserts: changes.filter((change) => change.type === 'upsert').length,
        calls: calls.length - before,
      }
    },
  }
}

/** The stream of an entity. */
export function streamOf(entity: EntityName): AnyStream<HubspotSettings> {
  const stream = hubspot.streams.find((candidate) => candidate.entity === entity)
  if (stream === undefined) throw new Error(`HubSpot has no stream of ${entity}`)
  return stream
}
