import type { WebhookRecord } from '@rapport/connector'
import { type EntityName, entityNames } from '@rapport/model'
import { commitWithoutWaiting, type Database } from '@rapport/store'
import { sql } from 'kysely'
import { storableText } from './storable-text.ts'

/** A record of the queue that a process reads. */
export interface ClaimedRecord {
  readonly id: string
  readonly event: WebhookRecord['event']
  /** When its newest event happened, as the database writes it. */
  readonly eventAt: string
  /** Reads of it that failed. */
  readonly tries: number
}

/** Records of one entity that a process reads together. */
export interface Claim {
  readonly connection: string
  readonly entity: EntityName
  readonly records: readonly ClaimedRecord[]
}

/**
 * Puts records into the queue, in one statement. One that is in it already stays there once, with its newest event: what happened
 * before that is seen when it is read. An event that is told of again, or later than a newer one, changes nothing. A time ahead of the
 * database's clock would hide the events after it, and is taken for now.
 */
export async function enqueue(
  db: Database,
  connection: string,
  records: readonly WebhookRecord[],
): Promise<void> {
  if (records.length === 0) return
  // In one order, so that two requests never wait for each other.
  await sql`
    insert into webhook_record as held (connection, entity, id, event, event_at)
    select ${connection}, entity, id, event,
      least(coalesce(at, date_trunc('milliseconds', now())), date_trunc('milliseconds', now()))
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as told(entity text, id text, event text, at timestamptz)
    order by entity, id
    on conflict (connection, entity, id) do update set
      event = case when held.event = 'erased' then held.event else excluded.event end,
      event_at = greatest(held.event_at, excluded.event_at),
      received_at = now(), due_at = now(), tries = 0, reason = null
    where excluded.event_at > held.event_at or (excluded.event = 'erased' and held.event <> 'erased')
  `.execute(db)
}

/** Counts events by what the vendor calls them. A crash may lose moments of it, so that no request waits for the disk a second time. */
export async function tally(
  db: Database,
  connection: string,
  events: Readonly<Record<string, number>>,
  unknown: Readonly<Record<string, number>>,
): Promise<void> {
  const kinds = kindsOf(events, unknown)
  if (kinds.length === 0) return
  await db.transaction().execute(async (transaction) => {
    await commitWithoutWaiting(transaction)
    await sql`
      insert into webhook_tally as held (connection, kind, events, unknown)
      select ${connection}, kind, count, unknown
      from jsonb_to_recordset(${JSON.stringify(kinds)}::jsonb) as told(kind text, count bigint, unknown bigint)
      order by kind
      on conflict (connection, kind) do update set
        events = held.events + excluded.events, unknown = held.unknown + excluded.unknown, last_at = now()
    `.execute(transaction)
  })
}

/** A vendor's word may hold a sign that Postgres does not keep; two words that differ in such signs alone are counted together. */
function kindsOf(
  events: Readonly<Record<string, number>>,
  unknown: Readonly<Record<string, number>>,
): readonly { readonly kind: string; readonly count: number; readonly unknown: number }[] {
  const kinds = new Map<string, { kind: string; count: number; unknown: number }>()
  for (const [told, count] of Object.entries(events)) {
    const kind = storableText(told)
    const held = kinds.get(kind) ?? { kind, count: 0, unknown: 0 }
    kinds.set(kind, { kind, count: held.count + count, unknown: held.unknown + (unknown[told] ?? 0) })
  }
  return [...kinds.values()]
}

/**
 * Takes the records of a connection that have waited longest, all of the entity of the first of them. For `leaseMs` no other process
 * takes them, and after that any may: a process that was killed gave none of them back.
 */
export async function claim(
  db: Database,
  connection: string,
  limit: number,
  leaseMs: number,
): Promise<Claim | null> {
  const { rows } = await sql<ClaimedRecord & { entity: string }>`
    with first as (
      select entity from webhook_record where connection = ${connection} and due_at <= now()
      order by due_at, entity, id limit 1
    ), taken as (
      select connection, entity, id from webhook_record join first using (entity)
      where connection = ${connection} and due_at <= now()
      order by due_at, id limit ${limit} for update skip locked
    )
    update webhook_record as held set due_at = now() + ${leaseMs} * interval '1 millisecond'
    from taken where (held.connection, held.entity, held.id) = (taken.connection, taken.entity, taken.id)
    returning held.entity, held.id, held.event, held.event_at::text as "eventAt", held.tries
  `.execute(db)
  const entity = entityNames.find((name) => name === rows[0]?.entity)
  if (entity === undefined) return null
  return {
    connection,
    entity,
    records: rows.map(({ id, event, eventAt, tries }) => ({ id, event, eventAt, tries })),
  }
}

/**
 * Holds claimed records against other processes until the transaction ends. False where one of them is no longer in the queue: another
 * process took it over and has stored what it read, which may be newer.
 */
export async function holdClaimed(
  transaction: Database,
  { connection, entity, records }: Claim,
): Promise<boolean> {
  const { rows } = await sql`
    select id from webhook_record
    where connection = ${connection} and entity = ${entity}
      and id in (select jsonb_array_elements_text(${idsText(records)}::jsonb))
    order by id for update
  `.execute(transaction)
  return rows.length === records.length
}

/** Takes records out of the queue that were read, those of which something newer was told meanwhile aside. */
export async function settle(
  transaction: Database,
  connection: string,
  entity: EntityName,
  records: readonly ClaimedRecord[],
): Promise<void> {
  await sql`
    delete from webhook_record as held using ${claimed(records)}
    where held.connection = ${connection} and held.entity = ${entity} and held.id = done.id
      and held.event_at = done."eventAt" and held.event = done.event
  `.execute(transaction)
}

/** Gives records back, to be read after a while. */
export async function postpone(
  db: Database,
  { connection, entity, records }: Claim,
  byMs: number,
  reason: string | null,
): Promise<void> {
  await sql`
    update webhook_record as held set due_at = now() + ${byMs} * interval '1 millisecond', reason = coalesce(${reason}, held.reason)
    from ${claimed(records)}
    where held.connection = ${connection} and held.entity = ${entity} and held.id = done.id and held.event_at = done."eventAt"
  `.execute(db)
}

/** Notes that a record could not be read, and when it is tried again. */
export async function noteFailure(
  db: Database,
  connection: string,
  entity: EntityName,
  record: ClaimedRecord,
  failure: { readonly reason: string; readonly againInMs: number },
): Promise<void> {
  await sql`
    update webhook_record set tries = tries + 1, reason = ${failure.reason},
      due_at = now() + ${failure.againInMs} * interval '1 millisecond'
    where connection = ${connection} and entity = ${entity} and id = ${record.id}
      and event_at = ${record.eventAt}::timestamptz
  `.execute(db)
}

const idsText = (records: readonly ClaimedRecord[]): string => JSON.stringify(records.map(({ id }) => id))

const claimed = (records: readonly ClaimedRecord[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as done(id text, event text, "eventAt" timestamptz)`
