import type { HealthBand } from '@rapport/metrics'
import { ofFamily } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'

/**
 * The health in force of every customer as rows of SQL: `id, score, band, since, unknown`, with
 * `clv, low, high, segment` of its value. `unknown` says why there is no score; null where there is one. A customer of whom no
 * line is known has no row, or one that was cleared.
 */
export function healthStandings(moment: Date): RawBuilder<unknown> {
  const number = (name: string) => sql`(value.values->${sql.lit(name)}->>'value')::float8`
  const newest = (family: 'health' | 'value') => sql`
    select n, values, explanation from score
    where score.customer_id = customer.id and score.as_of <= ${moment} and ${ofFamily(family)}
    order by as_of desc limit 1`
  return sql`
    select customer.id, (health.values->'health_score'->>'value')::float8 as score,
      health.explanation->'standing'->>'band' as band, (health.explanation->'standing'->>'since')::integer as since,
      case when coalesce(health.n, 0) = 0 then 'nothing-known'
        when health.values ? 'health_score' then null else 'too-little-known' end as unknown,
      ${number('clv')} as clv, ${number('clv_low')} as low, ${number('clv_high')} as high,
      value.values->'segment'->>'value' as segment
    from customer
    left join lateral (${newest('health')}) as health on true
    left join lateral (${newest('value')}) as value on true
  `
}

export const HEALTH_BANDS = ['risk', 'watch', 'good'] as const satisfies readonly HealthBand[]
