import { plausible } from '@rapport/score'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** The rates from one currency into another. */
export interface RatesOfPair {
  readonly from: string
  readonly to: string
  readonly days: number
  readonly first: string
  readonly last: string
  /** The longest time from one rate to the next, in days; null where there is one. */
  readonly longestGapDays: number | null
  readonly longestGapFrom: string | null
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
    with followed as (
      select from_currency, to_currency, on_date, source,
        lead(on_date) over (partition by from_currency, to_currency order by on_date) - on_date as gap
      from exchange_rate
    )
    select from_currency as "from", to_currency as "to", count(*)::int as days, min(on_date)::text as first,
      max(on_date)::text as last, max(gap)::int as "longestGapDays",
      (array_agg(on_date::text order by gap desc nulls last))[1] as "longestGapFrom", min(source) as source
    from followed group by from_currency, to_currency order by 1, 2
  `.execute(db)
  return rows.map((row) => (row.longestGapDays === null ? { ...row, longestGapFrom: null } : row))
}

/** Won deals whose amount cannot be brought into the workspace's currency. */
export async function dealsWithoutRate(
  db: Database,
  { currency, timezone }: { readonly currency: string; readonly timezone: string },
): Promise<readonly DealsWithoutRate[]> {
  const { rows } = await sql<DealsWithoutRate>`
    with foreign_deal as (
      select coalesce(data->>'currency', data->>'homeCurrency') as currency,
        (closed_at at time zone ${timezone})::date as day
      from deal
      where state = 'won' and deleted_at is null and closed_at >= ${plausible.closedFrom}::timestamptz
        and data->>'amount' is not null
        and coalesce(data->>'currency', data->>'homeCurrency') <> ${currency}
        and (data->>'homeCurrency' is distinct from ${currency} or data->>'homeAmount' is null)
    )
    select currency, count(*)::int as deals, min(day)::text as first, max(day)::text as last
    from foreign_deal where not exists (
      select 1 from exchange_rate
      where from_currency = currency and to_currency = ${currency} and on_date <= day
    )
    group by currency order by deals desc
  `.execute(db)
  return rows
}
