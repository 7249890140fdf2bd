import { sortedQuantile } from '@rapport/stats'
import { type ServiceCounts, type ServiceFigures, serviceFigures, wantedPositions } from './figures.ts'
import type { FirstContact } from './first-contact.ts'
import type { FirstResponse, Reopening, TicketMetrics } from './ticket-metrics.ts'

/** What of a ticket's metrics the figures are made of. */
export interface SummarizedMetrics
  extends Pick<TicketMetrics, 'standing' | 'topic' | 'resolvedAt' | 'survey'> {
  readonly firstResponse: Pick<FirstResponse, 'human' | 'outcome' | 'repliedAt' | 'closedAt'>
  readonly reopenings: readonly Pick<Reopening, 'by'>[]
}

/** A ticket with its verdict of first-contact resolution, repeat contacts looked at. */
export interface JudgedTicket {
  readonly metrics: SummarizedMetrics
  readonly fcr: Pick<FirstContact, 'resolved' | 'reason'>
}

export interface SummaryOptions {
  /** By which clock response times are shown. */
  readonly clock: 'calendar' | 'business'
  /** Topics that cannot be resolved at the first contact. */
  readonly notAtFirstContact: readonly string[]
}

/** The figures of tickets in any order, those that do not count left out. */
export function serviceSummary(tickets: readonly JudgedTicket[], options: SummaryOptions): ServiceFigures {
  const counted = tickets.filter(({ metrics }) => metrics.standing === 'counted')
  const responses = counted.flatMap(({ metrics }) => {
    const human = metrics.firstResponse.human
    const seconds = options.clock === 'business' ? human?.businessSeconds : human?.calendarSeconds
    return seconds === undefined || seconds === null ? [] : [seconds]
  })
  const sorted = Float64Array.from(responses).sort()
  const counts = countTickets(counted, sorted, options.notAtFirstContact)
  return serviceFigures(
    counts,
    wantedPositions(counts.answered).map((share) => sortedQuantile(sorted, share) ?? Number.NaN),
  )
}

function countTickets(
  tickets: readonly JudgedTicket[],
  responses: Float64Array,
  notAtFirstContact: readonly string[],
): ServiceCounts {
  const count = (holds: (ticket: JudgedTicket) => boolean): number => tickets.filter(holds).length
  const outcome = (wanted: string) => count(({ metrics }) => metrics.firstResponse.outcome === wanted)
  const isNet = ({ metrics }: JudgedTicket) =>
    metrics.topic === null || !notAtFirstContact.includes(metrics.topic)
  const satisfaction = tickets.flatMap(({ metrics, fcr }) =>
    fcr.resolved === true ? (metrics.survey?.satisfaction ?? []) : [],
  )
  const isResolved = ({ metrics }: JudgedTicket) => metrics.resolvedAt !== null
  return {
    n: tickets.length,
    answered: responses.length,
    met: outcome('met'),
    missed: outcome('missed'),
    overdue: count(
      ({ metrics: { firstResponse } }) =>
        firstResponse.outcome === 'missed' &&
        firstResponse.repliedAt === null &&
        firstResponse.closedAt === null,
    ),
    pending: outcome('pending'),
    closedWithoutReply: outcome('closed'),
    resolved: count(isResolved),
    reopened: count(
      (ticket) => isResolved(ticket) && ticket.metrics.reopenings.some(({ by }) => by === 'customer'),
    ),
    totalSeconds: responses.reduce((sum, seconds) => sum + seconds, 0),
    fcrJudged: count(({ fcr }) => fcr.resolved !== null),
    fcrResolved: count(({ fcr }) => fcr.resolved === true),
    fcrMaturing: count(({ fcr }) => fcr.reason === 'maturing'),
    netJudged: count((ticket) => ticket.fcr.resolved !== null && isNet(ticket)),
    netResolved: count((ticket) => ticket.fcr.resolved === true && isNet(ticket)),
    repeatContacts: count(({ fcr }) => fcr.reason === 'repeat_contact'),
    surveyAnswers: count(({ metrics }) => (metrics.survey?.resolved ?? null) !== null),
    surveyResolved: count(({ metrics }) => metrics.survey?.resolved === true),
    satisfactionAnswers: satisfaction.length,
    satisfactionSum: satisfaction.reduce((sum, value) => sum + value, 0),
  }
}
