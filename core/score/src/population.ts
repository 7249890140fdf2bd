import {
  evaluationDay,
  GrowingColumn,
  type Holdout,
  HoldoutBuilder,
  localDay,
  type OccasionRules,
  type PurchaseHistory,
  purchaseHistory,
  type RollingSplit,
  rollingSplits,
  type Subscription,
  summarize,
  TIME_UNITS,
  type ValueColumns,
  ValueColumnsBuilder,
} from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { isContract, subscriptionOf } from './contracts.ts'
import { notACopy } from './deal-copies.ts'
import { DealRejects } from './deal-rejects.ts'
import { loadExchangeRates } from './exchange-rates.ts'
import { olderThanHistory } from './history-start.ts'
import { type PlainColumns, PlainColumnsBuilder } from './plain-columns.ts'
import type { ScoreSettings } from './settings.ts'
import { customerTransactions, plausible, type Transaction } from './transactions.ts'

/** All customers with a won deal that counts, as columns; row i of each belongs to customer `columns.ids[i]`. */
export interface Population {
  /** Of the purchases that may come again: what the purchase model knows. */
  readonly columns: ValueColumns
  /** Of all won deals, one-off sales and contracts included. */
  readonly plain: PlainColumns
  /** Won deals that are contracts. */
  readonly subscriptions: readonly Subscription[]
  /** Customers whose first purchases lie before the history. */
  readonly olderThanHistory: ReadonlySet<number>
  /** Ids of customers that have won deals, yet no order up to the evaluation: what they have comes later, is below 0 or wrong. */
  readonly withoutOrders: Float64Array
}

/** A population, and what its model is chosen by; apart, so that the holdouts can go once the model is fitted. */
export interface LoadedPopulation {
  readonly population: Population
  readonly holdouts: readonly Holdout[]
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
  const [expected, start, rejects, rates] = await Promise.all([
    changed === null ? countBuyers(db) : changed.length,
    historyStart(db),
    DealRejects.start(db, changed),
    loadExchangeRates(db, settings.currency),
  ])
  const older = olderThanHistory(db, start, changed)
  // Met at the end; until then a failure must not count as unhandled.
  older.catch(() => {})
  const columns = new ValueColumnsBuilder(unit.name, expected)
  const plain = new PlainColumnsBuilder(expected)
  const holdouts = new Holdouts(settings, changed === null ? start : null, expected)
  const subscriptions: Subscription[] = []
  const withoutOrders = new GrowingColumn()
  const wanted = {
    currency: settings.currency,
    timezone: settings.timezone,
    rates,
    rules: settings.value.deals,
    customers: changed ?? ('all' as const),
  }
  for await (const { customerId, transactions } of customerTransactions(db, wanted)) {
    options.signal.throwIfAborted()
    const all = purchaseHistory(transactions, rules)
    if (transactions.some(isUnknown) || all.setAside.length > 0) {
      for (const { connection, dealId, reason } of unusableDeals(transactions, all)) {
        await rejects.add(connection, dealId, reason)
      }
    }
    const summary = summarize(all, unit)
    if (summary.orders === 0) {
      withoutOrders.push(customerId)
      continue
    }
    const id = String(customerId)
    plain.add(summary, all)
    const repeating = transactions.filter(({ kind }) => kind.kind === 'repeat')
    if (repeating.length === transactions.length) {
      columns.add(id, summary)
      holdouts.offer(id, transactions, all)
      continue
    }
    // Renewals and one-off sales say nothing about when the next purchase comes.
    const history = purchaseHistory(repeating, rules)
    columns.add(id, summarize(history, unit))
    holdouts.offer(id, repeating, history)
    for (const deal of transactions) {
      if (isContract(deal, settings)) subscriptions.push(subscriptionOf(id, deal, settings.timezone))
    }
  }
  await rejects.addUndated(settings.now)
  await rejects.finish()
  const population = {
    columns: columns.finish(),
    plain: plain.finish(),
    subscriptions,
    olderThanHistory: await older,
    withoutOrders: withoutOrders.finish(),
  }
  return { population, holdouts: holdouts.finish() }
}

const isUnknown = ({ unknownBecause }: Transaction): boolean => unknownBecause !== null

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

/** More customers than this, over all holdouts, tell no more about which model predicts better. */
const holdoutCustomers = 10_000

/** Holdouts at several days, of all customers, or of every second, third, … where they are very many. */
class Holdouts {
  readonly #builders: readonly HoldoutBuilder[]
  readonly #every: number
  #offered = 0

  /** Without a start of the history nothing is held back. */
  constructor(settings: ScoreSettings, start: Date | null, customers: number) {
    const splits = start === null ? [] : splitsOf(settings, start)
    this.#every = Math.max(1, Math.ceil((customers * splits.length) / holdoutCustomers))
    this.#builders = splits.map(
      ({ split, end }) =>
        new HoldoutBuilder({
          split,
          end,
          rules: occasionRules(settings),
          unit: TIME_UNITS[settings.value.unit],
          expected: Math.ceil(customers / this.#every),
        }),
    )
  }

  offer(...customer: Parameters<HoldoutBuilder['add']>): void {
    if (this.#offered % this.#every === 0) for (const builder of this.#builders) builder.add(...customer)
    this.#offered += 1
  }

  finish(): readonly Holdout[] {
    return this.#builders.map((builder) => builder.finish())
  }
}

function splitsOf(settings: ScoreSettings, start: Date): readonly RollingSplit[] {
  const firstDay = localDay(start.toISOString(), settings.timezone)
  const asOf = evaluationDay(settings.asOf, settings.timezone)
  return rollingSplits(firstDay, asOf, TIME_UNITS[settings.value.unit], settings.value.horizonMonths)
}

/** At least as many as there are customers with an order, without looking at who they are. */
async function countBuyers(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select least((select count(*) from customer), (select count(*) from deal_party)) as count
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** When the first deal of all was won; null where none was. */
async function historyStart(db: Database): Promise<Date | null> {
  // By the index, in order: the first that is no copy is found at once, which the planner does not see of a minimum.
  const first = await db
    .selectFrom('deal')
    .select('closed_at')
    .where('state', '=', 'won')
    .where('deleted_at', 'is', null)
    .where('closed_at', '>=', new Date(plausible.closedFrom))
    .where(notACopy)
    .orderBy('closed_at')
    .limit(1)
    .executeTakeFirst()
  return first?.closed_at ?? null
}
