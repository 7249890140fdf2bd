import { message } from '../../messages/message.ts'
import type { Ticket, TicketClock } from './queries.ts'
import { metricText } from './words.ts'

type ClockKind = 'calendar' | 'business'
export type Segment = TicketClock['calendar'][number]

/** The stretches of a clock by calendar or by working hours; by the calendar where no hours are known. */
export const segmentsOf = (clock: TicketClock, kind: ClockKind): readonly Segment[] =>
  kind === 'business' ? (clock.business ?? clock.calendar) : clock.calendar

/** The seconds of a clock by calendar or by working hours. */
export const secondsOf = ({ duration }: TicketClock, kind: ClockKind): number =>
  kind === 'business' ? (duration.businessSeconds ?? duration.calendarSeconds) : duration.calendarSeconds

/** What a clock is called, with the turn or cycle that it is of. */
export function laneName({ metric, number }: Pick<TicketClock, 'metric' | 'number'>): string {
  const name = metricText(metric)
  return number === null || number === 1
    ? name
    : message('ticket.lane.numbered', { metric: name, n: String(number) })
}

/** Clocks that say the same as another are drawn once. */
const sameAs: Readonly<Record<string, string>> = {
  'first response to the customer': 'first response',
  "agent's reply time": 'reply time',
  'first resolution': 'full resolution',
}

/** The clocks that are drawn, one lane each, in order: those alike in all stretches to one before are left away. */
export function lanesOf({ clocks }: Ticket, kind: ClockKind): readonly TicketClock[] {
  return clocks.filter((clock) => {
    const model = sameAs[clock.metric]
    const other = clocks.find(({ metric, number }) => metric === model && number === clock.number)
    const isSame =
      other !== undefined &&
      JSON.stringify(segmentsOf(other, kind)) === JSON.stringify(segmentsOf(clock, kind))
    const isFirstReply = clock.metric === 'reply time' && clock.number === 1
    return (
      !isSame &&
      !(isFirstReply && isFirstResponse(clocks, clock, kind)) &&
      segmentsOf(clock, kind).some(({ counts }) => counts)
    )
  })
}

function isFirstResponse(clocks: Ticket['clocks'], reply: TicketClock, kind: ClockKind): boolean {
  const first = clocks.find(({ metric }) => metric === 'first response')
  return (
    first !== undefined && JSON.stringify(segmentsOf(first, kind)) === JSON.stringify(segmentsOf(reply, kind))
  )
}

/** From the first to the last thing that is drawn, in ms. */
export function extentOf(ticket: Ticket, kind: ClockKind): { readonly from: number; readonly to: number } {
  const until = Date.parse(ticket.asOf)
  const moments = [
    ...ticket.events.flatMap(({ at }) => (at <= until ? [at] : [])),
    ...lanesOf(ticket, kind).flatMap((clock) =>
      segmentsOf(clock, kind)
        // What went on to the evaluation without counting, such as being solved, only pushes the rest together.
        .filter(({ to, counts }) => counts || to < until)
        .flatMap(({ from, to }) => [from, to]),
    ),
  ]
  const from = Math.min(...moments)
  const to = Math.max(...moments)
  return { from, to: to > from ? to : from + 60_000 }
}
