import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { inSlice, ofSlice, type ServiceSlice } from './service-slice.ts'

/** How many tickets have something in common. */
export interface Uncounted {
  readonly reason: string
  readonly tickets: number
}

/** What of the tickets of a slice is in which figure not, and why. */
export interface UncountedTickets {
  /** In no figure at all, by what took them out: `spam`, `trash`, `test`, `deleted` or `merged`. */
  readonly out: readonly Uncounted[]
  /** In no response time: `no_messages`, or `undefined` where no customer asked anything, or it is not known when. */
  readonly noResponseTime: readonly Uncounted[]
  /** Not judged for first-contact resolution, by the reason of the verdict. */
  readonly notJudged: readonly Uncounted[]
}

/** Counts what is left out of the figures of a slice, by the day the tickets began. */
export async function uncountedTickets(
  db: Database,
  slice: Omit<ServiceSlice, 'dayOf'>,
): Promise<UncountedTickets> {
  const { rows } = await sql<Uncounted & { part: keyof UncountedTickets }>`
    select 'out' as part, metric.standing as reason, count(*)::integer as tickets from ticket_metric as metric
    where metric.standing <> 'counted' and ${ofSlice(slice)} group by 2
    union all
    select 'noResponseTime', case when metric.flags @> '{vendor_reported}' then 'no_messages' else 'undefined' end, count(*)::integer
    from ticket_metric as metric
    where ${inSlice(slice)} and metric.first_response is null and metric.first_outcome is null group by 2
    union all
    select 'notJudged', coalesce(metric.fcr_reason, 'unknown'), count(*)::integer from ticket_metric as metric
    where ${inSlice(slice)} and metric.fcr is null group by 2
    order by 3 desc, 2
  `.execute(db)
  const of = (wanted: keyof UncountedTickets): readonly Uncounted[] =>
    rows.filter(({ part }) => part === wanted).map(({ reason, tickets }) => ({ reason, tickets }))
  return { out: of('out'), noResponseTime: of('noResponseTime'), notJudged: of('notJudged') }
}
