import type { FieldValue, FieldValues } from '@rapport/connector'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import type { WriteEntity, WriteField } from './fields.ts'

/** What one CRM record shall hold. A field that is missing is left alone; null means unknown. */
export interface WantedRecord {
  readonly recordId: string
  readonly customerId: number | null
  readonly values: FieldValues
}

interface ScoreRow {
  readonly policy: string
  readonly values: Readonly<Record<string, { readonly value?: FieldValue } | null>>
  readonly why: string | null
}

const pageSize = 1000

/** Shown in its own row as the field's textbook figure, never written as `clv`. */
const neverWritten: ReadonlySet<string> = new Set(['simple@1'])

/**
 * What the scores say each live record of an entity shall hold, in the order of record ids. Every customer counts with the
 * rows of the latest moment it was scored for; a field that none of them has is unknown. Records whose customer was never
 * scored are left out. Reads page by page, so memory stays flat.
 */
export async function* wantedFromScores(
  db: Database,
  options: {
    readonly connection: string
    readonly entity: WriteEntity
    readonly fields: readonly WriteField[]
  },
): AsyncGenerator<WantedRecord> {
  let last = ''
  for (;;) {
    const { rows } = await sql<{ recordId: string; customerId: number; asOf: string; scores: ScoreRow[] }>`
      select page.record_id as "recordId", page.customer_id as "customerId", latest.as_of as "asOf", latest.scores
      from (
        select link.record_id, link.customer_id
        from identity_link link
        join ${sql.table(tableOf(options.entity))} record
          on record.connection = link.connection and record.id = link.record_id and record.deleted_at is null
        where link.connection = ${options.connection} and link.entity = ${options.entity} and link.record_id > ${last}
          and exists (select from score where score.customer_id = link.customer_id)
        order by link.record_id
        limit ${pageSize}
      ) page
      cross join lateral (
        select to_char(as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as as_of,
          jsonb_agg(jsonb_build_object('policy', policy, 'values', values, 'why', why) order by policy) as scores
        from score
        where score.customer_id = page.customer_id
        group by score.as_of
        order by score.as_of desc
        limit 1
      ) latest
      order by page.record_id
    `.execute(db)
    for (const row of rows) {
      yield {
        recordId: row.recordId,
        customerId: row.customerId,
        values: wantedValues(options.fields, row.asOf, row.scores),
      }
    }
    const final = rows.at(-1)
    if (final === undefined || rows.length < pageSize) return
    last = final.recordId
  }
}

function wantedValues(fields: readonly WriteField[], asOf: string, scores: readonly ScoreRow[]): FieldValues {
  const usable = scores.filter((score) => !neverWritten.has(score.policy))
  const first = <T>(of: (score: ScoreRow) => T | null | undefined): T | null => {
    for (const score of usable) {
      const found = of(score)
      if (found !== null && found !== undefined) return found
    }
    return null
  }
  return Object.fromEntries(
    fields.map(({ name, source }): [string, FieldValue] => {
      if (source === 'asOf') return [name, asOf]
      if (source === 'why') return [name, first((score) => score.why)]
      return [name, first((score) => score.values[source.value]?.value)]
    }),
  )
}
