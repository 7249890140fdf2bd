import {
  type Change,
  type ConnectorContext,
  ConnectorError,
  defineConnector,
  defineStream,
  defineTarget,
  type FieldSelection,
  type FieldValues,
  noAuthentication,
} from '@rapport/connector'
import { z } from 'zod'

type Entity = 'contact' | 'deal'
interface Given extends Readonly<Record<string, unknown>> {
  readonly id: string
}

/** A CRM in memory that a connector reads and writes: it can fail, wait, be edited by a person, and counts what was written. */
export interface TestCrm {
  readonly connector: ReturnType<typeof connectorOf>
  /** Creates or replaces records. */
  give(entity: Entity, records: readonly Given[]): void
  /** What contacts hold in Rapport's fields. */
  readonly held: Map<string, FieldValues>
  /** Names of the fields that contacts have for that. */
  readonly fields: Set<string>
  /** Somebody deletes a field, with its values in all contacts. */
  deleteField(name: string): void
  /** Contacts that it refuses to write, and why. */
  readonly refused: Map<string, ConnectorError>
  /** Contacts that it no longer has. */
  readonly gone: Set<string>
  /** How many record writes took effect. */
  writes: number
  /** Called before a record of a stream is given out. */
  beforeRecord: (entity: Entity, id: string, ctx: ConnectorContext) => Promise<void> | void
  /** Called before and after a batch takes effect. */
  aroundWrite: (moment: 'before' | 'after') => Promise<void> | void
}

const state = z.object({ version: z.number() })
const pageSize = 10
const calls = { budget: 'calls' }

export function testCrm(): TestCrm {
  const records: Record<Entity, Map<string, { record: Given; version: number }>> = {
    contact: new Map(),
    deal: new Map(),
  }
  let version = 0
  async function* read(
    entity: Entity,
    ctx: ConnectorContext,
    since: { version: number } | null,
    fields: FieldSelection,
  ): AsyncIterable<Change> {
    const changed = [...records[entity].values()]
      .filter((given) => given.version > (since?.version ?? 0))
      .sort((left, right) => left.version - right.version)
    for (const [index, given] of changed.entries()) {
      const { id } = given.record
      await crm.beforeRecord(entity, id, ctx)
      ctx.signal.throwIfAborted()
      const values = crm.held.get(id) ?? {}
      const held = Object.fromEntries(fields.held.map((name) => [name, values[name] ?? null]))
      const record = given.record as Extract<Change, { type: 'upsert' }>['record']
      yield { type: 'upsert', record, ...(entity === 'contact' ? { held } : {}) }
      if ((index + 1) % pageSize === 0 || index === changed.length - 1) {
        yield { type: 'checkpoint', state: { version: given.version } }
      }
    }
  }
  const crm: TestCrm = {
    connector: connectorOf(
      (entity) =>
        defineStream<Entity, { version: number }, unknown>({
          entity,
          state,
          overlapMs: 0,
          read: (ctx, since, fields) =>
            read(entity, ctx, since, fields) as AsyncIterable<Change<Entity, { version: number }>>,
        }),
      defineTarget<unknown>({
        entity: 'contact',
        batchSize: 5,
        ensureFields: async (_ctx, wanted, onMissing) => {
          const missing = wanted.map(({ name }) => name).filter((name) => !crm.fields.has(name))
          if (missing.length > 0) await onMissing?.(missing)
          for (const name of missing) crm.fields.add(name)
          return missing
        },
        current: async (_ctx, ids, fields) =>
          new Map(
            ids
              .filter((id) => !crm.gone.has(id))
              .map((id) => [
                id,
                Object.fromEntries(fields.map(({ name }) => [name, crm.held.get(id)?.[name] ?? null])),
              ]),
          ),
        write: async (ctx, batch) => {
          await crm.aroundWrite('before')
          await ctx.call({ ...calls, effect: 'write', operation: 'write contacts' }, async () => {
            for (const { id, values } of batch) {
              if (crm.refused.has(id)) continue
              crm.held.set(id, { ...crm.held.get(id), ...values })
              crm.writes += 1
            }
          })
          await crm.aroundWrite('after')
          return batch.map(({ id }) => {
            const error = crm.refused.get(id)
            return error === undefined ? { id, ok: true, modifiedAt: null } : { id, ok: false, error }
          })
        },
      }),
    ),
    give: (entity, given) => {
      for (const record of given) {
        version += 1
        records[entity].set(record.id, { record, version })
      }
    },
    held: new Map(),
    fields: new Set(),
    deleteField: (name) => {
      crm.fields.delete(name)
      for (const [id, { [name]: _, ...others }] of crm.held) crm.held.set(id, others)
    },
    refused: new Map(),
    gone: new Set(),
    writes: 0,
    beforeRecord: () => {},
    aroundWrite: () => {},
  }
  return crm
}

function connectorOf(
  streamOf: (entity: Entity) => ReturnType<typeof defineStream>,
  target: ReturnType<typeof defineTarget<unknown>>,
) {
  return defineConnector<unknown>({
    id: 'test',
    title: 'A CRM in memory',
    settings: z.strictObject({ region: z.enum(['eu', 'us']).optional() }),
    authentication: [
      { type: 'accessToken', schema: z.strictObject({ accessToken: z.string() }) },
      noAuthentication(),
    ],
    retention: 'full',
    baseUrl: () => null,
    budgets: [{ name: calls.budget, requests: 1_000_000, perMs: 1_000 }],
    streams: [streamOf('contact'), streamOf('deal')],
    targets: [target],
    async *check() {
      yield { name: 'reachable', ok: true, detail: 'in memory' }
    },
  })
}

/** A promise and the function that fulfils it: a place where a test makes a run wait. */
export function gate(): { readonly reached: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { reached: promise, open: resolve }
}

/** Waits until the signal is aborted, as a call to a slow vendor does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** The vendor refuses the sign-in. */
export function refusedSignIn(message = 'the token was refused'): ConnectorError {
  return new ConnectorError('auth', message)
}
