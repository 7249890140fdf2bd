import { explainHealth, HEALTH_LINES, HEALTH_POLICY, HEALTH_WEIGHTS, type HealthPart } from '@rapport/metrics'
import { ofFamily } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'

/** A health score as the scoring stores it. */
export const storedHealth = z.object({
  policy: z.literal(HEALTH_POLICY),
  score: z.number().nullable(),
  unknown: z.literal('too-little-known').nullable(),
  known: z.number(),
  standing: z.object({ band: z.enum(['risk', 'watch', 'good']), since: z.number() }).nullable(),
  change: z.number().nullable(),
  parts: z.array(
    z.object({
      part: z.enum(Object.keys(HEALTH_WEIGHTS) as [HealthPart, ...HealthPart[]]),
      weight: z.number(),
      standing: z.number().nullable(),
      lines: z.array(
        z.object({
          line: z.enum(HEALTH_LINES.map(({ line }) => line)),
          value: z.number().nullable(),
          standing: z.number().nullable(),
          pull: z.number().nullable(),
        }),
      ),
    }),
  ),
})

/**
 * The health score in force 30 days before a moment, of the customer that an SQL expression names. A score is stored when it
 * moves, so that the change that was stored with it is that of an earlier day.
 */
export const scoreMonthBefore = (
  customer: RawBuilder<number>,
  moment: Date,
): RawBuilder<number | null> => sql`(
  select (month.values->'health_score'->>'value')::float8 from score as month
  where month.customer_id = ${customer} and ${ofFamily('health', 'month')}
    and month.as_of <= ${moment}::timestamptz - interval '30 days'
  order by month.as_of desc limit 1
)`

/** Points to one decimal; null where either is unknown. */
export const changeOf = (score: number | null, before: number | null): number | null =>
  score === null || before === null ? null : Math.round((score - before) * 10) / 10

/** The sentence of a stored health score with the change up to now; null where an older version stored something else. */
export function healthSentence(explanation: unknown, change: number | null): string | null {
  const { data } = storedHealth.safeParse(explanation)
  return data === undefined ? null : explainHealth(data, { band: data.standing?.band ?? null, change })
}
