import {
  evaluationDay,
  GrowingColumn,
  type Holdout,
  HoldoutBuilder,
  type LocalDay,
  localDay,
  type OccasionRules,
  type PurchaseHistory,
  purchaseHistory,
  splitDay,
  summarize,
  TIME_UNITS,
  type ValueColumns,
  ValueColumnsBuilder,
} from '@rapport/metrics'
import { type Database, databaseNow, type Reject, setAside } from '@rapport/store'
import { sql } from 'kysely'
import { loadExchangeRates } from './exchange-rates.ts'
import type { ScoreSettings } from './settings.ts'
import { customerTransactions, plausible, type Transaction } from './transactions.ts'

/** All customers with an order, as columns; row i of each belongs to customer `columns.ids[i]`. */
export interface Population {
  readonly columns: ValueColumns
  /** Days since 1970-01-01, local. */
  readonly firstDay: Float64Array
  readonly lastDay: Float64Array
  /** Deals of unknown amount, and occasions set aside for a negative net amount. */
  readonly unknownAmounts: Float64Array
  readonly setAside: Float64Array
  /** Ids of customers that have won deals, yet no order up to the evaluation: what they have comes later, is below 0 or wrong. */
  readonly withoutOrders: Float64Array
}

/** A population, and what its model is chosen by; apart, so that the holdout can go once the model is fitted. */
export interface LoadedPopulation {
  readonly population: Population
  readonly holdout: Holdout | null
}

export interface PopulationOptions {
  /** Only the customers with these ids, as their data changed; a holdout is not needed then and not made. Null: all. */
  readonly changed: readonly number[] | null
  readonly signal: AbortSignal
}

/**
 * Reads the customers' won deals once and summarises them, with flat memory. Deals that cannot be used as they are get set
 * aside with their reason.
 */
export async function loadPopulation(
  db: Database,
  settings: ScoreSettings,
  options: PopulationOptions,
): Promise<LoadedPopulation> {
  const rules = occasionRules(settings)
  const unit = TIME_UNITS[settings.value.unit]
  const { changed } = options
  const [expected, split, rejects, rates] = await Promise.all([
    changed === null ? countBuyers(db) : changed.length,
    changed === null ? calibrationEnd(db, settings) : null,
    DealRejects.start(db, changed),
    loadExchangeRates(db, settings.currency),
  ])
  const columns = new ValueColumnsBuilder(unit.name, expected)
  const holdout = split === null ? null : startHoldout(settings, split, expected)
  const [firstDay, lastDay] = [new GrowingColumn(expected), new GrowingColumn(expected)]
  const [unknownAmounts, aside] = [new GrowingColumn(expected), new GrowingColumn(expected)]
  const withoutOrders = new GrowingColumn()
  const wanted = {
    currency: settings.currency,
    timezone: settings.timezone,
    rates,
    customers: changed ?? ('all' as const),
  }
  for await (const { customerId, transactions } of customerTransactions(db, wanted)) {
    options.signal.throwIfAborted()
    const history = purchaseHistory(transactions, rules)
    for (const { connection, dealId, reason } of unusableDeals(transactions, history)) {
      await rejects.add(connection, dealId, reason)
    }
    const summary = summarize(history, unit)
    if (summary.orders === 0) {
      withoutOrders.push(customerId)
      continue
    }
    const id = String(customerId)
    columns.add(id, summary)
    holdout?.offer(id, transactions, history)
    firstDay.push(history.occasions[0]?.day ?? null)
    lastDay.push(history.occasions.at(-1)?.day ?? null)
    unknownAmounts.push(history.unknownAmounts)
    aside.push(history.setAside.length)
  }
  await rejects.addUndated(settings.now)
  await rejects.finish()
  const population = {
    columns: columns.finish(),
    firstDay: firstDay.finish(),
    lastDay: lastDay.finish(),
    unknownAmounts: unknownAmounts.finish(),
    setAside: aside.finish(),
    withoutOrders: withoutOrders.finish(),
  }
  return { population, holdout: holdout?.finish() ?? null }
}

/** Deals of a customer that cannot be used as they are. */
function* unusableDeals(transactions: readonly Transaction[], history: PurchaseHistory) {
  for (const { connection, dealId, unknownBecause } of transactions) {
    if (unknownBecause !== null) yield { connection, dealId, reason: unknownBecause }
  }
  if (history.setAside.length === 0) return
  const byId = new Map(transactions.map((transaction) => [transaction.id, transaction]))
  for (const { amount, dealIds } of history.setAside) {
    const reason = `the amounts of its purchase add up to ${amount}, below 0: correct the amount, or link it to the deal it refunds`
    for (const id of dealIds) {
      const deal = byId.get(id)
      if (deal !== undefined) yield { connection: deal.connection, dealId: deal.dealId, reason }
    }
  }
}

/** How this workspace's deals become purchase occasions. */
export function occasionRules(settings: ScoreSettings): OccasionRules {
  return {
    timeZone: settings.timezone,
    asOf: settings.asOf,
    occasionWindow: settings.value.occasionWindowDays,
  }
}

/** More customers than this tell no more about which model predicts better. */
const holdoutCustomers = 50_000

/** A holdout of all customers, or of every second, third, … where they are very many. */
function startHoldout(settings: ScoreSettings, split: LocalDay, customers: number) {
  const every = Math.max(1, Math.ceil(customers / holdoutCustomers))
  const builder = new HoldoutBuilder({
    split,
    asOf: evaluationDay(settings.asOf, settings.timezone),
    rules: occasionRules(settings),
    unit: TIME_UNITS[settings.value.unit],
    expected: Math.ceil(customers / every),
  })
  let offered = 0
  return {
    offer: (...customer: Parameters<HoldoutBuilder['add']>): void => {
      if (offered % every === 0) builder.add(...customer)
      offered += 1
    },
    finish: (): Holdout => builder.finish(),
  }
}

/** At least as many as there are customers with an order. */
async function countBuyers(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select distinct connection, entity, party_id from deal_party) as buyer
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** The last day before the held-back time; null where nothing can be held back. */
async function calibrationEnd(db: Database, settings: ScoreSettings): Promise<LocalDay | null> {
  const { first } = await db
    .selectFrom('deal')
    .select((select) => select.fn.min('closed_at').as('first'))
    .where('state', '=', 'won')
    .where('deleted_at', 'is', null)
    .where('closed_at', '>=', new Date(plausible.closedFrom))
    .executeTakeFirstOrThrow()
  if (first === null) return null
  const firstDay = localDay(first.toISOString(), settings.timezone)
  const asOf = evaluationDay(settings.asOf, settings.timezone)
  return splitDay(firstDay, asOf, TIME_UNITS[settings.value.unit], settings.value.horizonMonths)
}

const rejectsAtOnce = 1_000

function undatedBecause(closedAt: Date | null, now: Date): string {
  if (closedAt === null) return 'it is won but has no close date: enter one'
  const day = closedAt.toISOString().slice(0, 10)
  return closedAt > now
    ? `its close date ${day} lies in the future although it is won: correct it; it counts from then on`
    : `its close date ${day} lies before ${plausible.closedFrom.slice(0, 4)}, so it looks wrong: correct it; until then it counts for nobody`
}

/** Collects deals that cannot be used as they are; those that are in order again are taken off the list at the end. */
class DealRejects {
  readonly #db: Database
  readonly #changed: readonly number[] | null
  readonly #started: string
  readonly #waiting = new Map<string, Reject[]>()

  private constructor(db: Database, changed: readonly number[] | null, started: string) {
    this.#db = db
    this.#changed = changed
    this.#started = started
  }

  /** Of the customers with these ids; null: of all. */
  static async start(db: Database, changed: readonly number[] | null): Promise<DealRejects> {
    return new DealRejects(db, changed, await databaseNow(db))
  }

  async add(connection: string, dealId: string, reason: string): Promise<void> {
    const list = this.#waiting.get(connection) ?? []
    list.push({ entity: 'deal', recordId: dealId, reason })
    this.#waiting.set(connection, list)
    if (list.length >= rejectsAtOnce) await this.#flush()
  }

  /** Won deals that no moment can be given to, or none that can be right. */
  async addUndated(now: Date): Promise<void> {
    const rows = this.#db
      .selectFrom('deal')
      .select(['connection', 'id', 'closed_at'])
      .where('state', '=', 'won')
      .where('deleted_at', 'is', null)
      .where((where) =>
        where.or([
          where('closed_at', 'is', null),
          where('closed_at', '>', now),
          where('closed_at', '<', new Date(plausible.closedFrom)),
        ]),
      )
      .stream(rejectsAtOnce)
    for await (const row of rows) {
      await this.add(row.connection, row.id, undatedBecause(row.closed_at, now))
    }
  }

  /** Takes off the list what was looked at and is in order again, or is no won deal any more. */
  async finish(): Promise<void> {
    await this.#flush()
    const lookedAt = sql`
      exists (
        select 1 from deal_party as party
        join identity_link as link
          on link.connection = party.connection and link.entity = party.entity and link.record_id = party.party_id
        where party.connection = reject.connection and party.deal_id = reject.record_id
          and link.customer_id = any(${this.#changed}::bigint[])
      ) or not exists (
        select 1 from deal
        where deal.connection = reject.connection and deal.id = reject.record_id
          and deal.state = 'won' and deal.deleted_at is null
      ) or not exists (
        -- Of a deal that counts for nobody only the date was looked at, and that is looked at every time.
        select 1 from deal_party as party
        where party.connection = reject.connection and party.deal_id = reject.record_id
      )`
    await sql`
      update reject set resolved_at = now()
      where resolved_at is null and stage = 'score' and last_at < ${this.#started}::timestamptz
        ${this.#changed === null ? sql`` : sql`and (${lookedAt})`}
    `.execute(this.#db)
  }

  async #flush(): Promise<void> {
    for (const [connection, rejects] of this.#waiting) await setAside(this.#db, 'score', connection, rejects)
    this.#waiting.clear()
  }
}
