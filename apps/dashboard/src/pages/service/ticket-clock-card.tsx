import { useId, useState } from 'react'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { ClockDrawing, ClockLegend } from './clock-drawing.tsx'
import { clockSummary } from './clock-summary.ts'
import { ClockTable } from './clock-table.tsx'
import { extentOf, lanesOf, segmentsOf } from './lanes.ts'
import { leftOutKind, leftOutKinds } from './left-out.ts'
import type { Ticket } from './queries.ts'
import { clocks } from './service-search.ts'

/** The clock of a ticket, drawn or as a table, with what it says in words. */
export function TicketClockCard({
  ticket,
  clock,
  onClock,
}: {
  readonly ticket: Ticket
  readonly clock: 'calendar' | 'business'
  readonly onClock: (clock: 'calendar' | 'business') => void
}) {
  const id = useId()
  const format = useFormat()
  const [asTable, setAsTable] = useState(false)
  const knowsHours = ticket.clocks.some(({ business }) => business !== null)
  const kind = knowsHours ? clock : 'calendar'
  const { to } = extentOf(ticket, kind)
  const drawn = new Set(
    lanesOf(ticket, kind).flatMap((lane) =>
      segmentsOf(lane, kind).flatMap(({ from, excludedBecause }) =>
        excludedBecause === null || from >= to ? [] : [leftOutKind(excludedBecause)],
      ),
    ),
  )
  return (
    <figure className="card stack-close" aria-labelledby={id}>
      <div className="row-apart">
        <h2 id={id}>{message('ticket.clock')}</h2>
        <div className="row row-fields">
          {knowsHours ? (
            <SelectFilter
              label={message('ticket.clock.shown')}
              choices={clocks.map((value) => ({ value, label: message(`service.clock.${value}`) }))}
              value={kind}
              onChange={(chosen) => onClock(chosen ?? 'calendar')}
              required
            />
          ) : null}
          <button type="button" className="button" onClick={() => setAsTable(!asTable)}>
            {asTable ? message('chart.asChart') : message('chart.asTable')}
          </button>
        </div>
      </div>
      {asTable ? (
        <ClockTable ticket={ticket} clock={kind} />
      ) : (
        <>
          <ClockDrawing ticket={ticket} clock={kind} />
          <ClockLegend
            kinds={leftOutKinds.filter((one) => drawn.has(one))}
            events={new Set(ticket.events.map(({ takenFor }) => takenFor))}
          />
        </>
      )}
      <figcaption className="reading">{clockSummary(ticket, kind, format).join(' ')}</figcaption>
    </figure>
  )
}
