import { isDeepStrictEqual } from 'node:util'
import { type Database, loadStageState, ofFamily, saveStageState } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { allAreMarked } from './repeat-contacts.ts'
import { measuredPolicies } from './service-state.ts'

/** Definition of what is kept of a customer's tickets. */
export const customerServicePolicy = 'service@1'
/** How far back the median and the rate of a customer look. */
const windowDays = 90
const stage = 'customer-service'

/** Up to when the figures of customers look. */
export interface CustomerServiceMoment {
  readonly asOf: Date
  /** The local day of that moment. */
  readonly today: string
}

/**
 * Stores what each customer's tickets come to: the median first response and the rate of first-contact resolution of the last 90
 * days, open and overdue tickets now. On another day, or by other policies, all customers are looked at, else those whose tickets
 * were measured anew. A row is written only where it differs from the customer's newest; a customer whose last ticket went away gets
 * one without values. Returns how many were written.
 */
export async function saveCustomerService(db: Database, moment: CustomerServiceMoment): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const basis = {
      policy: customerServicePolicy,
      asOf: moment.asOf.toISOString(),
      today: moment.today,
      policies: await measuredPolicies(transaction),
    }
    const all =
      !isDeepStrictEqual(await loadStageState(transaction, stage), basis) || (await allAreMarked(transaction))
    const concerned = all
      ? sql<boolean>`true`
      : sql<boolean>`customer_id in (select customer_id from dirty_ticket_customer)`
    const written = await saveFigures(transaction, moment, JSON.stringify(basis.policies), concerned)
    await transaction.deleteFrom('dirty_ticket_customer').execute()
    await saveStageState(transaction, stage, basis)
    return written
  })
}

async function saveFigures(
  db: Database,
  { asOf, today }: CustomerServiceMoment,
  policies: string,
  concerned: RawBuilder<boolean>,
): Promise<number> {
  const recent = sql`started_on > ${today}::date - ${windowDays}::integer`
  const { rows } = await sql`
    with figures as (
      select customer_id,
        count(*)::integer as n,
        jsonb_strip_nulls(jsonb_build_object(
          'first_response_minutes', ${figure(sql`round((percentile_cont(0.5) within group (order by first_response) filter (where ${recent}))::numeric / 60, 1)`)},
          'fcr_rate', ${figure(sql`round(avg(fcr::integer) filter (where ${recent}), 4)`)},
          'open_tickets', ${figure(sql`count(*) filter (where category not in ('solved', 'closed'))`)},
          'overdue_tickets', ${figure(sql`count(*) filter (where waiting_due_at < ${asOf})`)}
        )) as values,
        jsonb_build_object(
          'windowDays', ${windowDays}::integer,
          'policies', ${policies}::jsonb,
          'answered', count(first_response) filter (where ${recent}),
          'judged', count(fcr) filter (where ${recent}),
          'withTarget', count(*) filter (where ${recent} and first_outcome is not null),
          'inTime', count(*) filter (where ${recent} and first_outcome = 'met'),
          'reopened', count(*) filter (where ${recent} and reopens > 0)
        ) as explanation
      from ticket_metric
      where customer_id is not null and standing = 'counted' and started_at <= ${asOf} and ${concerned}
      group by customer_id
    ), newest as (
      select distinct on (customer_id) customer_id, n, values, explanation from score
      where ${ofFamily('service')} and as_of <= ${asOf} and ${concerned}
      order by customer_id, as_of desc
    ), fresh as (
      select coalesce(figures.customer_id, newest.customer_id) as customer_id, coalesce(figures.n, 0) as n,
        coalesce(figures.values, '{}') as values, coalesce(figures.explanation, '{}') as explanation
      from figures full join newest using (customer_id)
      where coalesce(figures.n, 0) is distinct from newest.n
        or coalesce(figures.values, '{}') is distinct from newest.values
        or coalesce(figures.explanation, '{}') is distinct from newest.explanation
    )
    insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
    select fresh.customer_id, ${customerServicePolicy}, ${asOf}, fresh.n, fresh.values, null, fresh.explanation
    from fresh join customer on customer.id = fresh.customer_id
    on conflict (customer_id, as_of, policy) do update set
      n = excluded.n, values = excluded.values, explanation = excluded.explanation, computed_at = now()
    returning customer_id
  `.execute(db)
  return rows.length
}

/** A figure as it stands in a score; without one, nothing stands there. */
function figure(value: ReturnType<typeof sql>) {
  return sql`case when ${value} is null then null else jsonb_build_object('value', ${value}) end`
}
