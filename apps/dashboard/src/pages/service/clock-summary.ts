import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { laneName, segmentsOf } from './lanes.ts'
import type { Ticket, TicketClock } from './queries.ts'
import { excludedText, outcomeText, reasonText } from './words.ts'

type ClockKind = 'calendar' | 'business'

/** The clocks that a summary tells: the others are in the table. */
const told = new Set(['first response', 'open wait', 'full resolution'])

/** What the drawn clock of a ticket says, in sentences. */
export function clockSummary(ticket: Ticket, clock: ClockKind, format: Format): readonly string[] {
  return [
    ...ticket.clocks.filter(({ metric }) => told.has(metric)).flatMap((one) => clockText(one, clock, format)),
    ...targetText(ticket, format),
    fcrText(ticket.fcr, format),
  ]
}

function clockText(clock: TicketClock, kind: ClockKind, format: Format): readonly string[] {
  const { calendarSeconds, businessSeconds } = clock.duration
  const metric = laneName(clock)
  const calendar = format.duration(calendarSeconds)
  const sentence =
    businessSeconds === null
      ? message('ticket.summary.calendar', { metric, calendar })
      : message('ticket.summary.both', { metric, calendar, business: format.duration(businessSeconds) })
  const leftOut = new Map<string, number>()
  for (const { from, to, excludedBecause } of segmentsOf(clock, kind)) {
    if (excludedBecause !== null)
      leftOut.set(excludedBecause, (leftOut.get(excludedBecause) ?? 0) + to - from)
  }
  if (leftOut.size === 0) return [sentence]
  const parts = [...leftOut].map(([reason, ms]) =>
    message('ticket.summary.part', { time: format.duration(ms / 1_000), reason: excludedText(reason) }),
  )
  return [sentence, message('ticket.summary.leftOut', { parts: parts.join('; ') })]
}

function targetText({ target }: Ticket, format: Format): readonly string[] {
  const { seconds, outcome, undefinedBecause } = target
  const none =
    undefinedBecause === null
      ? []
      : [message('ticket.summary.noResponse', { reason: reasonText(undefinedBecause) })]
  if (seconds === null) return [...none, message('ticket.summary.noTarget')]
  if (outcome === null) return none
  return [
    ...none,
    message('ticket.summary.target', {
      target: format.duration(seconds),
      outcome: outcomeText(outcome).toLowerCase(),
    }),
  ]
}

function fcrText(fcr: Ticket['fcr'], format: Format): string {
  if (fcr === null) return message('ticket.summary.fcr.unknown')
  const reason = reasonText(fcr.reason ?? 'unknown')
  if (fcr.resolved === true) return message('ticket.summary.fcr.yes')
  if (fcr.resolved === false) return message('ticket.summary.fcr.no', { reason })
  if (fcr.reason === 'maturing' && fcr.maturesAt !== null)
    return message('ticket.summary.fcr.maturing', { day: format.day(fcr.maturesAt) })
  return message('ticket.summary.fcr.notJudged', { reason })
}
