import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ApiError } from '../../api/problem.ts'
import { Badge } from '../../components/badge.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { RecordLink } from '../../components/record-link.tsx'
import { findMessage, message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { NotFound } from '../../shell/not-found.tsx'
import { usePageTitle } from '../../shell/page-announcement.ts'
import { type Ticket, ticketQuery } from './queries.ts'
import { TicketClockCard } from './ticket-clock-card.tsx'
import { ticketName } from './ticket-columns.tsx'
import { TicketEvents } from './ticket-events.tsx'
import { categoryText, outcomeText, outcomeTone, standingText } from './words.ts'

const route = getRouteApi('/signed-in/service/tickets/$reference')

/** One ticket: its clock drawn, in words and as a table, and everything that happened to it. */
export function TicketPage() {
  const { reference } = route.useParams()
  const { clock } = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useQuery(ticketQuery(reference))
  const name = asked.data === undefined ? null : ticketName(asked.data.subject, asked.data.record)
  usePageTitle(name === null ? null : message('app.title', { page: name }))
  if (asked.isPending) return <Loading lines={12} />
  const ticket = asked.data
  if (ticket === undefined) {
    const gone = asked.error instanceof ApiError && [404, 422].includes(asked.error.status)
    return gone ? <NotFound /> : <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  }
  return (
    <div className="stack">
      <Link to="/service/tickets" className="small">
        {message('ticket.back')}
      </Link>
      <PageHeader title={name ?? ''}>
        {ticket.page === null ? null : <RecordLink reference={ticket.record} page={ticket.page} />}
      </PageHeader>
      <Marks ticket={ticket} />
      <TicketClockCard
        ticket={ticket}
        clock={clock ?? 'calendar'}
        onClock={(chosen) => void navigate({ search: { clock: chosen }, resetScroll: false, replace: true })}
      />
      <TicketEvents ticket={ticket} />
      <Flags ticket={ticket} />
      <Facts ticket={ticket} />
    </div>
  )
}

/** Its state, whether it was answered in time, and why it is in no figure. */
function Marks({
  ticket: { category, standing, target, channel, priority, topic },
}: {
  readonly ticket: Ticket
}) {
  const marks = [
    { name: message('service.channel'), value: channel },
    { name: message('service.priority'), value: priority },
    { name: message('service.topic'), value: topic },
  ]
  return (
    <p className="row">
      <Badge tone="accent">{categoryText(category)}</Badge>
      {target.outcome === null ? null : (
        <Badge tone={outcomeTone(target.outcome)}>{outcomeText(target.outcome)}</Badge>
      )}
      {standing === 'counted' ? null : <Badge tone="warn">{standingText(standing)}</Badge>}
      {marks.map(({ name, value }) =>
        value === null ? null : <Badge key={name}>{message('ticket.mark', { name, value })}</Badge>,
      )}
    </p>
  )
}

function Flags({ ticket: { flags } }: { readonly ticket: Ticket }) {
  if (flags.length === 0) return null
  return (
    <section className="card stack-close">
      <h2>{message('ticket.flags')}</h2>
      <ul>
        {flags.map(({ flag, means }) => (
          <li key={flag}>{findMessage(`ticket.flag.${flag}`) ?? means}</li>
        ))}
      </ul>
    </section>
  )
}

function Facts({ ticket }: { readonly ticket: Ticket }) {
  const format = useFormat()
  const { customer, customerId, agent, team, record, asOf, timezone, policies } = ticket
  return (
    <section className="card stack-close">
      <dl className="facts">
        <dt>{message('ticket.reference')}</dt>
        <dd>
          <code>{record}</code>
        </dd>
        {customerId === null ? null : (
          <>
            <dt>{message('ticket.customer')}</dt>
            <dd>
              <Link to="/customers/$id" params={{ id: String(customerId) }}>
                {customer ?? String(customerId)}
              </Link>
            </dd>
          </>
        )}
        {agent === null ? null : (
          <>
            <dt>{message('service.agent')}</dt>
            <dd>{agent}</dd>
          </>
        )}
        {team === null ? null : (
          <>
            <dt>{message('service.team')}</dt>
            <dd>{team}</dd>
          </>
        )}
      </dl>
      <p className="small soft reading">
        {message('ticket.asOf', { asOf: format.moment(asOf), timezone, ...policies })}
      </p>
    </section>
  )
}
