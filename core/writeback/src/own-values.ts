import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import type { WriteEntity } from './write-field.ts'

interface Target {
  readonly connection: string
  readonly entity: WriteEntity
}

const pageSize = 1000

/** Whether Rapport ever wrote to any record: before the first write there is nothing to look for. */
export async function holdsAnyOwnValue(db: Database, { connection, entity }: Target): Promise<boolean> {
  const { rows } = await sql`
    select 1 from remote_value
    where connection = ${connection} and entity = ${entity} and written <> '{}'
    limit 1
  `.execute(db)
  return rows.length > 0
}

/** Those of the records that Rapport wrote to. */
export async function withOwnValues(
  db: Database,
  { connection, entity }: Target,
  recordIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (recordIds.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select record_id as id from remote_value
    where connection = ${connection} and entity = ${entity} and record_id = any(${recordIds as string[]})
      and written <> '{}'
  `.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Live records that Rapport wrote to and that belong to no customer any more, in the order of their ids: since customers are
 * formed at another level, for instance.
 */
export async function* recordsOfNobody(db: Database, { connection, entity }: Target): AsyncGenerator<string> {
  let last = ''
  for (;;) {
    const { rows } = await sql<{ id: string }>`
      select known.record_id as id
      from remote_value known
      join ${sql.table(tableOf(entity))} record
        on record.connection = known.connection and record.id = known.record_id and record.deleted_at is null
      where known.connection = ${connection} and known.entity = ${entity} and known.record_id > ${last}
        and known.written <> '{}'
        and not exists (
          select from identity_link link
          where link.connection = known.connection and link.entity = known.entity
            and link.record_id = known.record_id
        )
      order by known.record_id
      limit ${pageSize}
    `.execute(db)
    for (const { id } of rows) yield id
    const final = rows.at(-1)
    if (final === undefined || rows.length < pageSize) return
    last = final.id
  }
}
