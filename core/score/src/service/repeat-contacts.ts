import { type FirstContactPolicy, type FirstContactTicket, withRepeatContacts } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'

/** Stands in `dirty_ticket_customer` for each and every customer: no customer has this id. */
export const allCustomers = 0

/** Marks all customers at once, where marking them one by one would cost more than judging them. */
export async function markAllCustomers(transaction: Database): Promise<void> {
  await sql`insert into dirty_ticket_customer (customer_id) values (${allCustomers}) on conflict do nothing`.execute(
    transaction,
  )
}

/** Rows fetched at once; the tickets of one customer are in memory together. */
const rowsAtOnce = 2_000
const changesAtOnce = 2_000

interface TicketRow extends FirstContactTicket {
  readonly connection: string
  readonly ticketId: string
  readonly customerId: number | null
  readonly fcr: boolean | null
  readonly fcrReason: string | null
  readonly repeatContact: boolean | null
}

interface Verdict {
  readonly connection: string
  readonly id: string
  readonly fcr: boolean | null
  readonly reason: string | null
  readonly repeated: boolean | null
}

/**
 * Says of each ticket whether it was resolved at the first contact, for the customers that are marked and for the tickets of
 * nobody known: a ticket depends on what else the customer asked. Returns of how many that changed the verdict. The marks stay: what
 * the tickets of these customers come to is still to be stored.
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
      const { connection, ticketId: id } = ticket
      const { resolved, reason, repeated } = judged[index] ?? { resolved: null, reason: null, repeated: null }
      if (ticket.fcr === resolved && ticket.fcrReason === reason && ticket.repeatContact === repeated)
        continue
      verdicts.push({ connection, id, fcr: resolved, reason, repeated })
    }
    if (verdicts.length >= changesAtOnce) await flush()
  }
  await flush()
  return changed
}

/**
 * The marked customers for whose tickets more counts than each one alone, by which they were filed: where one began while another was
 * still judged, and where the verdict is not the ticket's own. Most customers are none of them, and their tickets need not be read.
 */
const customersToJudge = (marked: RawBuilder<boolean>) => sql`(
  select customer_id from (
    select metric.customer_id, started_at, fcr_own, fcr_matures_at,
      (fcr, fcr_reason, repeat_contact) is distinct from
        (fcr_own, fcr_own_reason, case when fcr_own is null or fcr_matures_at is null then null else false end) as differs,
      lag(started_at) over by_start as before, lead(started_at) over by_start as after
    from ticket_metric as metric
    where ${marked}
    window by_start as (partition by metric.customer_id order by started_at)
  ) as asked
  where differs or (fcr_own is not null and (after <= fcr_matures_at or before = started_at))
)`

/** Whether each and every customer is marked. */
export async function allAreMarked(db: Database): Promise<boolean> {
  const all = await db
    .selectFrom('dirty_ticket_customer')
    .select('customer_id')
    .where('customer_id', '=', allCustomers)
    .executeTakeFirst()
  return all !== undefined
}

/** The condition for tickets of marked customers. */
async function ofMarkedCustomers(db: Database): Promise<RawBuilder<boolean>> {
  return (await allAreMarked(db))
    ? sql<boolean>`metric.customer_id is not null`
    : sql<boolean>`metric.customer_id in (select customer_id from dirty_ticket_customer)`
}

/** The tickets of each customer that is to be judged; those of nobody known come one by one. */
async function* ticketsByCustomer(db: Database): AsyncIterable<readonly TicketRow[]> {
  const marked = await ofMarkedCustomers(db)
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
      'metric.repeat_contact as repeatContact',
    ])
    .where(
      sql<boolean>`(metric.customer_id in ${customersToJudge(marked)}
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
    update ticket_metric as metric set fcr = fresh.fcr, fcr_reason = fresh.reason, repeat_contact = fresh.repeated
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as fresh(connection text, id text, fcr boolean, reason text, repeated boolean)
    where metric.connection = fresh.connection and metric.ticket_id = fresh.id
  `.execute(db)
}
