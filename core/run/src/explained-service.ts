import { formatLocalDay, localDay } from '@rapport/metrics'
import { sql } from 'kysely'
import { z } from 'zod'
import { type TicketBehind, type TicketSelection, ticketsBehind } from './reports/service/tickets-behind.ts'
import type { Workspace } from './workspace.ts'

/** The tickets behind a number of a customer. */
export interface TicketsOfNumber {
  /** Local days on which they began. */
  readonly from: string
  readonly to: string
  readonly selection: TicketSelection
  /** The first of them. */
  readonly tickets: readonly TicketBehind[]
}

/** How many tickets are told with a number. */
const told = 20

/** Which tickets a number counts: of the last days that it looks back, or those that are open whenever they began. */
const numbers: Readonly<Record<string, { readonly selection: TicketSelection; readonly recent: boolean }>> = {
  first_response_minutes: { selection: 'all', recent: true },
  fcr_rate: { selection: 'all', recent: true },
  open_tickets: { selection: 'open', recent: false },
  overdue_tickets: { selection: 'overdue', recent: false },
}

const counted = z.object({
  windowDays: z.number(),
  answered: z.number().optional(),
  judged: z.number().optional(),
})

/** The tickets behind a number of service of a customer, as of a moment. */
export async function ticketsOfNumber(
  { config, store }: Workspace,
  {
    name,
    customerId,
    moment,
    explanation,
    agents,
  }: {
    readonly name: string
    readonly customerId: number
    readonly moment: string
    readonly explanation: Readonly<Record<string, unknown>>
    /** Only tickets of these agents are told, each `connection/agent:id`; null: all. */
    readonly agents: readonly string[] | null
  },
): Promise<TicketsOfNumber | null> {
  const number = numbers[name]
  const { data } = counted.safeParse(explanation)
  if (number === undefined || data === undefined) return null
  const { selection, recent } = number
  const lastDay = localDay(moment, config.timezone)
  const to = formatLocalDay(lastDay)
  const from = recent
    ? formatLocalDay(lastDay - (data.windowDays - 1))
    : await firstDay(store.db, customerId, to)
  const asOf = new Date(moment)
  const slice = { from, to, customerId, ...(agents === null ? {} : { agents }) }
  const tickets = await ticketsBehind(store.db, slice, { selection, asOf, limit: told })
  return { from, to, selection, tickets }
}

async function firstDay(
  db: Workspace['store']['db'],
  customerId: number,
  otherwise: string,
): Promise<string> {
  const { rows } = await sql<{ first: string | null }>`
    select min(started_on)::text as first from ticket_metric where customer_id = ${customerId}
  `.execute(db)
  return rows[0]?.first ?? otherwise
}

/** How many tickets a number is of: those answered, those judged, or all that count. */
export function ticketsCounted(
  name: string,
  { n, explanation }: { readonly n: number; readonly explanation: Readonly<Record<string, unknown>> },
): number {
  const { data } = counted.safeParse(explanation)
  if (name === 'first_response_minutes') return data?.answered ?? n
  return name === 'fcr_rate' ? (data?.judged ?? n) : n
}
