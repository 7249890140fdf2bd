import { loadExchangeRates, plausible } from '@rapport/score'
import { type Database, everyDay } from '@rapport/store'
import { sql } from 'kysely'

/** The rates from one currency into another, as one source gave them. */
export interface RatesOfPair {
  readonly from: string
  readonly to: string
  readonly days: number
  /** Null, as `last`: there is one rate, which has no day and holds on all. */
  readonly first: string | null
  readonly last: string | null
  /** The longest time from one rate to the next, in days; null where there is one. */
  readonly longestGapDays: number | null
  readonly longestGapFrom: string | null
  /** `file:` or `connection:`, and its name. */
  readonly source: string
}

/** Won deals of a currency that have no rate on their day: what they came to is unknown. */
export interface DealsWithoutRate {
  readonly currency: string
  readonly deals: number
  readonly first: string
  readonly last: string
}

/** What rates are stored, and how far apart they are. */
export async function ratesByPair(db: Database): Promise<readonly RatesOfPair[]> {
  const { rows } = await sql<RatesOfPair>`
    with dated as (
      select source, from_currency, to_currency, nullif(on_date, ${everyDay}::date) as on_date from exchange_rate
    ), followed as (
      select *, lead(on_date) over (partition by source, from_currency, to_currency order by on_date) - on_date as gap
      from dated
    )
    select from_currency as "from", to_currency as "to", count(*)::int as days, min(on_date)::text as first,
      max(on_date)::text as last, max(gap)::int as "longestGapDays",
      (array_agg(on_date::text order by gap desc nulls last))[1] as "longestGapFrom", source
    from followed group by source, from_currency, to_currency order by 1, 2, source
  `.execute(db)
  return rows.map((row) => (row.longestGapDays === null ? { ...row, longestGapFrom: null } : row))
}

/** Won deals whose amount cannot be brought into the workspace's currency. */
export async function dealsWithoutRate(
  db: Database,
  { currency, timezone }: { readonly currency: string; readonly timezone: string },
): Promise<readonly DealsWithoutRate[]> {
  const { rows } = await sql<ForeignDeals>`
    select connection, coalesce(data->>'currency', data->>'homeCurrency') as currency,
      (closed_at at time zone ${timezone})::date as day, count(*)::int as deals
    from deal
    where state = 'won' and deleted_at is null and closed_at >= ${plausible.closedFrom}::timestamptz
      and data->>'amount' is not null
      and coalesce(data->>'currency', data->>'homeCurrency') <> ${currency}
      and (data->>'homeCurrency' is distinct from ${currency} or data->>'homeAmount' is null)
    group by 1, 2, 3 order by day
  `.execute(db)
  const rates = await loadExchangeRates(db, currency)
  const without = rows.filter((row) => rates.rateOn(row.currency, row.day, row.connection) === null)
  return [...Map.groupBy(without, (row) => row.currency)]
    .map(([code, days]) => ({
      currency: code,
      deals: days.reduce((sum, { deals }) => sum + deals, 0),
      first: days[0]?.day ?? '',
      last: days.at(-1)?.day ?? '',
    }))
    .sort((one, other) => other.deals - one.deals)
}

/** Won deals of a connection and a day in another currency than the workspace's, that the source itself did not convert. */
interface ForeignDeals {
  readonly connection: string
  readonly currency: string
  readonly day: string
  readonly deals: number
}
