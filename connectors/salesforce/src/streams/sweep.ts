import type { Checkpoint, Delete, ModifiedRange } from '@rapport/connector'
import type { EntityName, Instant } from '@rapport/model'
import { queryRows } from '../query.ts'
import { quoted, select } from '../soql.ts'
import type { Reading } from './reading.ts'
import type { SourceState } from './source-state.ts'

/** Ids asked for with one call: more of them would not fit into the address of a query. */
const idsPerCall = 400
/** Before anything that Salesforce holds was changed. */
export const beginning: Instant = '1999-01-01T00:00:00.000Z'

/**
 * Finds the records that the store holds in a range of times and Salesforce does not, and has them deleted.
 * @param seen ids that Salesforce has just given: they need not be asked for.
 */
export async function* sweep<E extends EntityName>(
  readings: readonly Reading<E>[],
  range: ModifiedRange,
  seen: ReadonlySet<string>,
): AsyncGenerator<Delete> {
  const [first] = readings
  if (first === undefined) return
  let after: string | null = null
  for (;;) {
    const ids: readonly string[] = await storedIds(first, range, after)
    const missing = await withoutLive(
      readings,
      ids.filter((id) => !seen.has(id)),
    )
    for (const id of missing) yield { type: 'delete', id }
    after = ids.at(-1) ?? null
    if (ids.length < idsPerCall || after === null) return
  }
}

/**
 * Goes on with the search that the state tells of, with a checkpoint after each 400 ids. Only records of this source are looked
 * for, which are told by their ids: those of another may not be seen just now.
 */
export async function* sweepSource<E extends EntityName>(
  reading: Reading<E>,
  since: SourceState,
): AsyncGenerator<Delete | Checkpoint<SourceState>> {
  const { keyPrefix = '' } = reading.source
  let state = since
  while (state.sweep !== null) {
    const { before, after } = state.sweep
    const range = { from: beginning, before }
    const ids = await storedIds(reading, range, after ?? keyPrefix)
    const own = ids.filter((id) => id.startsWith(keyPrefix))
    for (const id of await withoutLive([reading], own)) yield { type: 'delete', id }
    const last = own.at(-1)
    const isDone = last === undefined || own.length < idsPerCall
    state = { ...state, sweep: isDone ? null : { before, after: last } }
    yield { type: 'checkpoint', state }
  }
}

function storedIds(
  { ctx, entity }: Reading<EntityName>,
  range: ModifiedRange,
  after: string | null,
): Promise<readonly string[]> {
  return ctx.storedIds(entity, range, { after, limit: idsPerCall })
}

/** These ids without those of records that are still there, whatever changed in them meanwhile. */
async function withoutLive(
  readings: readonly Reading<EntityName>[],
  ids: readonly string[],
): Promise<readonly string[]> {
  let left = ids
  for (const { ctx, source } of readings) {
    if (left.length === 0) return left
    const soql = select({
      fields: ['Id'],
      from: source.object,
      where: [
        ...(source.where === undefined ? [] : [source.where]),
        `Id IN (${left.map(quoted).join(', ')})`,
      ],
    })
    const rows = await queryRows(ctx, `look for ${source.object}`, soql)
    const live = new Set(rows.map((row) => String(row.Id)))
    left = left.filter((id) => !live.has(id))
  }
  return left
}
