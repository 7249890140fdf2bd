import type { SalesforceContext } from '../client.ts'
import { queryPage, type Row } from '../query.ts'
import { quoted, select } from '../soql.ts'

/** Ids in one condition: more would not fit into the 16,384 characters of an address. */
const idsAtOnce = 500

/** The records of an object that belong to any of these parents, in no order. A call for each 500 parents, or more for many records. */
export async function* readChildren(
  ctx: SalesforceContext,
  query: { readonly object: string; readonly parent: string; readonly fields: readonly string[] },
  parents: readonly string[],
): AsyncGenerator<Row> {
  const { object, parent, fields } = query
  for (let start = 0; start < parents.length; start += idsAtOnce) {
    const list = parents
      .slice(start, start + idsAtOnce)
      .map(quoted)
      .join(',')
    let reached: string | null = null
    for (;;) {
      const { rows, total } = await queryPage(
        ctx,
        `read ${object}`,
        select({
          fields: ['Id', parent, ...fields],
          from: object,
          where: [`${parent} IN (${list})`, ...(reached === null ? [] : [`Id > ${quoted(reached)}`])],
          orderBy: 'Id',
        }),
      )
      yield* rows
      const last = rows.at(-1)
      if (last === undefined || rows.length >= total) break
      reached = String(last.Id)
    }
  }
}
