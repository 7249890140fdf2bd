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
  Redactor,
  staticToken,
} from '@rapport/connector'
import { MemoryStore } from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import type { SalesforceServer } from '@rapport/sandbox'
import { salesforce } from '../index.ts'
import type { SalesforceSettings } from '../settings.ts'

/** What one read of a stream came to. */
export interface ReadReport {
  readonly changes: readonly Change[]
  readonly upserts: number
  readonly calls: number
}

/** A Salesforce connection over real HTTP with a store in memory. */
export interface Connection {
  readonly ctx: ConnectorContext<SalesforceSettings>
  readonly store: MemoryStore
  readonly calls: CallRecord[]
  /**
   * Reads a stream from its last checkpoint, as extraction does. With `stopAfter` it ends after so many changes, as a
   * killed process would: what no checkpoint followed is lost.
   */
  read(
    entity: EntityName,
    options?: {
      selection?: Partial<FieldSelection>
      stopAfter?: number
      afterChange?: (change: Change, count: number) => void
    },
  ): Promise<ReadReport>
}

export interface ConnectionOptions {
  readonly settings?: Record<string, unknown>
  readonly credentials?: Credentials
  readonly budgets?: Budgets
  readonly attempts?: number
  readonly store?: MemoryStore
  readonly signal?: AbortSignal
  /** What stands for the run, where several connections share one. */
  readonly run?: object
}

/** Budgets that never make anyone wait. */
export const freeBudgets: Budgets = {
  take: async () => 0,
  exhaust: async () => {},
  observe: async () => {},
}

/** Opens a connection to a Salesforce stand-in, as one run of Rapport does. */
export function connect(
  server: Pick<SalesforceServer, 'instanceUrl' | 'accessToken'>,
  options: ConnectionOptions = {},
): Connection {
  const store = options.store ?? new MemoryStore()
  const calls: CallRecord[] = []
  const ctx = createContext<SalesforceSettings>({
    connector: salesforce,
    connection: 'salesforce',
    settings: salesforce.settings.parse({
      instanceUrl: server.instanceUrl,
      bulkPollMs: 1,
      ...options.settings,
    }),
    credentials: options.credentials ?? staticToken(server.accessToken, 'env:SALESFORCE_TOKEN'),
    budgets: options.budgets ?? freeBudgets,
    redactor: new Redactor(),
    signal: options.signal ?? new AbortController().signal,
    countStored: async (entity, range) => store.count(entity, range),
    storedIds: async (entity, range, page) => store.ids(entity, range, page),
    ...(options.run === undefined ? {} : { run: options.run }),
    onCall: (call) => calls.push(call),
    attempts: options.attempts ?? 2,
    retryBaseMs: 1,
  })
  return {
    ctx,
    store,
    calls,
    async read(entity, { selection = {}, stopAfter = Number.POSITIVE_INFINITY, afterChange } = {}) {
      const before = calls.length
      const changes: Change[] = []
      let pending: Change[] = []
      const since = store.states.get(entity) ?? null
      for await (const change of streamOf(entity).read(ctx, since, { ...noSelection, ...selection })) {
        if (changes.length >= stopAfter) break
        changes.push(change)
        pending.push(change)
        if (change.type === 'checkpoint') {
          for (const committed of pending) store.apply(entity, committed)
          pending = []
        }
        afterChange?.(change, changes.length)
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
export function streamOf(entity: EntityName): AnyStream<SalesforceSettings> {
  const stream = salesforce.streams.find((candidate) => candidate.entity === entity)
  if (stream === undefined) throw new Error(`Salesforce has no stream of ${entity}`)
  return stream
}
