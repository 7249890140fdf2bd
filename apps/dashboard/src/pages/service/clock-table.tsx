import { ScrollRegion } from '../../components/scroll-region.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { laneName, secondsOf, segmentsOf } from './lanes.ts'
import type { Ticket } from './queries.ts'
import { excludedText } from './words.ts'

/** Every clock of a ticket with its stretches: which ran, and which were left out, with the reason. */
export function ClockTable({
  ticket,
  clock,
}: {
  readonly ticket: Ticket
  readonly clock: 'calendar' | 'business'
}) {
  const format = useFormat()
  const title = message('ticket.clock')
  return (
    <ScrollRegion title={title}>
      <table className="table">
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{message('ticket.table.metric')}</th>
            <th scope="col">{message('ticket.table.from')}</th>
            <th scope="col">{message('ticket.table.to')}</th>
            <th scope="col" className="end">
              {message('ticket.table.length')}
            </th>
            <th scope="col">{message('ticket.table.counts')}</th>
          </tr>
        </thead>
        {ticket.clocks.map((one) => {
          const segments = segmentsOf(one, clock)
          return (
            <tbody key={`${one.metric} ${one.number}`}>
              {segments.map(({ from, to, excludedBecause }, index) => (
                <tr key={from}>
                  {index === 0 ? (
                    <th scope="rowgroup" rowSpan={segments.length}>
                      {laneName(one)}
                      <br />
                      <span className="small soft">
                        {message('ticket.table.total', { time: format.duration(secondsOf(one, clock)) })}
                      </span>
                    </th>
                  ) : null}
                  <td>{format.moment(from)}</td>
                  <td>{format.moment(to)}</td>
                  <td className="end">{format.duration((to - from) / 1_000)}</td>
                  <td>
                    {excludedBecause === null
                      ? message('ticket.table.yes')
                      : message('ticket.table.no', { reason: excludedText(excludedBecause) })}
                  </td>
                </tr>
              ))}
            </tbody>
          )
        })}
      </table>
    </ScrollRegion>
  )
}
