import type { EntityName } from '@rapport/model'
import type { z } from 'zod'
import type { Change } from './changes.ts'
import type { ConnectorContext } from './context.ts'

/** Which source fields a stream should read, as the admin mapped them. */
export interface FieldSelection {
  /** Source field by model field, e.g. `{ amount: 'amount_net' }`. Overrides the stream's own defaults. */
  readonly mapping: Readonly<Record<string, string>>
  /** Further source fields to keep in `raw`. */
  readonly extra: readonly string[]
  /** Rapport's own target fields to read back into `held`, by Rapport's field name. */
  readonly held: readonly string[]
  /** The label of the association that decides which contact a deal belongs to; null: the lowest id. */
  readonly associationLabel: string | null
  /** What the streams of the connection's other entities read: records of one may be made of the file of another. */
  readonly others?: (entity: EntityName) => FieldSelection
}

/** Nothing mapped by hand, nothing extra. */
export const noSelection: FieldSelection = { mapping: {}, extra: [], held: [], associationLabel: null }

/**
 * One kind of record of a source, as an endless list of changes.
 *
 * `read` with `since` null reads everything; with the state of an earlier checkpoint it reads what changed since, and may
 * yield a record again but never leave one out. It ends when it has caught up. The last checkpoint says where to go on.
 */
export interface StreamDefinition<E extends EntityName, State, Settings> {
  readonly entity: E
  readonly state: z.ZodType<State>
  /** How far back an incremental read looks again, because the remote index lags behind writes. Milliseconds. */
  readonly overlapMs: number
  /** Model fields that the admin may map to another source field, with the default source field. */
  readonly mappable?: Readonly<Record<string, string | null>>
  read(
    ctx: ConnectorContext<Settings>,
    since: State | null,
    fields: FieldSelection,
  ): AsyncIterable<Change<E, State>>
}

/** A stream whose entity and state are known only at run time. */
export interface AnyStream<Settings> {
  readonly entity: EntityName
  readonly state: z.ZodType
  readonly overlapMs: number
  readonly mappable?: Readonly<Record<string, string | null>>
  read(ctx: ConnectorContext<Settings>, since: unknown, fields: FieldSelection): AsyncIterable<Change>
}

/** Declares a stream. The saved state is checked against its schema before `read` sees it. */
export function defineStream<E extends EntityName, State, Settings>(
  definition: StreamDefinition<E, State, Settings>,
): AnyStream<Settings> {
  return {
    ...definition,
    read: (ctx, since, fields) =>
      definition.read(
        ctx,
        since === null ? null : definition.state.parse(since),
        fields,
      ) as AsyncIterable<Change>,
  }
}
