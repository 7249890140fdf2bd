import type { CustomerLevel } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type AffectedRecord, loadAffected } from './affected.ts'
import { markDirty } from './dirty.ts'
import { clearWaiting } from './key-rows.ts'
import { activeOverrides } from './overrides.ts'
import { type CustomerPlan, type PlannedCustomer, placeRecords } from './place-records.ts'
import { recordComplaints } from './set-aside.ts'
import { textRows } from './text-rows.ts'

/** What one batch did; no records means that none waits. */
export interface CustomerChanges {
  readonly records: number
  readonly links: number
  readonly created: number
  readonly removed: number
}

/** Settles the customers of the next waiting records. */
export async function resolveCustomers(
  transaction: Database,
  level: CustomerLevel,
  maxComponent: number,
  limit: number,
): Promise<CustomerChanges> {
  const overrides = await activeOverrides(transaction, level)
  const affected = await loadAffected(transaction, level, overrides, maxComponent, limit)
  if (affected.length === 0) return { records: 0, links: 0, created: 0, removed: 0 }
  const plan = placeRecords(level, affected, overrides, maxComponent)
  const created = await createCustomers(transaction, level, plan)
  const links = linksOf(plan, created)
  const left = plan.leaving.filter(({ customer }) => customer !== null)
  await saveLinks(transaction, level, links)
  await deleteLinks(transaction, level, left)
  await removeCustomers(transaction, plan.empty)
  await renameCustomers(transaction, plan)
  await markDirty(transaction, changedCustomers(plan, links, left))
  await recordComplaints(transaction, level, plan.complaints)
  await clearWaiting(transaction, level, affected)
  return {
    records: affected.length,
    links: links.length + left.length,
    created: created.size,
    removed: plan.empty.length,
  }
}

interface LinkChange {
  readonly record: AffectedRecord
  readonly customer: number
  readonly reason: string
}

async function createCustomers(
  transaction: Database,
  level: CustomerLevel,
  plan: CustomerPlan,
): Promise<ReadonlyMap<PlannedCustomer, number>> {
  const planned = plan.customers.filter(({ id }) => id === null)
  if (planned.length === 0) return new Map()
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('customer', 'id')) as id from generate_series(1, ${planned.length}::integer)
  `.execute(transaction)
  const created = new Map<PlannedCustomer, number>()
  for (const [index, customer] of planned.entries()) {
    const id = rows[index]?.id
    if (id !== undefined) created.set(customer, id)
  }
  const values = [...created].map(([customer, id]) => ({ id, name: customer.name }))
  await sql`
    insert into customer (id, level, name) overriding system value
    select id, ${level}, name from json_to_recordset(${JSON.stringify(values)}::json) as planned(id bigint, name text)
  `.execute(transaction)
  return created
}

function linksOf(plan: CustomerPlan, created: ReadonlyMap<PlannedCustomer, number>): LinkChange[] {
  const links: LinkChange[] = []
  for (const planned of plan.customers) {
    const customer = planned.id ?? created.get(planned)
    if (customer === undefined) continue
    for (const { record, reason } of planned.members) {
      if (record.customer !== customer || record.reason !== reason) links.push({ record, customer, reason })
    }
  }
  return links
}

async function saveLinks(
  transaction: Database,
  level: CustomerLevel,
  links: readonly LinkChange[],
): Promise<void> {
  if (links.length === 0) return
  const values = links.map(({ record, customer, reason }) => ({
    connection: record.connection,
    id: record.id,
    customer: String(customer),
    reason,
  }))
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason)
    select connection, ${level}, id, customer::bigint, reason
    from ${textRows('link', values, ['connection', 'id', 'customer', 'reason'])}
    on conflict (connection, entity, record_id)
    do update set customer_id = excluded.customer_id, reason = excluded.reason
  `.execute(transaction)
}

async function deleteLinks(
  transaction: Database,
  level: CustomerLevel,
  records: readonly AffectedRecord[],
): Promise<void> {
  if (records.length === 0) return
  await sql`
    delete from identity_link as link
    using ${textRows('record', records, ['connection', 'id'])}
    where link.connection = record.connection and link.entity = ${level} and link.record_id = record.id
  `.execute(transaction)
}

/** Their scores and summaries go with them. */
async function removeCustomers(transaction: Database, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from customer where id = any(${[...ids]}::bigint[])`.execute(transaction)
  await sql`delete from dirty_customer where customer_id = any(${[...ids]}::bigint[])`.execute(transaction)
}

async function renameCustomers(transaction: Database, plan: CustomerPlan): Promise<void> {
  const names = plan.customers.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }]))
  if (names.length === 0) return
  await sql`
    update customer set name = wanted.name
    from json_to_recordset(${JSON.stringify(names)}::json) as wanted(id bigint, name text)
    where customer.id = wanted.id and customer.name is distinct from wanted.name
  `.execute(transaction)
}

/** Customers that a record joined or left, except those that are gone. */
function changedCustomers(
  plan: CustomerPlan,
  links: readonly LinkChange[],
  left: readonly AffectedRecord[],
): Set<number> {
  const changed = new Set<number>()
  for (const { record, customer } of links) {
    if (record.customer === customer) continue
    changed.add(customer)
    if (record.customer !== null) changed.add(record.customer)
  }
  for (const { customer } of left) if (customer !== null) changed.add(customer)
  for (const id of plan.empty) changed.delete(id)
  return changed
}
