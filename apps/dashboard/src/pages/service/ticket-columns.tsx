import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import { type NumberFacts, NumberWithDefinition } from '../../components/number-with-definition.tsx'
import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { type ListedTicket, ticketQuery } from './queries.ts'
import './service.css'
import { categoryText, outcomeText, outcomeTone, reasonText } from './words.ts'

type Row = ListedTicket & { readonly id: string }

/**
 * The columns of the list of tickets, with times by one of the clocks; undefined: none was chosen. Behind a figure of an agent the own
 * reply stands in place of the first response: it is what the figure counts.
 */
export function useTicketColumns(
  clock: 'calendar' | 'business' | undefined,
  isOwn: boolean,
): readonly Column<Row>[] {
  const format = useFormat()
  return useMemo((): readonly Column<Row>[] => {
    const isBusiness = clock === 'business'
    return [
      {
        id: 'subject',
        header: message('tickets.subject'),
        rowHeader: true,
        cell: ({ record, subject }) => (
          <Link to="/service/tickets/$reference" params={{ reference: record }} search={{ clock }}>
            {ticketName(subject, record)}
          </Link>
        ),
      },
      {
        id: 'startedAt',
        header: message('tickets.startedAt'),
        sort: 'startedAt',
        align: 'end',
        wideOnly: true,
        cell: ({ startedAt }) => format.moment(startedAt),
      },
      {
        id: 'agent',
        header: message('service.agent'),
        wideOnly: true,
        cell: ({ agent }) => agent ?? <Soft>{message('tickets.unassigned')}</Soft>,
      },
      {
        id: 'customer',
        header: message('service.customer'),
        wideOnly: true,
        cell: ({ customer }) => customer ?? <None />,
      },
      {
        id: 'category',
        header: message('tickets.category'),
        wideOnly: true,
        cell: ({ category }) => categoryText(category),
      },
      ...(isOwn ? ownColumns(isBusiness, format) : responseColumns(isBusiness, format)),
      {
        id: 'resolution',
        header: message('tickets.resolution'),
        sort: 'resolution',
        align: 'end',
        wideOnly: true,
        cell: ({ record, resolution, resolutionBusiness }) => {
          const seconds = isBusiness ? resolutionBusiness : resolution
          if (seconds === null) return <Soft>{message('tickets.unresolved')}</Soft>
          return <Time metric="ticket_resolution" record={record} text={format.duration(seconds)} />
        },
      },
      {
        id: 'fcr',
        header: message('tickets.fcr'),
        wideOnly: true,
        cell: ({ fcr, fcrReason }) => (
          <>
            {message(fcr === null ? 'tickets.fcr.open' : fcr ? 'tickets.fcr.yes' : 'tickets.fcr.no')}
            {fcrReason === null ? null : (
              <span className="small soft ticket-reason">{reasonText(fcrReason)}</span>
            )}
          </>
        ),
      },
    ]
  }, [clock, isOwn, format])
}

function responseColumns(isBusiness: boolean, format: Format): readonly Column<Row>[] {
  return [
    {
      id: 'firstResponse',
      header: message('tickets.firstResponse'),
      sort: isBusiness ? 'firstResponseBusiness' : 'firstResponse',
      align: 'end',
      cell: (ticket) =>
        firstResponse(isBusiness ? ticket.firstResponseBusiness : ticket.firstResponse, ticket, format),
    },
    {
      id: 'outcome',
      header: message('tickets.outcome'),
      cell: ({ outcome }) => <Outcome outcome={outcome} />,
    },
  ]
}

function ownColumns(isBusiness: boolean, format: Format): readonly Column<Row>[] {
  return [
    {
      id: 'ownResponse',
      header: message('tickets.ownReply'),
      align: 'end',
      cell: ({ record, ownResponse, ownResponseBusiness }) => {
        const seconds = isBusiness ? ownResponseBusiness : ownResponse
        return seconds === null ? (
          <Unanswered />
        ) : (
          <Time metric="ticket_own_reply" record={record} text={format.duration(seconds)} />
        )
      },
    },
    {
      id: 'ownOutcome',
      header: message('tickets.ownOutcome'),
      cell: ({ ownOutcome }) => <Outcome outcome={ownOutcome} />,
    },
  ]
}

function Outcome({ outcome }: { readonly outcome: string | null }) {
  if (outcome === null) return <None />
  return <Badge tone={outcomeTone(outcome)}>{outcomeText(outcome)}</Badge>
}

function firstResponse(
  seconds: number | null,
  { record, vendorFirstResponse }: ListedTicket,
  format: Format,
) {
  if (seconds !== null)
    return <Time metric="ticket_response" record={record} text={format.duration(seconds)} />
  if (vendorFirstResponse === null) return <Unanswered />
  return message('tickets.vendor', { time: format.duration(vendorFirstResponse) })
}

/** What a ticket is called; its record where it has no subject. */
export function ticketName(subject: string | null, record: string): string {
  if (subject !== null && subject.trim() !== '') return subject
  return message('tickets.noSubject', { record })
}

/** A time of one ticket, which knows by what it was measured once it is opened. */
function Time({
  metric,
  record,
  text,
}: {
  readonly metric: string
  readonly record: string
  readonly text: string
}) {
  const client = useQueryClient()
  const more = async (): Promise<Partial<NumberFacts>> => {
    const { asOf, policies } = await client.ensureQueryData(ticketQuery(record))
    return { asOf, policy: policies.service }
  }
  return <NumberWithDefinition facts={{ metric, value: text }} more={more} />
}

function Unanswered() {
  return <Soft>{message('tickets.unanswered')}</Soft>
}

function None() {
  return <Soft>{message('number.unknown.short')}</Soft>
}

function Soft({ children }: { readonly children: ReactNode }) {
  return <span className="soft small">{children}</span>
}
