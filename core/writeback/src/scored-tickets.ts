import { type Database, loadStageState, type TicketMetricTable } from '@rapport/store'
import type { Selectable } from 'kysely'
import type { RecordScore, ScoredRecord, WantedOptions } from './wanted.ts'

type Metric = Pick<
  Selectable<TicketMetricTable>,
  | 'standing'
  | 'first_response'
  | 'first_response_business'
  | 'first_outcome'
  | 'first_due_at'
  | 'waiting_since'
  | 'reopens'
  | 'fcr'
  | 'fcr_reason'
>

/**
 * A page of the live tickets of a connection, in the order of their ids, each with its figures as of the last measuring. Where
 * that is later than the moment in force, what was known then is gone, and no ticket has figures.
 */
export async function ticketPage(
  db: Database,
  { connection, asOf }: WantedOptions,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly ScoredRecord[]> {
  const measuredAt = await lastMeasuring(db)
  if (measuredAt === null || measuredAt > new Date(asOf)) return []
  const rows = await db
    .selectFrom('ticket')
    .leftJoin('ticket_metric as metric', (join) =>
      join.onRef('metric.connection', '=', 'ticket.connection').onRef('metric.ticket_id', '=', 'ticket.id'),
    )
    .select([
      'ticket.id as recordId',
      'metric.standing',
      'metric.first_response',
      'metric.first_response_business',
      'metric.first_outcome',
      'metric.first_due_at',
      'metric.waiting_since',
      'metric.reopens',
      'metric.fcr',
      'metric.fcr_reason',
    ])
    .where('ticket.connection', '=', connection)
    .where('ticket.id', '>', after)
    .where('ticket.deleted_at', 'is', null)
    .orderBy('ticket.id')
    .limit(limit)
    .execute()
  return rows.map(({ recordId, standing, reopens, ...metric }) => ({
    recordId,
    customerId: null,
    scores:
      standing === null || reopens === null
        ? []
        : [ticketScore({ ...metric, standing, reopens }, measuredAt)],
  }))
}

/** When tickets were last measured; null before the first time. */
async function lastMeasuring(db: Database): Promise<Date | null> {
  const asOf = (await loadStageState(db, 'service-measured'))?.asOf
  return typeof asOf === 'string' ? new Date(asOf) : null
}

function ticketScore(metric: Metric, asOf: Date): RecordScore {
  // Of spam, or a ticket that was merged away, nothing is said.
  if (metric.standing !== 'counted') return { asOf, values: {}, why: null }
  const breached = isBreached(metric, asOf)
  return {
    asOf,
    values: {
      first_response_minutes: { value: minutes(metric.first_response) },
      first_response_business_minutes: { value: minutes(metric.first_response_business) },
      reopens: { value: metric.reopens },
      resolved_first_contact: { value: yesNo(metric.fcr) },
      target_breached: { value: yesNo(breached) },
    },
    why: sentence(metric, breached),
  }
}

const yesNo = (holds: boolean | null): string | null => (holds === null ? null : holds ? 'yes' : 'no')

/** To one decimal, as the field keeps it. */
const minutes = (seconds: number | null): number | null =>
  seconds === null ? null : Math.round(seconds / 6) / 10

/** Null while it is not known: unanswered inside the target, or without one. */
function isBreached({ first_outcome, first_due_at }: Metric, asOf: Date): boolean | null {
  if (first_outcome === 'met') return false
  if (first_outcome === 'missed') return true
  return first_outcome === 'pending' && first_due_at !== null && first_due_at < asOf ? true : null
}

/** What an agent can say aloud; null where nothing is known that is worth saying. */
function sentence(metric: Metric, breached: boolean | null): string | null {
  const { reopens, fcr, fcr_reason } = metric
  const parts = [
    answerWords(metric, breached),
    reopens === 0 ? null : `Reopened ${reopens === 1 ? 'once' : `${reopens} times`}.`,
    fcr === null
      ? null
      : fcr
        ? 'Resolved at the first contact.'
        : `Not resolved at the first contact: ${(fcr_reason ?? '').replaceAll('_', ' ')}.`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' ')
}

function answerWords({ first_response, waiting_since }: Metric, breached: boolean | null): string | null {
  if (first_response !== null) {
    const target = breached === null ? '' : breached ? ', past the target' : ', in time'
    return `First answered after ${waitWords(first_response)}${target}.`
  }
  // Without anybody waiting, it was answered by phone, by a bot, or closed without a reply.
  if (waiting_since === null) return null
  return breached === true ? 'Not answered yet, past the target.' : 'Not answered yet.'
}

function waitWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const whole = Math.round(seconds / 60)
  if (whole < 60) return `${whole} min`
  const hours = Math.floor(whole / 60)
  return hours < 48 ? `${hours} h ${whole % 60} min` : `${Math.floor(hours / 24)} days ${hours % 24} h`
}
