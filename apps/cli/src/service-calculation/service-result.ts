import {
  type Duration,
  type FirstContactReason,
  type NoFirstResponse,
  type QuantileFigure,
  RAPPORT_SERVICE_POLICY,
  type ServiceFigures,
  type Standing,
} from '@rapport/metrics'
import { type ShareInterval, wilsonInterval } from '@rapport/stats'
import type { FileTicket, ServiceCalculation } from './calculate-service.ts'
import type { FileFlag } from './file-flags.ts'
import type { PresetCounts } from './measure-tickets.ts'

/** One ticket of the result; null is unknown or not yet. Seconds. */
export interface ServiceRow {
  readonly ticketId: string
  readonly standing: Standing
  /** By a person: from the handoff, where a bot was first. */
  readonly firstResponse: Duration | null
  /** Why there is none. */
  readonly firstResponseReason: NoFirstResponse | null
  /** The source's own figure, for a ticket without messages. */
  readonly vendorFirstResponseSeconds: number | null
  readonly replyTimes: readonly Duration[]
  /** From the start of the last cycle to its end. */
  readonly resolution: Duration | null
  /** Of the first cycle. */
  readonly firstResolution: Duration | null
  readonly requesterWait: Duration
  /** Because of the customer. */
  readonly reopens: number
  readonly touches: number
  readonly breached: boolean | null
  readonly fcr: boolean | null
  readonly fcrReason: FirstContactReason | 'preset_rule' | null
  readonly flags: readonly FileFlag[]
}

/** The tickets one by one, in order of their ids. */
export function* serviceRows({ tickets, request }: ServiceCalculation): Generator<ServiceRow> {
  for (const ticket of tickets()) yield serviceRow(ticket, request.policy.kind === 'preset')
}

function serviceRow({ metrics, replyTimes, verdict, flags }: FileTicket, byPreset: boolean): ServiceRow {
  return {
    ticketId: metrics.ticketId,
    standing: metrics.standing,
    firstResponse: metrics.firstResponse.human,
    firstResponseReason: metrics.firstResponse.undefinedBecause,
    vendorFirstResponseSeconds: metrics.vendorFirstResponseSeconds,
    replyTimes,
    resolution: metrics.fullResolution,
    firstResolution: metrics.firstResolution,
    requesterWait: metrics.requesterWait,
    reopens: metrics.reopenings.filter(({ by }) => by === 'customer').length,
    touches: metrics.touches,
    breached: metrics.breached,
    fcr: verdict.resolved,
    fcrReason: byPreset && verdict.resolved === false ? 'preset_rule' : verdict.reason,
    flags,
  }
}

/** What stands before the tickets. */
export function resultHead({ request, asOf, counts, warnings }: ServiceCalculation) {
  return {
    policy: request.policy.id,
    servicePolicy: RAPPORT_SERVICE_POLICY.id,
    asOf: new Date(asOf).toISOString(),
    target: { seconds: request.targetSeconds, clock: 'calendar' },
    n: counts,
    warnings,
  }
}

/** What stands after them. */
export function resultTail(calculation: ServiceCalculation) {
  const { unknownStatuses, setAside } = calculation
  return { summary: serviceSummaryOf(calculation), unknownStatuses, setAside }
}

/** The figures of all tickets, and what belongs beside them. */
export function serviceSummaryOf({ calendar, business, presets }: ServiceCalculation) {
  const { counts } = calendar
  return {
    firstResponse: {
      n: counts.n,
      answered: counts.answered,
      overdue: counts.overdue,
      pending: counts.pending,
      closedWithoutReply: counts.closedWithoutReply,
      ...quantiles(calendar),
      withinTarget: calendar.withinTarget,
      businessTime: business === null ? null : { answered: business.counts.answered, ...quantiles(business) },
    },
    fcr: shareOf(counts.fcrJudged, calendar.fcr, { maturing: counts.fcrMaturing }),
    fcrSurvey: shareOf(counts.surveyAnswers, calendar.fcrSurvey),
    reopening: shareOf(counts.resolved, calendar.reopeningRate),
    repeatContact: shareOf(counts.fcrJudged, calendar.repeatContactRate),
    satisfactionOfFcr: { n: counts.satisfactionAnswers, mean: calendar.satisfactionOfFcr },
    presets: presetShares(presets),
  }
}

/** Seconds; an interval that is null is not estimable from so few. */
function quantiles({ median, p75, p90, p95, mean }: ServiceFigures) {
  const named = { median, p75, p90, p95 }
  const of = <Value>(value: (figure: QuantileFigure | null) => Value) => ({
    median: value(named.median),
    p75: value(named.p75),
    p90: value(named.p90),
    p95: value(named.p95),
  })
  return { ...of((figure) => figure?.value ?? null), mean, interval: of(intervalOf) }
}

const intervalOf = (figure: QuantileFigure | null) =>
  figure === null || figure.low === null || figure.high === null
    ? null
    : { low: figure.low, high: figure.high }

/** A share and its Wilson 95 % interval; null where there is nothing to share. */
function shareOf<More extends object>(n: number, interval: ShareInterval | null, more?: More) {
  return {
    n,
    ...more,
    share: interval?.share ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  }
}

const presetShares = (presets: PresetCounts) =>
  Object.fromEntries(
    Object.entries(presets).map(([preset, { judged, resolved }]) => [
      preset,
      shareOf(judged, wilsonInterval(resolved, judged)),
    ]),
  )

/** The columns of the CSV file, in order. */
export const SERVICE_COLUMNS = [
  ['ticket_id', 'ticketId'],
  ['standing', 'standing'],
  ['first_response_calendar_seconds', 'firstResponseCalendar'],
  ['first_response_business_seconds', 'firstResponseBusiness'],
  ['first_response_reason', 'firstResponseReason'],
  ['vendor_first_response_seconds', 'vendorFirstResponseSeconds'],
  ['reply_times_calendar_seconds', 'replyTimesCalendar'],
  ['reply_times_business_seconds', 'replyTimesBusiness'],
  ['resolution_calendar_seconds', 'resolutionCalendar'],
  ['resolution_business_seconds', 'resolutionBusiness'],
  ['first_resolution_calendar_seconds', 'firstResolutionCalendar'],
  ['first_resolution_business_seconds', 'firstResolutionBusiness'],
  ['requester_wait_calendar_seconds', 'requesterWaitCalendar'],
  ['requester_wait_business_seconds', 'requesterWaitBusiness'],
  ['reopens', 'reopens'],
  ['touches', 'touches'],
  ['breached', 'breached'],
  ['fcr', 'fcr'],
  ['fcr_reason', 'fcrReason'],
  ['flags', 'flags'],
] as const satisfies readonly (readonly [string, keyof ReturnType<typeof csvRow>])[]

/** The tickets as cells; several of one cell stand in it with blanks between. */
export function* serviceCsvRows(calculation: ServiceCalculation): Generator<ReturnType<typeof csvRow>> {
  for (const row of serviceRows(calculation)) yield csvRow(row)
}

function csvRow(row: ServiceRow) {
  const business = row.replyTimes.map(({ businessSeconds }) => businessSeconds)
  return {
    ticketId: row.ticketId,
    standing: row.standing,
    firstResponseCalendar: row.firstResponse?.calendarSeconds,
    firstResponseBusiness: row.firstResponse?.businessSeconds,
    firstResponseReason: row.firstResponseReason,
    vendorFirstResponseSeconds: row.vendorFirstResponseSeconds,
    replyTimesCalendar: row.replyTimes.map(({ calendarSeconds }) => calendarSeconds).join(' '),
    replyTimesBusiness: business.includes(null) ? null : business.join(' '),
    resolutionCalendar: row.resolution?.calendarSeconds,
    resolutionBusiness: row.resolution?.businessSeconds,
    firstResolutionCalendar: row.firstResolution?.calendarSeconds,
    firstResolutionBusiness: row.firstResolution?.businessSeconds,
    requesterWaitCalendar: row.requesterWait.calendarSeconds,
    requesterWaitBusiness: row.requesterWait.businessSeconds,
    reopens: row.reopens,
    touches: row.touches,
    breached: row.breached,
    fcr: row.fcr,
    fcrReason: row.fcrReason,
    flags: row.flags.join(' '),
  }
}
