import { type FirstContactPolicy, type FirstContactTicket, withRepeatContacts } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** Rows fetched at once; the tickets of one customer are in memory together. */
const rowsAtOnce = 2_000
const changesAtOnce = 2_000

interface TicketRow extends FirstContactTicket {
  readonly connection: string
  readonly ticketId: string
  readonly customerId: number | null
  readonly fcr: boolean | null
  readonly fcrReason: string | null
}

interface Verdict {
  readonly connection: string
  readonly id: string
  readonly fcr: boolean | null
  readonly reason: string | null
}

/**
 * Says of each ticket whether it was resolved at the first contact, for the customers that are marked and for the tickets of
 * nobody known: a ticket depends on what else the customer asked. Returns how many verdicts changed.
 */
export async function judgeFirstContacts(db: Database, policy: FirstContactPolicy): Promise<number> {
  let changed = 0
  let verdicts: Verdict[] = []
  const flush = async () => {
    changed += verdicts.length
    await saveVerdicts(db, verdicts)
    verdicts = []
  }
  for await (const tickets of ticketsByCustomer(db)) {
    const judged = withRepeatContacts(tickets, policy)
    for (const [index, ticket] of tickets.entries()) {
      const { resolved, reason } = judged[index] ?? { resolved: null, reason: null }
      if (ticket.fcr === resolved && ticket.fcrReason === reason) continue
      verdicts.push({ connection: ticket.connection, id: ticket.ticketId, fcr: resolved, reason })
    }
    if (verdicts.length >= changesAtOnce) await flush()
  }
  await flush()
  await db.deleteFrom('dirty_ticket_customer').execute()
  return changed
}

/** The tickets of each marked customer; those of nobody known come one by one. */
async function* ticketsByCustomer(db: Database): AsyncIterable<readonly TicketRow[]> {
  const query = db
    .selectFrom('ticket_metric as metric')
    .select([
      'metric.connection',
      'metric.ticket_id as ticketId',
      'metric.customer_id as customerId',
      'metric.standing',
      'metric.initiator',
      'metric.topic',
      sql<number>`(extract(epoch from metric.started_at) * 1000)::bigint`.as('createdAt'),
      sql<number | null>`(extract(epoch from metric.resolved_at) * 1000)::bigint`.as('resolvedAt'),
      sql<number | null>`(extract(epoch from metric.fcr_matures_at) * 1000)::bigint`.as('maturesAt'),
      'metric.fcr_own as resolved',
      'metric.fcr_own_reason as reason',
      'metric.fcr',
      'metric.fcr_reason as fcrReason',
    ])
    .where(
      sql<boolean>`(metric.customer_id in (select customer_id from dirty_ticket_customer)
        or (metric.customer_id is null and metric.fcr_reason is null))`,
    )
    .orderBy('metric.customer_id')
  let tickets: TicketRow[] = []
  for await (const row of query.stream(rowsAtOnce)) {
    const [first] = tickets
    if (first !== undefined && (row.customerId === null || row.customerId !== first.customerId)) {
      yield tickets
      tickets = []
    }
    tickets.push(row as TicketRow)
  }
  if (tickets.length > 0) yield tickets
}

async function saveVerdicts(db: Database, verdicts: readonly Verdict[]): Promise<void> {
  if (verdicts.length === 0) return
  await sql`
    update ticket_metric as metric set fcr = fresh.fcr, fcr_reason = fresh.reason
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as fresh(connection text, id text, fcr boolean, reason text)
    where metric.connection = fresh.connection and metric.ticket_id = fresh.id
  `.execute(db)
}
