import { useId } from 'react'
import { usePlotWidth } from '../../components/chart/plot-area.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { extentOf, laneName, lanesOf, type Segment, secondsOf, segmentsOf } from './lanes.ts'
import { type LeftOutKind, leftOutKind, leftOutKinds } from './left-out.ts'
import type { Ticket } from './queries.ts'
import { timeTicks } from './time-ticks.ts'
import { becauseText, excludedText, takenForText } from './words.ts'
import '../../components/chart/chart.css'
import './ticket-clock.css'

const side = 8
const laneHeight = 44
const barHeight = 16
const eventsHeight = 56
const axisHeight = 28
const perTick = 72

/** The clock of a ticket: its events in a line, and below them what each clock counted (solid) and left out (hatched). */
export function ClockDrawing({
  ticket,
  clock,
}: {
  readonly ticket: Ticket
  readonly clock: 'calendar' | 'business'
}) {
  const [element, width] = usePlotWidth()
  const format = useFormat()
  const id = useId()
  const { from, to } = extentOf(ticket, clock)
  const x = (moment: number): number =>
    side + ((Math.min(Math.max(moment, from), to) - from) / (to - from)) * (width - 2 * side)
  const lanes = lanesOf(ticket, clock)
  const height = eventsHeight + lanes.length * laneHeight + axisHeight
  return (
    <div ref={element} className="clock-drawing">
      <svg width={width} height={height} role="img" aria-label={message('ticket.clock.drawing')}>
        <Hatches id={id} />
        <Axis from={from} to={to} x={x} timezone={ticket.timezone} width={width} height={height} />
        <Events ticket={ticket} x={x} />
        {lanes.map((lane, index) => (
          <g
            key={`${lane.metric} ${lane.number}`}
            transform={`translate(0 ${eventsHeight + index * laneHeight})`}
          >
            <text className="lane-name" x={side} y={14}>
              {laneName(lane)}
              <tspan className="lane-time" dx={8}>
                {format.duration(secondsOf(lane, clock))}
              </tspan>
            </text>
            {segmentsOf(lane, clock)
              .filter((segment) => segment.from < to)
              .map((segment) => (
                <Stretch key={segment.from} segment={segment} x={x} hatch={(kind) => `url(#${id}-${kind})`} />
              ))}
          </g>
        ))}
      </svg>
    </div>
  )
}

function Stretch({
  segment: { from, to, excludedBecause },
  x,
  hatch,
}: {
  readonly segment: Segment
  readonly x: (moment: number) => number
  readonly hatch: (kind: LeftOutKind) => string
}) {
  const format = useFormat()
  const kind = excludedBecause === null ? null : leftOutKind(excludedBecause)
  return (
    <rect
      className={kind === null ? 'ran' : 'left-out'}
      x={x(from)}
      width={Math.max(kind === null ? 2 : 0, x(to) - x(from))}
      y={20}
      height={barHeight}
      fill={kind === null ? undefined : hatch(kind)}
    >
      <title>
        {[
          format.moment(from),
          format.moment(to),
          excludedBecause === null ? message('ticket.legend.counts') : excludedText(excludedBecause),
        ].join(' – ')}
      </title>
    </rect>
  )
}

const marks = [
  ['question', 'M-5 -5H5V5H-5Z'],
  ['reply', 'M-6 0L0 -6L6 0L0 6Z'],
  ['answered call', 'M-6 0L0 -6L6 0L0 6Z'],
  ['change', 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0'],
] as const

const legendMarks = ['question', 'reply', 'change', 'passed over'] as const

/** The mark of what an event was taken for; what was passed over is a cross. */
const markOf = (takenFor: string): string =>
  marks.find(([name]) => name === takenFor)?.[1] ?? 'M-4 -4L4 4M-4 4L4 -4'

function Events({ ticket, x }: { readonly ticket: Ticket; readonly x: (moment: number) => number }) {
  const format = useFormat()
  const until = Date.parse(ticket.asOf)
  return (
    <g transform="translate(0 28)">
      <line className="event-line" x1={side} x2="100%" y1={0} y2={0} />
      {ticket.events
        .filter(({ at }) => at <= until)
        .map(({ at, event, takenFor, because }, index) => (
          <path
            key={index}
            className="event-mark"
            data-taken={takenFor}
            d={markOf(takenFor)}
            transform={`translate(${x(at)} ${takenFor === 'question' ? -12 : takenFor === 'reply' ? 12 : 0})`}
          >
            <title>
              {[
                format.moment(at),
                event,
                because === null ? takenForText(takenFor) : becauseText(because),
              ].join(' – ')}
            </title>
          </path>
        ))}
    </g>
  )
}

function Axis({
  from,
  to,
  x,
  timezone,
  width,
  height,
}: {
  readonly from: number
  readonly to: number
  readonly x: (moment: number) => number
  readonly timezone: string
  readonly width: number
  readonly height: number
}) {
  const { ticks, areDays } = timeTicks(from, to, { timezone, most: Math.max(1, Math.floor(width / perTick)) })
  const write = new Intl.DateTimeFormat('en', {
    ...(areDays
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    timeZone: timezone,
  })
  return (
    <g className="axis">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={0} y2={height - axisHeight + 4} />
          <text x={x(tick)} y={height - 8} textAnchor={anchorAt(x(tick), width)}>
            {write.format(tick)}
          </text>
        </g>
      ))}
    </g>
  )
}

const anchorAt = (x: number, width: number): 'start' | 'middle' | 'end' =>
  x < 40 ? 'start' : x > width - 40 ? 'end' : 'middle'

/** What each reason looks like: they differ in how the lines run, not in colour alone. */
const hatches: Readonly<Record<LeftOutKind, string>> = {
  outside: 'M0 8L8 0',
  holiday: 'M0 8L8 0M0 0L8 8',
  customer: 'M4 0V8',
  hold: 'M0 4H8',
  other: 'M0 0L8 8',
}

function Hatches({ id }: { readonly id: string }) {
  return (
    <defs>
      {leftOutKinds.map((kind) => (
        <pattern key={kind} id={`${id}-${kind}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect className="hatch-ground" width="8" height="8" />
          <path className="hatch" d={hatches[kind]} />
        </pattern>
      ))}
    </defs>
  )
}

/** What solid and hatched stretches are, of those that are drawn. */
export function ClockLegend({
  kinds,
  events,
}: {
  readonly kinds: readonly LeftOutKind[]
  /** What the events that are drawn were taken for. */
  readonly events: ReadonlySet<string>
}) {
  const id = useId()
  return (
    <ul className="plain-list row small clock-legend">
      {legendMarks
        .filter((takenFor) => events.has(takenFor))
        .map((takenFor) => (
          <li key={takenFor}>
            <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
              <path className="event-mark" data-taken={takenFor} d={markOf(takenFor)} />
            </svg>
            {takenForText(takenFor)}
          </li>
        ))}
      <li>
        <svg width="24" height="12" aria-hidden="true">
          <rect className="ran" width="24" height="12" />
        </svg>
        {message('ticket.legend.counts')}
      </li>
      {kinds.map((kind) => (
        <li key={kind}>
          <svg width="24" height="12" aria-hidden="true">
            <Hatches id={id} />
            <rect className="left-out" width="24" height="12" fill={`url(#${id}-${kind})`} />
          </svg>
          {message(`ticket.legend.${kind}`)}
        </li>
      ))}
    </ul>
  )
}
