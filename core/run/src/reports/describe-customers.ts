import { isAtRisk, RFM_SEGMENTS } from '@rapport/metrics'
import { formatReference, type RecordReference } from '@rapport/model'
import { ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from '../workspace.ts'
import { momentInForce } from './scores-in-force.ts'

/** Who a customer is. */
export interface CustomerDescription {
  readonly name: string | null
  /** The records it is made of, such as `hubspot/contact:123`. */
  readonly records: readonly string[]
  /** The sentence of its value, and its flags; null where they are unknown. At risk by the segment or by its health. */
  readonly why: string | null
  readonly isHighValue: boolean | null
  readonly isAtRisk: boolean | null
  readonly isNew: boolean | null
}

interface DescribedRow extends Omit<CustomerDescription, 'records' | 'isAtRisk'> {
  readonly id: number
  readonly segment: string | null
  readonly health: number | null
  readonly records: readonly RecordReference[]
}

/** Names, records and sentences of some customers, by their ids. */
export async function describeCustomers(
  workspace: Workspace,
  ids: readonly number[],
): Promise<ReadonlyMap<number, CustomerDescription>> {
  const moment = momentInForce(workspace).toISOString()
  const { rows } = await sql<DescribedRow>`
    select customer.id, customer.name, latest.why,
      (latest.explanation->>'isHighValue')::boolean as "isHighValue",
      latest.values->'segment'->>'value' as segment, health.score as health,
      (latest.explanation->>'isNew')::boolean as "isNew",
      coalesce((
        select jsonb_agg(
          jsonb_build_object('connection', connection, 'entity', entity, 'id', record_id)
          order by connection, length(record_id), record_id
        )
        from identity_link where customer_id = customer.id
      ), '[]') as records
    from customer left join lateral (
      select why, values, explanation from score
      where score.customer_id = customer.id and score.as_of <= ${moment}::timestamptz and ${ofFamily('value')}
      order by as_of desc limit 1
    ) as latest on true
    left join lateral (
      select (values->'health_score'->>'value')::float8 as score from score
      where score.customer_id = customer.id and score.as_of <= ${moment}::timestamptz and ${ofFamily('health')}
      order by as_of desc limit 1
    ) as health on true
    where customer.id = any(${ids}::bigint[])
  `.execute(workspace.store.db)
  return new Map(
    rows.map(({ id, records, segment, health, ...description }) => [
      id,
      {
        ...description,
        isAtRisk: isAtRisk(RFM_SEGMENTS.find((name) => name === segment) ?? null, health),
        records: records.map(formatReference),
      },
    ]),
  )
}
