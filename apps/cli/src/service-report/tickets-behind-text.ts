import type { TicketBehind, TicketSelection } from '@rapport/run'
import { commandName } from '../command-name.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { waitText } from './wait-text.ts'

/** Subjects are cut so that a line fits a terminal. */
const widestSubject = 40

/** The tickets behind a figure, one line each: behind one of an agent with the own reply, which is what it counts. */
export function ticketsBehindLines(
  tickets: readonly TicketBehind[],
  { selection, limit }: { readonly selection: TicketSelection; readonly limit: number },
): string[] {
  const [first] = tickets
  if (first === undefined) return ['No ticket fits.']
  const isOwn = selection.startsWith('own-')
  const rows = tickets.map((ticket) => [
    ticket.record,
    ticket.startedAt.slice(0, 16).replace('T', ' '),
    ticket.channel ?? '',
    ticket.agent ?? '',
    isOwn ? waitText(ticket.ownResponse) : firstResponseText(ticket),
    (isOwn ? ticket.ownOutcome : ticket.outcome) ?? '',
    ticket.fcr === null
      ? (ticket.fcrReason ?? '').replaceAll('_', ' ')
      : ticket.fcr
        ? 'yes'
        : `no: ${(ticket.fcrReason ?? '').replaceAll('_', ' ')}`,
    ticket.flags.join(' '),
    shortened(ticket.subject ?? ''),
  ])
  return [
    ...table(
      [
        ...['ticket', 'begun (UTC)', 'channel', 'agent', isOwn ? 'own reply' : 'first response', 'target'],
        ...['FCR', 'flags', 'subject'],
      ],
      rows,
      ['left', 'left', 'left', 'left', 'right'],
    ),
    '',
    ...(tickets.length === limit ? [`The first ${count(limit)}; --limit shows more.`] : []),
    `See the clock of one: ${commandName} explain ${first.record}`,
  ]
}

/** What only the vendor measured says so. */
function firstResponseText({ firstResponse, vendorFirstResponse }: TicketBehind): string {
  if (firstResponse !== null || vendorFirstResponse === null) return waitText(firstResponse)
  return `vendor: ${waitText(vendorFirstResponse)}`
}

function shortened(text: string): string {
  const plain = text.replace(/\p{Cc}+/gu, ' ')
  return [...plain].length <= widestSubject ? plain : `${[...plain].slice(0, widestSubject - 1).join('')}…`
}
