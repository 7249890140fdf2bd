import { z } from 'zod'
import type { ZendeskContext } from '../context.ts'
import { baseUrlOf } from '../settings.ts'
import { moment, optionalId, zendeskId } from '../values.ts'
import { via } from '../via.ts'
import { requestTimePage, type TimeAnswer, type TimeExport } from './time-export.ts'

/**
 * Messages, changes of status and assignments come from the incremental export of ticket events with `include=comment_events`, and not from the
 * audits of each ticket: a thousand updates a call at ten calls a minute, archived tickets included, against a call or more for
 * every ticket that changed.
 */
const wanted: TimeExport = {
  path: '/api/v2/incremental/ticket_events.json',
  list: 'ticket_events',
  include: 'comment_events',
}

/** Of a call: when it began, how long it took, who took it. */
const callData = z.object({
  started_at: moment.nullish().catch(null),
  call_duration: z.coerce.number().nullish().catch(null),
  answered_by_id: optionalId.catch(null),
})

/** A comment, as events and lists show it. Its text is not read: nothing is measured by it, and it is not kept. */
export const comment = z.object({
  id: zendeskId,
  type: z.string().nullish(),
  author_id: optionalId,
  public: z.boolean(),
  via: via.nullish(),
  created_at: moment.nullish(),
  data: callData.nullish().catch(null),
})
export type Comment = z.infer<typeof comment>

/** One part of an event: only what the streams use of it. */
const childEvent = z.object({
  id: zendeskId.nullish(),
  event_type: z.string(),
  status: z.unknown().optional(),
  assignee_id: z.unknown().optional(),
  group_id: z.unknown().optional(),
  priority: z.unknown().optional(),
  requester_id: optionalId.catch(null),
  previous_value: z.unknown().optional(),
  /** The other way to name a changed field. */
  field_name: z.string().nullish(),
  value: z.unknown().optional(),
  comment_id: optionalId.catch(null),
  comment: z.unknown().optional(),
})
export type ChildEvent = z.infer<typeof childEvent>

const commentEvents: ReadonlySet<string> = new Set(['Comment', 'VoiceComment'])

/** An update of a ticket, with its parts. A part that is a comment holds it in `comment`, unparsed. */
export const ticketEvent = z.object({
  id: zendeskId,
  ticket_id: zendeskId,
  created_at: moment,
  updater_id: optionalId,
  via: via.nullish(),
  child_events: z.array(
    z
      .looseObject({ event_type: z.string() })
      .transform((child) => (commentEvents.has(child.event_type) ? { ...child, comment: child } : child))
      .pipe(childEvent),
  ),
})
export type TicketEvent = z.infer<typeof ticketEvent>

/** Pages that one run has asked for, by account and second: several streams read the same ones, side by side. */
const pagesOfRuns = new WeakMap<object, Map<string, Promise<TimeAnswer | null>>>()

/** So many pages are remembered, without the texts in them. */
const rememberedPages = 20

/** One page of ticket events from a second on; asked for once a run. */
export function requestTicketEvents(ctx: ZendeskContext, start: number): Promise<TimeAnswer | null> {
  const pages = pagesOfRuns.get(ctx.run) ?? new Map<string, Promise<TimeAnswer | null>>()
  pagesOfRuns.set(ctx.run, pages)
  const key = `${baseUrlOf(ctx.settings)} ${start}`
  const known = pages.get(key)
  if (known !== undefined) return known
  const asked = requestSlimPage(ctx, start)
  pages.set(key, asked)
  // One that failed is asked for again.
  asked.catch(() => pages.delete(key))
  const [oldest] = pages.keys()
  if (pages.size > rememberedPages && oldest !== undefined) pages.delete(oldest)
  return asked
}

async function requestSlimPage(ctx: ZendeskContext, start: number): Promise<TimeAnswer | null> {
  const answer = await requestTimePage(ctx, wanted, start)
  return answer === null ? null : { ...answer, records: answer.records.map(slimEvent) }
}

/** The fields that hold texts and files. */
const bulky: ReadonlySet<string> = new Set([
  'body',
  'html_body',
  'plain_body',
  'attachments',
  'metadata',
  'subject',
  'description',
])

function slim(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !bulky.has(name)))
}

const withChildren = z.looseObject({ child_events: z.array(z.looseObject({})) })

function slimEvent(event: unknown): unknown {
  const parsed = withChildren.safeParse(event)
  if (!parsed.success) return event
  return { ...slim(parsed.data), child_events: parsed.data.child_events.map(slim) }
}
