import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  type ChurnRisk,
  type CustomerStandings,
  formatLocalDay,
  RFM_POLICY,
  type RfmSegment,
} from '@rapport/metrics'
import { describeCustomers, type ScoresInForce } from '@rapport/run'
import { moneyText, shareText } from '../figure-text.ts'
import { type GlobalOptions, printLines } from '../output.ts'
import { count } from '../quantities.ts'
import type { Retention } from '../retention-calculation/calculate-retention.ts'
import { jsonWithRows } from '../streamed-rows.ts'
import { table } from '../table.ts'
import { customerText } from './customer-text.ts'
import type { ScoredWorkspace } from './opened-report.ts'

/** How many customers are shown to people; the JSON has all. */
const SHOWN = 50

/** Customers that are described in one query. */
const CUSTOMERS_AT_ONCE = 1_000

/** One customer of a segment; null is unknown. */
export interface SegmentCustomer {
  readonly customerId: number
  readonly name: string | null
  readonly records: readonly string[]
  readonly orders: number
  readonly lastOrder: string
  readonly revenue: number | null
  readonly clv: number | null
  readonly low: number | null
  readonly high: number | null
  readonly probabilityAlive: number | null
  readonly churnRisk: ChurnRisk | null
  readonly isHighValue: boolean | null
  readonly isAtRisk: boolean | null
  readonly isNew: boolean | null
}

/** Prints the customers of a segment, the most valuable first. */
export async function printSegmentCustomers(
  options: GlobalOptions,
  scored: ScoredWorkspace,
  { customers }: Retention,
  segment: RfmSegment,
): Promise<void> {
  const { scores, workspace } = scored
  const { asOf } = scores
  const { currency } = workspace.config
  const rows = rowsByValue(customers, scores, segment)
  if (options.json === true) {
    const head = { asOf, currency, policy: RFM_POLICY, segment, count: rows.length }
    const parts = jsonWithRows(head, { name: 'customers', rows: segmentCustomers(scored, customers, rows) })
    await pipeline(Readable.from(parts), process.stdout, { end: false })
    return
  }
  const shown: SegmentCustomer[] = []
  for await (const customer of segmentCustomers(scored, customers, rows.slice(0, SHOWN))) shown.push(customer)
  printLines([
    `As of ${asOf}: ${count(rows.length)} customers are in the segment ${segment} (${RFM_POLICY}); money in ${currency}.`,
    ...(shown.length === 0 ? [] : ['', ...customerLines(shown)]),
    ...(rows.length > shown.length
      ? [`The ${SHOWN} most valuable of ${count(rows.length)}; --json has all.`]
      : []),
  ])
}

/** Where the customers of the segment stand, by value, an unknown one last, then by id. */
function rowsByValue(customers: CustomerStandings, scores: ScoresInForce, segment: RfmSegment): number[] {
  const found: { readonly row: number; readonly clv: number; readonly id: number }[] = []
  for (const standing of customers) {
    if (standing.segment !== segment) continue
    const id = Number(standing.id)
    const clv = valueAt(scores.clv, scores.rowOf(id)) ?? Number.NEGATIVE_INFINITY
    found.push({ row: standing.row, clv, id })
  }
  const byValue = (left: number, right: number): number => (left === right ? 0 : right - left)
  return found.sort((left, right) => byValue(left.clv, right.clv) || left.id - right.id).map(({ row }) => row)
}

async function* segmentCustomers(
  { workspace, scores, signal }: ScoredWorkspace,
  customers: CustomerStandings,
  rows: readonly number[],
): AsyncGenerator<SegmentCustomer> {
  for (let start = 0; start < rows.length; start += CUSTOMERS_AT_ONCE) {
    signal.throwIfAborted()
    const standings = rows.slice(start, start + CUSTOMERS_AT_ONCE).flatMap((row) => customers.at(row) ?? [])
    const described = await describeCustomers(
      workspace,
      standings.map(({ id }) => Number(id)),
    )
    for (const { id, orders, lastDay, revenue, churnRisk } of standings) {
      const customerId = Number(id)
      const row = scores.rowOf(customerId)
      const description = described.get(customerId)
      yield {
        customerId,
        name: description?.name ?? null,
        records: description?.records ?? [],
        orders,
        lastOrder: formatLocalDay(lastDay),
        revenue,
        clv: valueAt(scores.clv, row),
        low: valueAt(scores.low, row),
        high: valueAt(scores.high, row),
        probabilityAlive: valueAt(scores.probabilityAlive, row),
        churnRisk,
        isHighValue: description?.isHighValue ?? null,
        isAtRisk: description?.isAtRisk ?? null,
        isNew: description?.isNew ?? null,
      }
    }
  }
}

function valueAt(column: Float64Array, row: number | null): number | null {
  const value = row === null ? undefined : column[row]
  return value === undefined || Number.isNaN(value) ? null : value
}

function customerLines(customers: readonly SegmentCustomer[]): string[] {
  return table(
    ['customer', 'CLV', '80 % interval', 'active', 'churn risk', 'orders', 'last order', 'revenue'],
    customers.map(({ name, records, clv, low, high, probabilityAlive, churnRisk, ...own }) => [
      customerText(name, records),
      moneyText(clv),
      low === null || high === null ? '' : `${moneyText(low)} to ${moneyText(high)}`,
      shareText(probabilityAlive),
      churnRisk ?? 'unknown',
      count(own.orders),
      own.lastOrder,
      moneyText(own.revenue),
    ]),
    ['left', 'right', 'right', 'right', 'left', 'right', 'left', 'right'],
  )
}
