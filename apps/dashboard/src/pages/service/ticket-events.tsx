import { ScrollRegion } from '../../components/scroll-region.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { eventInWords } from './event-in-words.ts'
import type { Ticket } from './queries.ts'
import { becauseText, takenForText } from './words.ts'

/** What happened to a ticket, and what each event was taken for. */
export function TicketEvents({ ticket: { events } }: { readonly ticket: Ticket }) {
  const format = useFormat()
  const title = message('ticket.events')
  return (
    <section className="stack-close">
      <h2>{title}</h2>
      <ScrollRegion title={title}>
        <table className="table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{message('ticket.event.at')}</th>
              <th scope="col">{message('ticket.event.what')}</th>
              <th scope="col">{message('ticket.event.takenFor')}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((one, index) => (
              <tr key={index}>
                <td className="figures">{format.moment(one.at)}</td>
                <td>{eventText(one)}</td>
                <td>{takenText(one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}

type Event = Ticket['events'][number]

function eventText(one: Event): string {
  const { mergedFrom } = one
  const event = eventInWords(one)
  return mergedFrom === null ? event : message('ticket.event.merged', { event, ticket: mergedFrom })
}

function takenText({ takenFor: taken, because, turn }: Event): string {
  const takenFor = takenForText(taken)
  if (because !== null) return message('ticket.event.because', { takenFor, because: becauseText(because) })
  return turn === null ? takenFor : message('ticket.event.turn', { takenFor, turn: String(turn) })
}
