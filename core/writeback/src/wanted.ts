import type { FieldValue, FieldValues } from '@rapport/connector'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import { holdsAnyOwnValue, recordsOfNobody, withOwnValues } from './own-values.ts'
import type { MoneyConversion } from './target-money.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/** What one CRM record shall hold. A field that is missing is left alone; null means unknown. */
export interface WantedRecord {
  readonly recordId: string
  readonly customerId: number | null
  readonly values: FieldValues
}

/** A record with one score of its customer; the score's columns are null where it has none. */
interface ScoredRow {
  readonly recordId: string
  readonly customerId: number
  readonly asOf: Date | null
  readonly policy: string | null
  readonly values: Readonly<Record<string, { readonly value?: FieldValue } | null>> | null
  readonly why: string | null
}

const pageSize = 1000
const noRecords: ReadonlySet<string> = new Set()

/** Shown in its own row as the field's textbook figure, never written as `clv`. */
const neverWritten: ReadonlySet<string> = new Set(['simple@1'])

/**
 * What the scores say each live record of an entity shall hold. Every customer counts with the rows of the latest moment it was
 * scored for, up to the one in force; a field that none of them has is unknown. Where no exchange rate is known, the money
 * fields are left alone.
 *
 * Of a record whose customer has no score, or that belongs to no customer any more, all is unknown: what Rapport wrote there
 * while it belonged to another customer would stay for good. Where Rapport wrote nothing, such a record is left out.
 *
 * Reads page by page, so memory stays flat.
 */
export async function* wantedFromScores(
  db: Database,
  options: {
    readonly connection: string
    readonly entity: WriteEntity
    readonly fields: readonly WriteField[]
    /** The moment in force (ISO 8601). A score of a later one, made for another evaluation date, does not count. */
    readonly asOf: string
    /** Into the currency that money is written in; without it, the scores' own. */
    readonly money?: Pick<MoneyConversion, 'rateAt'> | null
  },
): AsyncGenerator<WantedRecord> {
  const withoutMoney = options.fields.filter(({ type }) => type !== 'currency')
  const nothing: FieldValues = Object.fromEntries(options.fields.map(({ name }) => [name, null]))
  const anyOwn = await holdsAnyOwnValue(db, options)
  let last = ''
  for (;;) {
    const { rows } = await sql<ScoredRow>`
      select page.record_id as "recordId", page.customer_id as "customerId", score.as_of as "asOf",
        score.policy, score.values, score.why
      from (
        select link.record_id, link.customer_id,
          (
            select max(as_of) from score
            where score.customer_id = link.customer_id and score.as_of <= ${options.asOf}::timestamptz
          ) as latest
        from identity_link link
        join ${sql.table(tableOf(options.entity))} record
          on record.connection = link.connection and record.id = link.record_id and record.deleted_at is null
        where link.connection = ${options.connection} and link.entity = ${options.entity} and link.record_id > ${last}
        order by link.record_id
        limit ${pageSize}
      ) page
      left join score on score.customer_id = page.customer_id and score.as_of = page.latest
      order by page.record_id, score.policy
    `.execute(db)
    const records = Map.groupBy(rows, ({ recordId }) => recordId)
    const unscored = rows.filter(({ asOf }) => asOf === null).map(({ recordId }) => recordId)
    const former = anyOwn ? await withOwnValues(db, options, unscored) : noRecords
    for (const [recordId, scores] of records) {
      const [{ customerId, asOf } = { customerId: null, asOf: null }] = scores
      if (asOf === null) {
        if (former.has(recordId)) yield { recordId, customerId, values: nothing }
        continue
      }
      const rate = options.money ? options.money.rateAt(asOf) : 1
      const fields = rate === null ? withoutMoney : options.fields
      const values = wantedValues(fields, asOf.toISOString(), scores, rate ?? 1)
      yield { recordId, customerId, values }
    }
    const final = rows.at(-1)
    if (final === undefined || records.size < pageSize) break
    last = final.recordId
  }
  if (!anyOwn) return
  for await (const recordId of recordsOfNobody(db, options)) {
    yield { recordId, customerId: null, values: nothing }
  }
}

function wantedValues(
  fields: readonly WriteField[],
  asOf: string,
  scores: readonly ScoredRow[],
  rate: number,
): FieldValues {
  const usable = scores.filter((score) => score.policy !== null && !neverWritten.has(score.policy))
  const first = <T>(of: (score: ScoredRow) => T | null | undefined): T | null => {
    for (const score of usable) {
      const found = of(score)
      if (found !== null && found !== undefined) return found
    }
    return null
  }
  return Object.fromEntries(
    fields.map(({ name, type, source }): [string, FieldValue] => {
      if (source === 'asOf') return [name, asOf]
      if (source === 'why') return [name, first((score) => score.why)]
      const value = first((score) => score.values?.[source.value]?.value)
      return [name, type === 'currency' && typeof value === 'number' ? value * rate : value]
    }),
  )
}
