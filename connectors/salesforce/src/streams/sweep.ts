import type { Delete, ModifiedRange } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { queryRows } from '../query.ts'
import { quoted, select } from '../soql.ts'
import type { Reading } from './reading.ts'

/** Ids asked for with one call: more of them would not fit into the address of a query. */
const idsPerCall = 400

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
    const ids: readonly string[] = await first.ctx.storedIds(first.entity, range, {
      after,
      limit: idsPerCall,
    })
    const missing = await withoutLive(
      readings,
      ids.filter((id) => !seen.has(id)),
    )
    for (const id of missing) yield { type: 'delete', id }
    after = ids.at(-1) ?? null
    if (ids.length < idsPerCall || after === null) return
  }
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
