import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Rates whose source begins like this came from a file. */
export const fileSource = 'file:'
/** Rates whose source begins like this came from a connection: all of one are what one unit of one currency is worth in others. */
export const connectionSource = 'connection:'

/** How a rate without a day is kept, which holds on every day; Postgres has it before all others, and so has the order of texts. */
export const everyDay = '-infinity'

/** The rates that a vendor keeps. */
export interface ConnectionRates {
  /** Of which currency one unit is worth what the rates say. */
  readonly base: string
  /** From a day on until the next one of the currency; null: on every day. */
  readonly rates: readonly {
    readonly currency: string
    readonly rate: string
    readonly from: string | null
  }[]
}

/** Makes the stored rates of a connection these, in a transaction. Returns how many were stored or taken out. */
export async function replaceConnectionRates(
  transaction: Database,
  connection: string,
  { base, rates }: ConnectionRates,
): Promise<number> {
  const source = `${connectionSource}${connection}`
  const given = JSON.stringify(
    rates.map(({ currency, rate, from }) => ({ to: currency, on: from ?? everyDay, rate })),
  )
  const gone = await sql`
    delete from exchange_rate as held where held.source = ${source} and not exists (
      select 1 from jsonb_to_recordset(${given}::jsonb) as given("to" text, "on" date)
      where held.from_currency = ${base} and given."to" = held.to_currency and given."on" = held.on_date
    )
  `.execute(transaction)
  const stored = await sql`
    insert into exchange_rate as held (from_currency, to_currency, on_date, rate, source)
    select ${base}, "to", "on", rate, ${source}
    from jsonb_to_recordset(${given}::jsonb) as given("to" text, "on" date, rate numeric)
    on conflict (source, from_currency, to_currency, on_date) do update set rate = excluded.rate
    where held.rate <> excluded.rate
  `.execute(transaction)
  return Number(gone.numAffectedRows ?? 0) + Number(stored.numAffectedRows ?? 0)
}

/** Forgets the rates of a connection. */
export async function deleteConnectionRates(db: Database, connection: string): Promise<void> {
  await db.deleteFrom('exchange_rate').where('source', '=', `${connectionSource}${connection}`).execute()
}

/** Gives the rates of a connection to its new name. */
export async function renameConnectionRates(db: Database, before: string, after: string): Promise<void> {
  await deleteConnectionRates(db, after)
  await db
    .updateTable('exchange_rate')
    .set({ source: `${connectionSource}${after}` })
    .where('source', '=', `${connectionSource}${before}`)
    .execute()
}
