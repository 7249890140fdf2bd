import type {
  AnyStream,
  Change,
  ConnectorContext,
  Delete,
  FieldSelection,
  Merge,
  Upsert,
} from '@rapport/connector'
import { type EntityName, instant } from '@rapport/model'

/** A context for streams that ask nothing of it. */
export function testContext(signal = new AbortController().signal): ConnectorContext {
  const unasked = () => Promise.reject(new Error('this stream asks nothing'))
  return {
    connection: 'crm',
    settings: {},
    signal,
    request: unasked,
    call: unasked,
    rememberSecret: () => {},
    run: {},
    countStored: async () => 0,
    storedIds: async () => [],
  }
}

/** A stream that gives these changes from where the state says, a number of changes. */
export function streamOf(
  entity: EntityName,
  changes: readonly Change[],
): AnyStream<never> & { readonly asked: { since: unknown; fields: FieldSelection }[] } {
  const asked: { since: unknown; fields: FieldSelection }[] = []
  return {
    entity,
    // Checked by `defineStream`, which these streams do without: any schema will do.
    state: instant,
    overlapMs: 0,
    asked,
    async *read(_ctx, since, fields) {
      asked.push({ since, fields })
      yield* changes
    },
  }
}

/** A contact as a source gives it. */
export function contact(id: string, name: string, more: Partial<Upsert> = {}): Upsert {
  return { type: 'upsert', record: { id, name }, ...more }
}

/** A deal as a source gives it, whatever its fields hold. */
export function deal(id: string, fields: Readonly<Record<string, unknown>>): Upsert {
  return { type: 'upsert', record: { id, ...fields } as Upsert['record'] }
}

export const deleted = (id: string): Delete => ({ type: 'delete', id })
export const merged = (id: string, into: string): Merge => ({ type: 'merge', id, into })
export const checkpoint = (state: unknown): Change => ({ type: 'checkpoint', state })
