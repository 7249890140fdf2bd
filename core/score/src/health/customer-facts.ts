import type { HealthStanding } from '@rapport/metrics'
import type { CustomerLevel } from '@rapport/model'
import { type Database, ofFamily, streamPages } from '@rapport/store'
import { sql } from 'kysely'
import { customerAnswers } from '../experience/answers.ts'

/** What the store knows of a customer that its health is told from; null is unknown. */
export interface CustomerFacts {
  readonly customerId: number
  readonly probabilityAlive: number | null
  /** Local day of the last order, `YYYY-MM-DD`, of one who may order again. */
  readonly lastOrderOn: string | null
  readonly clv: number | null
  readonly clvYearAgo: number | null
  /** Of the last 90 days: answered in time, and answered or overdue. */
  readonly inTime: number
  readonly withTarget: number
  /** Of the last 180 days. */
  readonly fcrResolved: number
  readonly fcrJudged: number
  readonly overdueOrReopened: number | null
  readonly nps: number | null
  /** Mean on 1–10 over the last year. */
  readonly csat: number | null
  readonly activeDays: number | null
  readonly usualActiveDays: number | null
  readonly previous: HealthStanding | null
  readonly score30DaysAgo: number | null
}

/** For whom and when facts are asked. A day on which a customer asked something counts as active, as one with an engagement does. */
export interface FactsMoment {
  readonly level: CustomerLevel
  readonly asOf: Date
  /** The local day of `asOf`, `YYYY-MM-DD`. */
  readonly today: string
}

const customersAtOnce = 2_000

/**
 * The facts of all customers, in order of their ids, some thousand at a time. One statement reads everything once, and its rows are
 * fetched as they are needed: memory stays flat, however many customers and answers there are.
 */
export function customerFacts(db: Database, moment: FactsMoment): AsyncIterable<readonly CustomerFacts[]> {
  const query = db.selectFrom(factsQuery(moment).as('fact')).selectAll().orderBy('customerId')
  return streamPages(db, query, customersAtOnce)
}

function factsQuery({ level, asOf, today }: FactsMoment) {
  const value = (name: string) => sql`(value.values->${sql.lit(name)}->>'value')::float8`
  const days = (count: number) => sql`${asOf}::timestamptz - make_interval(days => ${sql.lit(count)})`
  return sql<CustomerFacts>`(
    with tickets as (
      select customer_id,
        count(*) filter (where first_outcome = 'met' and started_at > ${days(90)}) as in_time,
        count(*) filter (where started_at > ${days(90)} and (first_outcome in ('met', 'missed')
          or (first_outcome = 'pending' and first_due_at < ${asOf}))) as with_target,
        count(*) filter (where fcr and started_at > ${days(180)}) as fcr_resolved,
        count(fcr) filter (where started_at > ${days(180)}) as fcr_judged,
        count(*) filter (where category not in ('solved', 'closed')
          and (waiting_due_at < ${asOf} or reopens > 0)) as overdue
      from ticket_metric
      where customer_id is not null and standing = 'counted' and started_at <= ${asOf}
      group by customer_id
    ), answers as (
      select customer_id,
        (array_agg(score order by at desc, score) filter (
          where kind = 'nps' and scale_min = 0 and scale_max = 10 and higher_is_better))[1] as nps,
        avg(1 + 9 * (case when higher_is_better then score - scale_min else scale_max - score end)
          / nullif(scale_max - scale_min, 0)) filter (where kind = 'csat' and at > ${days(365)}) as csat
      from (${customerAnswers(level, asOf)}) as answer
      where score is not null
      group by customer_id
    ), lively as (
      select link.customer_id, (engagement.data->>'on')::date as day
      from engagement
      join identity_link as link on link.connection = engagement.connection and link.entity = ${sql.lit(level)}
        and link.record_id = engagement.data->>${sql.lit(level === 'company' ? 'companyId' : 'contactId')}
      where engagement.deleted_at is null
      union
      select metric.customer_id, turn.started_on
      from ticket_turn as turn
      join ticket_metric as metric on metric.connection = turn.connection and metric.ticket_id = turn.ticket_id
      where metric.customer_id is not null and metric.standing = 'counted'
    ), active as (
      select customer_id, (${today}::date - day) / 90 as period, count(*) as days
      from lively where day <= ${today}::date
      group by 1, 2
    ), activity as (
      select first.customer_id, coalesce(sum(active.days) filter (where period.period = 0), 0) as days,
        percentile_cont(0.5) within group (order by coalesce(active.days, 0)) filter (where period.period > 0) as usual
      from (select customer_id, max(period) as period from active group by customer_id) as first
      cross join lateral generate_series(0, first.period) as period(period)
      left join active on active.customer_id = first.customer_id and active.period = period.period
      group by first.customer_id
    )
    select page.id as "customerId",
      ${value('probability_alive')} as "probabilityAlive",
      case when value.explanation->>'frequency' is not null then value.values->'last_order_at'->>'value' end as "lastOrderOn", ${value('clv')} as clv, year.clv as "clvYearAgo",
      coalesce(tickets.in_time, 0) as "inTime", coalesce(tickets.with_target, 0) as "withTarget",
      coalesce(tickets.fcr_resolved, 0) as "fcrResolved", coalesce(tickets.fcr_judged, 0) as "fcrJudged",
      tickets.overdue as "overdueOrReopened", answers.nps, answers.csat,
      activity.days::float8 as "activeDays", activity.usual as "usualActiveDays",
      before.standing as previous, month.score as "score30DaysAgo"
    from customer as page
    left join lateral (
      select values, explanation from score where customer_id = page.id and as_of <= ${asOf} and ${ofFamily('value')}
      order by as_of desc limit 1
    ) as value on true
    left join lateral (
      select (values->'clv'->>'value')::float8 as clv from score
      where customer_id = page.id and as_of <= ${days(365)} and as_of > ${days(395)} and ${ofFamily('value')}
      order by as_of desc limit 1
    ) as year on true
    left join lateral (
      select explanation->'standing' as standing from score
      where customer_id = page.id and as_of < ${asOf} and ${ofFamily('health')} and explanation->'standing' <> 'null'
      order by as_of desc limit 1
    ) as before on true
    left join lateral (
      select (values->'health_score'->>'value')::float8 as score from score
      where customer_id = page.id and as_of <= ${days(30)} and ${ofFamily('health')}
      order by as_of desc limit 1
    ) as month on true
    left join tickets on tickets.customer_id = page.id
    left join answers on answers.customer_id = page.id
    left join activity on activity.customer_id = page.id
  )`
}
