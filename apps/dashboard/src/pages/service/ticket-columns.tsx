import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import type { ListedTicket } from './queries.ts'
import { categoryText, outcomeText, outcomeTone, reasonText } from './words.ts'

type Row = ListedTicket & { readonly id: string }

/** The columns of the list of tickets, with times by one of the clocks; undefined: none was chosen. */
export function useTicketColumns(clock: 'calendar' | 'business' | undefined): readonly Column<Row>[] {
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
        cell: ({ agent }) => agent ?? <None />,
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
        cell: ({ outcome }) =>
          outcome === null ? <None /> : <Badge tone={outcomeTone(outcome)}>{outcomeText(outcome)}</Badge>,
      },
      {
        id: 'resolution',
        header: message('tickets.resolution'),
        sort: 'resolution',
        align: 'end',
        wideOnly: true,
        cell: ({ resolution, resolutionBusiness }) => {
          const seconds = isBusiness ? resolutionBusiness : resolution
          return seconds === null ? <None /> : format.duration(seconds)
        },
      },
      {
        id: 'fcr',
        header: message('tickets.fcr'),
        wideOnly: true,
        cell: ({ fcr, fcrReason }) => (
          <>
            {message(fcr === null ? 'tickets.fcr.open' : fcr ? 'tickets.fcr.yes' : 'tickets.fcr.no')}
            {fcrReason === null ? null : <span className="small soft">{` · ${reasonText(fcrReason)}`}</span>}
          </>
        ),
      },
    ]
  }, [clock, format])
}

function firstResponse(seconds: number | null, { vendorFirstResponse }: ListedTicket, format: Format) {
  if (seconds !== null) return format.duration(seconds)
  if (vendorFirstResponse === null) return <None />
  return message('tickets.vendor', { time: format.duration(vendorFirstResponse) })
}

/** What a ticket is called; its record where it has no subject. */
export function ticketName(subject: string | null, record: string): string {
  if (subject !== null && subject.trim() !== '') return subject
  return message('tickets.noSubject', { record })
}

function None() {
  return <span className="soft small">{message('number.unknown.short')}</span>
}
