import type { Association, CustomerLevel } from '@rapport/model'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { livesOn } from '../lives-on.ts'
import { allCustomers } from './repeat-contacts.ts'
import type { StoredTicket } from './stored-events.ts'

/** The record that asks on a ticket, of the entity that customers are. */
export interface TicketParty {
  readonly entity: CustomerLevel
  /** Null: the contact has no company. */
  readonly id: string | null
  /** The contact whose company that is, where the ticket itself names no company. */
  readonly throughContact: string | null
  /** Whose record it is; null also for one that was merged away, until `refreshTicketCustomers`. */
  readonly customerId: number | null
}

type PartyRecord = Omit<TicketParty, 'customerId'>

/**
 * Who asks, ticket by ticket. At contact level the first contact by its record id; at company level the primary company, else the
 * first, else the company of the contact.
 */
export async function ticketParties(
  db: Database,
  connection: string,
  level: CustomerLevel,
  tickets: readonly StoredTicket[],
): Promise<ReadonlyMap<string, TicketParty>> {
  const records = await partyRecords(db, connection, level, tickets)
  const customers = await customersOf(db, connection, level, [...records.values()])
  return new Map(
    [...records].map(([ticketId, { entity, id, throughContact }]) => [
      ticketId,
      { entity, id, throughContact, customerId: id === null ? null : (customers.get(id) ?? null) },
    ]),
  )
}

/** By record id. */
async function customersOf(
  db: Database,
  connection: string,
  level: CustomerLevel,
  records: readonly PartyRecord[],
): Promise<ReadonlyMap<string, number>> {
  const ids = [...new Set(records.flatMap(({ id }) => id ?? []))]
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; customerId: number }>`
    select record_id as id, customer_id as "customerId" from identity_link
    where connection = ${connection} and entity = ${level} and record_id = any(${ids}::text[])
  `.execute(db)
  return new Map(rows.map(({ id, customerId }) => [id, customerId]))
}

async function partyRecords(
  db: Database,
  connection: string,
  level: CustomerLevel,
  tickets: readonly StoredTicket[],
): Promise<ReadonlyMap<string, PartyRecord>> {
  const parties = new Map<string, PartyRecord>()
  const through = new Map<string, string>()
  for (const { id, data } of tickets) {
    const contact = leading(data.contacts)
    const company = level === 'company' ? leading(data.companies) : null
    if (level === 'contact' && contact !== null) {
      parties.set(id, { entity: 'contact', id: contact, throughContact: null })
    } else if (company !== null) parties.set(id, { entity: 'company', id: company, throughContact: null })
    else if (contact !== null) through.set(id, contact)
  }
  if (level === 'contact' || through.size === 0) return parties
  const companies = await companiesOf(db, connection, [...new Set(through.values())])
  for (const [id, contact] of through) {
    // Without a company it is kept too: the contact may get one later.
    const company = leading(companies.get(contact) ?? [])
    parties.set(id, { entity: 'company', id: company, throughContact: contact })
  }
  return parties
}

/** A contact that was merged away has the companies of the one it lives on in. */
async function companiesOf(
  db: Database,
  connection: string,
  contacts: readonly string[],
): Promise<ReadonlyMap<string, readonly Association[]>> {
  const { rows } = await sql<{ id: string; companies: readonly Association[] | null }>`
    select asked.id, contact.data->'companies' as companies
    from unnest(${contacts}::text[]) as asked(id)
    left join ${livesOn('contact')} as moved on moved.connection = ${connection} and moved.id = asked.id
    join contact on contact.connection = ${connection} and contact.id = coalesce(moved.lives_on, asked.id)
      and contact.deleted_at is null
  `.execute(db)
  return new Map(rows.map(({ id, companies }) => [id, companies ?? []]))
}

/** The primary one, else the lowest record id, numbers by their size. */
function leading(associations: readonly Association[]): string | null {
  let best: Association | null = null
  for (const candidate of associations) {
    if (best === null || rank(candidate, best) < 0) best = candidate
  }
  return best?.id ?? null
}

function rank(left: Association, right: Association): number {
  const primary = Number(isPrimary(right)) - Number(isPrimary(left))
  if (primary !== 0) return primary
  if (left.id.length !== right.id.length) return left.id.length - right.id.length
  return left.id < right.id ? -1 : Number(left.id > right.id)
}

function isPrimary({ primary }: Association): boolean {
  return primary
}

/**
 * Brings the customers of measured tickets, and of their next replies, up to date with the identities, and marks the customers that lost
 * or won one: their repeat contacts change. Of a ticket that is nobody's any more the verdict is taken back. A record that was merged
 * away stands for the one it lives on in. Looked at are the tickets of customers that lost a record, and those of nobody.
 */
export async function refreshTicketCustomers(transaction: Database): Promise<number> {
  await noteMergedParties(transaction)
  const { rows } = await sql<{ count: number }>`
    with candidate as materialized (${await candidates(transaction)}),
    stale as materialized (
      select metric.connection, metric.ticket_id, metric.customer_id as before, link.customer_id as now
      from candidate as metric
      left join ${livesOn('contact')} as person
        on metric.party_entity = 'contact' and person.connection = metric.connection and person.id = metric.party_id
      left join ${livesOn('company')} as firm
        on metric.party_entity = 'company' and firm.connection = metric.connection and firm.id = metric.party_id
      left join identity_link as link on link.connection = metric.connection
        and link.entity = metric.party_entity and link.record_id = coalesce(person.lives_on, firm.lives_on, metric.party_id)
      where metric.customer_id is distinct from link.customer_id
    ), moved as (
      update ticket_metric as metric set customer_id = stale.now,
        fcr = case when stale.now is null then null else metric.fcr end,
        fcr_reason = case when stale.now is null then null else metric.fcr_reason end,
        repeat_contact = case when stale.now is null then null else metric.repeat_contact end
      from stale where metric.connection = stale.connection and metric.ticket_id = stale.ticket_id
    ), replies as (
      update ticket_turn as turn set customer_id = stale.now
      from stale where turn.is_next and turn.connection = stale.connection and turn.ticket_id = stale.ticket_id
    ), marked as (
      insert into dirty_ticket_customer (customer_id)
      select before from stale where before is not null
      union select now from stale where now is not null
      on conflict do nothing
    )
    select count(*) as count from stale
  `.execute(transaction)
  await transaction.deleteFrom('moved_customer').execute()
  return rows[0]?.count ?? 0
}

/** Marks the customers that had a record which lives on in one of another customer now, or by itself. Few, as merges are. */
async function noteMergedParties(transaction: Database): Promise<void> {
  const now = sql`(
    ${mergedParties('contact')} union all ${mergedParties('company')}
  ) as now`
  const same = sql`now.connection = held.connection and now.entity = held.entity and now.record_id = held.record_id`
  const { rows } = await sql<{ differ: boolean }>`
    select exists (
      select from merged_party as held full join ${now} on ${same} where now.customer_id is distinct from held.customer_id
    ) as differ
  `.execute(transaction)
  if (rows[0]?.differ !== true) return
  await sql`
    insert into moved_customer
    select distinct held.customer_id from merged_party as held left join ${now} on ${same}
    where now.customer_id is distinct from held.customer_id
    on conflict do nothing
  `.execute(transaction)
  await transaction.deleteFrom('merged_party').execute()
  await sql`insert into merged_party (connection, entity, record_id, customer_id) select * from ${now}`.execute(
    transaction,
  )
}

const mergedParties = (entity: CustomerLevel) => sql`
  select merged.connection, ${entity}::text as entity, merged.id as record_id, link.customer_id from ${livesOn(entity)} as merged
  join identity_link as link
    on link.connection = merged.connection and link.entity = ${entity} and link.record_id = merged.lives_on`

/** The tickets whose customer may be another now. */
async function candidates(transaction: Database): Promise<RawBuilder<unknown>> {
  const columns = sql`connection, ticket_id, customer_id, party_entity, party_id`
  const all = await transaction
    .selectFrom('moved_customer')
    .select('customer_id')
    .where('customer_id', '=', allCustomers)
    .executeTakeFirst()
  if (all !== undefined) return sql`select ${columns} from ticket_metric`
  return sql`
    select ${columns} from ticket_metric where customer_id in (select customer_id from moved_customer)
    union all
    select ${columns} from ticket_metric where customer_id is null and party_id is not null`
}
