import { Link } from '@tanstack/react-router'
import { DataTable } from '../../components/data-table.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { differenceInWords } from './difference-in-words.ts'
import type { PresetComparison } from './queries.ts'
import { ticketName } from './ticket-columns.tsx'
import { reasonText } from './words.ts'

type Reconciliation = PresetComparison['reconciliation']
type Names = readonly [preset: string, other: string]

const verdictText = (verdict: boolean | null): string =>
  message(verdict === null ? 'tickets.fcr.open' : verdict ? 'tickets.fcr.yes' : 'tickets.fcr.no')

/** How often two rules say a certain pair of things, and why. */
export function KindsTable({
  title,
  kinds,
  names: [preset, other],
}: {
  readonly title: string
  readonly kinds: Reconciliation['kinds']
  readonly names: Names
}) {
  const format = useFormat()
  return (
    <DataTable
      title={`${title}: ${message('presets.column.because')}`}
      rows={kinds.map((kind) => ({ ...kind, id: `${kind.preset} ${kind.rapport} ${kind.reason}` }))}
      columns={[
        { id: 'preset', header: preset, cell: (kind) => verdictText(kind.preset) },
        { id: 'other', header: other, cell: (kind) => verdictText(kind.rapport) },
        {
          id: 'because',
          header: message('presets.column.because'),
          cell: ({ reason }) => (reason === null ? '' : reasonText(reason)),
        },
        {
          id: 'tickets',
          header: message('presets.column.tickets'),
          align: 'end',
          cell: ({ tickets }) => format.number(tickets),
        },
      ]}
    />
  )
}

/** The tickets on which two rules differ, each with the plain reasons; they open to their clocks. */
export function DifferingTickets({
  title,
  tickets,
  of,
  names: [preset, other],
}: {
  readonly title: string
  readonly tickets: Reconciliation['differingTickets']
  readonly of: number
  readonly names: Names
}) {
  const mayRead = useMay('records:read')
  if (tickets.length === 0) return null
  return (
    <>
      <DataTable
        title={title}
        rows={tickets.map((ticket) => ({ ...ticket, id: ticket.record }))}
        columns={[
          {
            id: 'ticket',
            header: message('presets.column.ticket'),
            rowHeader: true,
            cell: ({ record, subject }) =>
              mayRead ? (
                <Link to="/service/tickets/$reference" params={{ reference: record }}>
                  {ticketName(subject, record)}
                </Link>
              ) : (
                ticketName(subject, record)
              ),
          },
          { id: 'preset', header: preset, cell: (ticket) => verdictText(ticket.preset) },
          { id: 'other', header: other, cell: (ticket) => verdictText(ticket.other) },
          {
            id: 'why',
            header: message('presets.column.why'),
            cell: ({ because }) =>
              because.length === 0
                ? message('presets.unexplained')
                : because.map(differenceInWords).join('; '),
          },
        ]}
      />
      {tickets.length < of ? (
        <p className="small soft">{message('presets.first', { n: tickets.length })}</p>
      ) : null}
    </>
  )
}
