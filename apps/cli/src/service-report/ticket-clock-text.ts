import type { ExplainedClock, ExplainedEvent, Segment } from '@rapport/metrics'
import type { ExplainedTicket } from '@rapport/run'
import { table } from '../table.ts'
import { waitText } from './wait-text.ts'

/** The clock of one ticket: each event, which intervals ran, which were left out and why. */
export function ticketClockLines(ticket: ExplainedTicket): string[] {
  const { explanation, timezone, asOf, policies, fcr } = ticket
  const { metrics, events, clocks } = explanation
  const at = (moment: number) => localMoment(moment, timezone)
  const customer = ticket.customer === null ? '' : `, for ${ticket.customer}`
  return [
    `${ticket.record}${ticket.subject === null ? '' : ` "${ticket.subject.replace(/\p{Cc}+/gu, ' ')}"`}${customer}`,
    `As of ${at(Date.parse(asOf))} (${timezone}), policies ${policies.service} and ${policies.fcr}. ${standingText(ticket)}`,
    '',
    'What happened',
    ...table(
      ['at', 'event', 'taken for'],
      events.map((event) => [at(event.at), event.event, takenForText(event)]),
    ).map(indented),
    '',
    'What was measured',
    ...clocks.flatMap((clock) => clockLines(clock, at)),
    '',
    `First-contact resolution: ${fcrText(fcr)}`,
    ...(metrics.flags.length === 0 ? [] : [`Flags: ${metrics.flags.join(', ').replaceAll('_', ' ')}`]),
  ]
}

const indented = (line: string): string => `  ${line}`

function standingText({ explanation: { metrics } }: ExplainedTicket): string {
  const { standing, mergedInto, category } = metrics
  if (standing === 'merged') return `Merged into ${mergedInto}: it counts there.`
  if (standing !== 'counted') return `Out of all figures: ${standing}.`
  return `Now ${category.replaceAll('_', ' ')}.`
}

function takenForText({ takenFor, because, turn }: ExplainedEvent): string {
  const which = turn === null ? '' : ` (turn ${turn})`
  return `${takenFor}${which}${because === null ? '' : `: ${because}`}`
}

function clockLines(clock: ExplainedClock, at: (moment: number) => string): string[] {
  const { metric, number, duration } = clock
  const business =
    duration.businessSeconds === null ? '' : `, ${waitText(duration.businessSeconds)} in working hours`
  const shown = clock.business ?? clock.calendar
  return [
    `  ${metric}${number === null || number === 1 ? '' : ` ${number}`}: ${waitText(duration.calendarSeconds)}${business}`,
    ...shown.map((segment) => `    ${segmentText(segment, at)}`),
  ]
}

function segmentText({ from, to, counts, excludedBecause }: Segment, at: (moment: number) => string): string {
  const length = waitText((to - from) / 1_000)
  return `${counts ? '█' : '·'} ${at(from)} to ${at(to)}  ${counts ? length : `${length} left out: ${excludedBecause}`}`
}

function fcrText(fcr: ExplainedTicket['fcr']): string {
  if (fcr === null) return 'not judged yet; run a sync.'
  const reason = (fcr.reason ?? '').replaceAll('_', ' ')
  if (fcr.resolved === true) return 'yes.'
  if (fcr.resolved === false) return `no: ${reason}.`
  return `not judged: ${reason}${fcr.reason === 'maturing' && fcr.maturesAt !== null ? `, until ${fcr.maturesAt.slice(0, 10)}` : ''}.`
}

/** A moment by the clock on the wall, to the second: `2026-03-27 16:00:00`, as Swedish writes it. */
function localMoment(moment: number, timezone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(moment)
}
