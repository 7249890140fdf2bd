import { type Database, ofFamily, type ScoreFamily, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import type { RecordScore, ScoredRecord, WantedOptions } from './wanted.ts'

/** A record with one score of its customer; the score's columns are null where it has none. */
interface Row {
  readonly recordId: string
  readonly customerId: number
  readonly asOf: Date | null
  readonly policy: string | null
  readonly values: RecordScore['values'] | null
  readonly why: string | null
}

/** The order in which families of scores say a sentence, and a field that several have. */
const precedence: readonly ScoreFamily[] = ['value', 'health', 'service', 'experience', 'reputation']

/** Shown in its own row as the field's textbook figure, never written as `clv`. */
const neverWritten: ReadonlySet<string> = new Set(['simple@1'])

/**
 * A page of the live records of customers, in the order of their ids, each with the scores in force for its customer: of the
 * value, all rows of the latest moment; of the further families that are in use, the newest row each. A scoring that no longer
 * includes a customer has left a row without values, which hides what it said before.
 */
export async function customerPage(
  db: Database,
  { connection, entity, asOf, families }: WantedOptions & { readonly families: readonly ScoreFamily[] },
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly ScoredRecord[]> {
  const upTo = sql`score.customer_id = page.customer_id and score.as_of <= ${asOf}::timestamptz`
  const newestOf = (family: ScoreFamily) => sql`
    union all (
      select ${sql.lit(precedence.indexOf(family))} as place, as_of, policy, values, why from score
      where ${upTo} and ${ofFamily(family)} order by as_of desc limit 1
    )`
  const { rows } = await sql<Row>`
    select page.record_id as "recordId", page.customer_id as "customerId", found.as_of as "asOf",
      found.policy, found.values, found.why
    from (
      select link.record_id, link.customer_id
      from identity_link link
      join ${sql.table(tableOf(entity))} record
        on record.connection = link.connection and record.id = link.record_id and record.deleted_at is null
      where link.connection = ${connection} and link.entity = ${entity} and link.record_id > ${after}
      order by link.record_id
      limit ${limit}
    ) page
    left join lateral (
      select 0 as place, as_of, policy, values, why from score
      where score.customer_id = page.customer_id and ${ofFamily('value')}
        and as_of = (select max(as_of) from score where ${upTo} and ${ofFamily('value')})
      ${sql.join(families.map(newestOf), sql``)}
    ) found on true
    order by page.record_id, found.place, found.policy
  `.execute(db)
  return [...Map.groupBy(rows, ({ recordId }) => recordId)].map(([recordId, found]) => ({
    recordId,
    customerId: found[0]?.customerId ?? null,
    scores: found.flatMap(({ asOf: at, policy, values, why }) =>
      at === null || values === null || neverWritten.has(policy ?? '') ? [] : [{ asOf: at, values, why }],
    ),
  }))
}
