import { readTickets, type TicketBehind, type TicketChoice } from '@rapport/run'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type Keyset, readPage, type SortedRow, type Stretch } from '../http/keyset.ts'

/** A ticket as lists have it. */
export interface ListedTicket extends Omit<TicketBehind, 'flags' | 'vendorReported' | 'policies'> {
  readonly category: string
  readonly team: string | null
  readonly priority: string | null
  readonly topic: string | null
  /** Seconds to the last resolution; null while it is open. */
  readonly resolution: number | null
  readonly resolutionBusiness: number | null
  readonly flags: string[]
}

const orders = {
  // Microseconds, since a moment of JavaScript has none.
  startedAt: { by: sql`(extract(epoch from metric.started_at) * 1000000)::bigint`, value: 'number' },
  firstResponse: { by: sql`metric.first_response`, value: 'number' },
  firstResponseBusiness: { by: sql`metric.first_response_business`, value: 'number' },
  resolution: { by: sql`metric.full_resolution`, value: 'number' },
  requesterWait: { by: sql`metric.requester_wait`, value: 'number' },
  reopens: { by: sql`metric.reopens`, value: 'number' },
} as const
type Order = keyof typeof orders

export const ticketSorts = [
  ...['startedAt', '-startedAt', 'firstResponse', '-firstResponse', 'firstResponseBusiness'],
  ...['-firstResponseBusiness', 'resolution', '-resolution', 'requesterWait', '-requesterWait'],
  ...['reopens', '-reopens'],
] as const satisfies readonly string[]
export type TicketSort = Order | `-${Order}`

function keysetOf(sort: TicketSort): Keyset {
  const descending = sort.startsWith('-')
  const order = orders[(descending ? sort.slice(1) : sort) as Order]
  const idBy = sql`(metric.connection || '/ticket:' || metric.ticket_id)`
  return { ...order, sort, descending, id: 'text', idBy }
}

type Row = TicketBehind & SortedRow & Omit<ListedTicket, keyof TicketBehind>

/** One page of the tickets that are chosen. */
export async function listTickets(
  db: Database,
  choice: TicketChoice,
  {
    sort,
    ...part
  }: { readonly sort: TicketSort; readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly items: ListedTicket[]; readonly next: string | null }> {
  const keyset = keysetOf(sort)
  const { rows, next } = await readPage(
    keyset,
    part,
    (stretch: Stretch): Promise<readonly Row[]> =>
      readTickets<SortedRow & Omit<ListedTicket, keyof TicketBehind>>(db, choice, {
        ...stretch,
        columns: sql`${keyset.by} as "sortValue", ${keyset.idBy} as "sortId", metric.category, metric.priority, metric.topic,
        coalesce((
          select team.data->>'name' from team where team.connection = metric.connection and team.id = metric.team
        ), metric.team) as team,
        metric.full_resolution as resolution, metric.full_resolution_business as "resolutionBusiness"`,
      }),
  )
  return { items: rows.map(listed), next }
}

function listed({
  sortValue: _,
  sortId: __,
  vendorReported: ___,
  policies: ____,
  flags,
  ...ticket
}: Row): ListedTicket {
  return { ...ticket, flags: [...flags] }
}
