import { z } from 'zod'
import type { ZendeskContext } from './context.ts'
import { zendeskId } from './values.ts'

const metricSet = z.looseObject({ ticket_id: zendeskId })

/** What Zendesk itself measured of a ticket: kept beside what Rapport computes, never mixed with it. */
export type MetricSet = Readonly<Record<string, unknown>>

/** Parts of a metric set that are no figures. */
const noFigures: ReadonlySet<string> = new Set(['id', 'url', 'ticket_id', 'created_at', 'updated_at'])

const mostIds = 100

const answer = z.object({ metric_sets: z.array(z.unknown()).nullish() })

/**
 * The metric sets of the tickets of a page, by ticket. They come with the export; where an account's export does not give them, they
 * are asked for, a hundred tickets a call.
 */
export async function metricSetsOf(
  ctx: ZendeskContext,
  body: Readonly<Record<string, unknown>>,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, MetricSet>> {
  const given = answer.parse(body).metric_sets
  if (given !== undefined && given !== null) return byTicket(given)
  const found: unknown[] = []
  for (let start = 0; start < ticketIds.length; start += mostIds) {
    const { body: page } = await ctx.request({
      method: 'GET',
      path: '/api/v2/tickets/show_many.json',
      query: { ids: ticketIds.slice(start, start + mostIds).join(','), include: 'metric_sets' },
      budget: 'general',
      effect: 'read',
      schema: answer,
    })
    found.push(...(page.metric_sets ?? []))
  }
  return byTicket(found)
}

const replyTimes = z.object({
  reply_time_in_seconds: z.object({ calendar: z.number().nonnegative() }).nullish().catch(null),
  reply_time_in_minutes: z.object({ calendar: z.number().nonnegative() }).nullish().catch(null),
})

/** The first response as Zendesk measures it, in calendar seconds; null where there is none. Messaging has it in seconds. */
function firstResponseSeconds(figures: MetricSet): number | null {
  const { reply_time_in_seconds: seconds, reply_time_in_minutes: minutes } = replyTimes.parse(figures)
  return seconds?.calendar ?? (minutes == null ? null : minutes.calendar * 60)
}

/** A metric set with what every source calls the same. */
export function vendorReported(figures: MetricSet): MetricSet {
  const seconds = firstResponseSeconds(figures)
  return seconds === null ? figures : { ...figures, firstResponseSeconds: seconds }
}

function byTicket(records: readonly unknown[]): ReadonlyMap<string, MetricSet> {
  return new Map(
    records.flatMap((record) => {
      const parsed = metricSet.safeParse(record)
      if (!parsed.success) return []
      const figures = Object.entries(parsed.data).filter(([name]) => !noFigures.has(name))
      return [[parsed.data.ticket_id, Object.fromEntries(figures)] as const]
    }),
  )
}
