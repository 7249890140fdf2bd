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

/**
 * Makes the stored rates of a connection these, in a transaction. Returns how many were stored or taken out. A currency whose rates had
 * days keeps them while there are none with a day any more: a vendor that hides them would have old sales converted by today's rate.
 */
export async function replaceConnectionRates(
  transaction: Database,
  connection: string,
  { base, rates }: ConnectionRates,
): Promise<number> {
  const source = `${connectionSource}${connection}`
  const kept = await hiddenCurrencies(transaction, source, { base, rates })
  const given = JSON.stringify(
    rates
      .filter(({ currency }) => !kept.includes(currency))
      .map(({ currency, rate, from }) => ({ to: currency, on: from ?? everyDay, rate })),
  )
  const gone = await sql`
    delete from exchange_rate as held where held.source = ${source}
      and not (held.from_currency = ${base} and held.to_currency = any(${kept as string[]})) and not exists (
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

/** The currencies of which rates with days are stored, and only one without a day is given. */
async function hiddenCurrencies(
  transaction: Database,
  source: string,
  { base, rates }: ConnectionRates,
): Promise<readonly string[]> {
  const dated = await transaction
    .selectFrom('exchange_rate')
    .select('to_currency')
    .distinct()
    .where('source', '=', source)
    .where('from_currency', '=', base)
    .where('on_date', '<>', everyDay)
    .execute()
  const given = Map.groupBy(rates, ({ currency }) => currency)
  return dated
    .map(({ to_currency }) => to_currency)
    .filter((currency) => given.get(currency)?.every(({ from }) => from === null) ?? false)
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
