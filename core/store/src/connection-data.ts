import { entityNames } from '@rapport/model'
import { sql } from 'kysely'
import { deleteConnectionRates, renameConnectionRates } from './exchange-rates.ts'
import type { Database } from './open.ts'
import { namesRecordsOf, ofSources } from './retention-forget.ts'
import { tableOf } from './tables.ts'

const recordTables = entityNames.map(tableOf)
/** What is kept of a connection beside its records. */
const furtherTables = [
  'identity_link',
  'identity_key',
  'deal_party',
  'deal_copy',
  'checkpoint',
  'reject',
  'remote_value',
  'restored_field',
  'write_hold',
  'ticket_metric',
  'ticket_turn',
  'ticket_due',
  'dirty_ticket',
  'review_metric',
  'review_party',
  'review_reply',
  'place_link',
  'kept_token',
] as const
/** What its vendor told of by itself: nothing that is read of it. */
const webhookTables = ['webhook_record', 'webhook_tally'] as const
/** What was done in the past; it stays when a connection is forgotten. */
const historyTables = ['run_step', 'plan'] as const

/** The connections of which there are records or checkpoints, by name. */
export async function storedConnections(db: Database): Promise<string[]> {
  return connectionsIn(db, [...recordTables, 'checkpoint'])
}

/** Whether anything is kept of a connection, the history of runs and plans aside. */
export async function hasConnectionData(db: Database, connection: string): Promise<boolean> {
  return (await connectionsIn(db, [...recordTables, ...furtherTables])).includes(connection)
}

/** How many records there are of a connection, by entity as its table is named; those without any are left out. */
export async function countConnectionRecords(
  db: Database,
  connection: string,
): Promise<Readonly<Record<string, number>>> {
  const counts = recordTables.map(
    (table) => sql`
      select ${table} as name, count(*) as count from ${sql.table(table)} where connection = ${connection}`,
  )
  const { rows } = await sql<{ name: string; count: number }>`
    ${sql.join(counts, sql` union all `)}
  `.execute(db)
  return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]))
}

/**
 * Marks every record of a connection as deleted and forgets how far it was read, so that the stages after extraction take it
 * out, and a later read starts over. Its open plans are discarded: they must not be written any more.
 */
export async function retireConnection(transaction: Database, connection: string): Promise<void> {
  await transaction.deleteFrom('checkpoint').where('connection', '=', connection).execute()
  await transaction
    .updateTable('plan')
    .set({ state: 'discarded' })
    .where('connection', '=', connection)
    .where('state', 'in', ['planned', 'applying', 'stopped'])
    .execute()
  for (const table of recordTables) {
    await sql`
      update ${sql.table(table)} set deleted_at = now(), changed_at = now(), revision = nextval('revision')
      where connection = ${connection} and deleted_at is null
    `.execute(transaction)
  }
  // Explanations may have been erased, of customers whose places keep their reviews too.
  await startOver(transaction, ['reputation-scores'])
}

/** Deletes all that is kept of a connection but the history of its runs and plans. */
export async function deleteConnectionData(transaction: Database, connection: string): Promise<void> {
  // Their tickets elsewhere may have been repeat contacts of those that go.
  await sql`
    insert into dirty_ticket_customer (customer_id)
    select distinct customer_id from ticket_metric where connection = ${connection} and customer_id is not null
    on conflict do nothing
  `.execute(transaction)
  for (const table of [...recordTables, ...furtherTables, ...webhookTables, 'connection_retention']) {
    await sql`delete from ${sql.table(table)} where connection = ${connection}`.execute(transaction)
  }
  await sql`
    delete from place_decision where ${connection} in (connection, company_connection)
  `.execute(transaction)
  await deleteConnectionRates(transaction, connection)
  // Reviews that were written by one of its records may be by one of another connection.
  await transaction.deleteFrom('review_party').where('party_connection', '=', connection).execute()
  await forgetPlaceFigures(transaction, connection)
}

/** What is told of places is told anew from all reviews, and whose reviews they are. */
async function forgetPlaceFigures(transaction: Database, connection: string): Promise<void> {
  await startOver(transaction, ['reviewers', 'reputation-scores'])
  for (const table of ['dirty_place', 'place_part', 'scored_place'] as const) {
    await transaction.deleteFrom(table).where('connection', '=', connection).execute()
  }
}

/** These stages look at everything the next time. */
async function startOver(transaction: Database, stages: readonly string[]): Promise<void> {
  await transaction.deleteFrom('stage_state').where('stage', 'in', stages).execute()
}

/** Gives all that is kept of a connection to another name, of which nothing may be kept. */
export async function renameConnectionData(
  transaction: Database,
  before: string,
  after: string,
): Promise<void> {
  // Its reviews are marked again under the other name.
  await transaction.deleteFrom('dirty_review').where('connection', '=', before).execute()
  for (const table of [...recordTables, ...furtherTables, ...historyTables]) {
    await sql`
      update ${sql.table(table)} set connection = ${after} where connection = ${before}
    `.execute(transaction)
  }
  // Records are recognised by the name of their connection too, so that these are looked at again.
  for (const table of ['contact', 'company']) {
    await sql`
      update ${sql.table(table)} set revision = nextval('revision') where connection = ${after}
    `.execute(transaction)
  }
  // The values of these kinds are records of the same connection, written crm/contact:1.
  await sql`
    update identity_key set value = ${after} || substr(value, char_length(${before}::text) + 1)
    where connection = ${after} and kind in ('merged', 'party') and starts_with(value, ${`${before}/`})
  `.execute(transaction)
  await renameRetention(transaction, before, after)
  await renameConnectionRates(transaction, before, after)
  await renameWebhooks(transaction, before, after)
  await renameInPlaces(transaction, before, after)
  await forgetPlaceFigures(transaction, before)
  await renameInExplanations(transaction, before, after)
  await renameInCopies(transaction, before, after)
  await renameInOverrides(transaction, before, after)
}

/** Of the new name a run may have noted the terms before it saw that nothing is stored of it. */
async function renameRetention(transaction: Database, before: string, after: string): Promise<void> {
  await transaction.deleteFrom('connection_retention').where('connection', '=', after).execute()
  await transaction
    .updateTable('connection_retention')
    .set({ connection: after })
    .where('connection', '=', before)
    .execute()
}

/** Under the new name its vendor may have told of changes since the set-up was changed. */
async function renameWebhooks(transaction: Database, before: string, after: string): Promise<void> {
  for (const table of webhookTables) {
    await sql`
      delete from ${sql.table(table)} as old using ${sql.table(table)} as new
      where old.connection = ${before} and new.connection = ${after}
        and ${table === 'webhook_record' ? sql`(old.entity, old.id) = (new.entity, new.id)` : sql`old.kind = new.kind`}
    `.execute(transaction)
    await sql`update ${sql.table(table)} set connection = ${after} where connection = ${before}`.execute(
      transaction,
    )
  }
}

/** Of the families of scores that name records of sources: a later forget looks for these. */
async function renameInExplanations(transaction: Database, before: string, after: string): Promise<void> {
  const inJson = (name: string) => sql`left(to_jsonb(${name}::text)::text, -1) || '/'`
  await sql`
    update score set explanation = replace(explanation::text, ${inJson(before)}, ${inJson(after)})::jsonb
    where ${ofSources()} and ${namesRecordsOf(before)}
  `.execute(transaction)
}

/** Places, and reviews, name records in other connections. */
async function renameInPlaces(transaction: Database, before: string, after: string): Promise<void> {
  for (const [table, column] of [
    ['place_link', 'company_connection'],
    ['place_decision', 'connection'],
    ['place_decision', 'company_connection'],
    ['review_party', 'party_connection'],
  ] as const) {
    await sql`
      update ${sql.table(table)} set ${sql.ref(column)} = ${after} where ${sql.ref(column)} = ${before}
    `.execute(transaction)
  }
}

/** Deals name the same sale in another connection. */
async function renameInCopies(transaction: Database, before: string, after: string): Promise<void> {
  await sql`
    update identity_key set value = ${after} || substr(value, char_length(${before}::text) + 1)
    where kind = 'same' and starts_with(value, ${`${before}/`})
  `.execute(transaction)
  await transaction
    .updateTable('deal_copy')
    .set({ counted_connection: after })
    .where('counted_connection', '=', before)
    .execute()
}

async function renameInOverrides(transaction: Database, before: string, after: string): Promise<void> {
  for (const side of ['left_connection', 'right_connection'] as const) {
    await transaction
      .updateTable('identity_override')
      .set({ [side]: after })
      .where(side, '=', before)
      .execute()
  }
  // The lesser of the two records stands on the left, so that a decision on the same two is found.
  await sql`
    update identity_override set
      left_connection = right_connection, left_id = right_id,
      right_connection = left_connection, right_id = left_id
    where ${after} in (left_connection, right_connection)
      and left_connection collate "C" > right_connection collate "C"
  `.execute(transaction)
}

/** The names in the tables, each looked up in the primary key: reading all rows would take long. */
async function connectionsIn(db: Database, tables: readonly string[]): Promise<string[]> {
  const parts = tables.map(
    (table) => sql`(
      with recursive found as (
        select min(connection) as name from ${sql.table(table)}
        union all
        select (select min(connection) from ${sql.table(table)} where connection > found.name)
        from found where found.name is not null
      )
      select name from found where name is not null
    )`,
  )
  const { rows } = await sql<{ name: string }>`
    select distinct name from (${sql.join(parts, sql` union all `)}) as held order by name
  `.execute(db)
  return rows.map(({ name }) => name)
}
