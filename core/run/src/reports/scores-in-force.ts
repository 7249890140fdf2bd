import {
  type ChurnRisk,
  formatLocalDay,
  GrowingColumn,
  localDay,
  RFM_SEGMENTS,
  type RfmSegment,
} from '@rapport/metrics'
import { endOfDay } from '@rapport/score'
import { ofFamily, streamPages } from '@rapport/store'
import { sql } from 'kysely'
import { evaluationDate } from '../as-of.ts'
import type { Workspace } from '../workspace.ts'

const CHURN_RISKS = ['low', 'medium', 'high'] as const satisfies readonly ChurnRisk[]

/** Few, so that they are garbage before a collection would have to move them. */
const rowsAtOnce = 1_000

/** The numbers of all scored customers as columns, in order of customer id; NaN is "unknown". */
export interface ScoresInForce {
  /** The local day, `YYYY-MM-DD`, that the newest of them are as of. */
  readonly asOf: string
  /** The definition of the predicted value. */
  readonly policy: string
  /** Customers with at least one order. */
  readonly ids: Float64Array
  /** Future value, and the ends of its 80 % interval. */
  readonly clv: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  readonly probabilityAlive: Float64Array
  /** Won to date, at margin. */
  readonly historicValue: Float64Array
  /** The segment and the churn risk that were stored. */
  readonly segment: readonly (RfmSegment | null)[]
  readonly churnRisk: readonly (ChurnRisk | null)[]
  /** The row of a customer; null where it has no score with an order. */
  rowOf(customerId: number): number | null
}

/** The last moment whose scores count, as everywhere else: a score of a later one was made for another evaluation date. */
export const momentInForce = ({ config }: Workspace): Date =>
  new Date(endOfDay(evaluationDate(config, Date.now()), config.timezone))

/** The latest score of every customer with an order; null before the first scoring. Memory grows by some bytes a customer. */
export async function scoresInForce(
  workspace: Workspace,
  signal: AbortSignal,
): Promise<ScoresInForce | null> {
  const { db } = workspace.store
  const text = (name: string) => sql<string | null>`latest.values->${name}->>'value'`
  const value = (name: string) => sql<number | null>`(latest.values->${name}->>'value')::float8`
  // Each customer's latest is looked up in the index: the history behind it may be long.
  const query = db
    .selectFrom('customer')
    .innerJoinLateral(
      (from) =>
        from
          .selectFrom('score')
          .select(['score.as_of', 'score.policy', 'score.n', 'score.values'])
          .whereRef('score.customer_id', '=', 'customer.id')
          .where('score.as_of', '<=', momentInForce(workspace))
          .where(ofFamily('value'))
          .orderBy('score.as_of', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .select([
      'customer.id',
      'latest.as_of as asOf',
      'latest.policy',
      value('clv').as('clv'),
      value('clv_low').as('low'),
      value('clv_high').as('high'),
      value('probability_alive').as('probabilityAlive'),
      value('historic_value').as('historicValue'),
      text('segment').as('segment'),
      text('churn_risk').as('churnRisk'),
    ])
    .where('latest.n', '>', 0)
    .orderBy('customer.id')
  const columns = {
    ids: new GrowingColumn(),
    clv: new GrowingColumn(),
    low: new GrowingColumn(),
    high: new GrowingColumn(),
    probabilityAlive: new GrowingColumn(),
    historicValue: new GrowingColumn(),
  }
  const segment: (RfmSegment | null)[] = []
  const churnRisk: (ChurnRisk | null)[] = []
  let newest: { readonly asOf: Date; readonly policy: string } | null = null
  for await (const rows of streamPages(workspace.store.db, query, rowsAtOnce)) {
    signal.throwIfAborted()
    for (const row of rows) {
      if (newest === null || row.asOf > newest.asOf) newest = row
      columns.ids.push(row.id)
      columns.clv.push(row.clv)
      columns.low.push(row.low)
      columns.high.push(row.high)
      columns.probabilityAlive.push(row.probabilityAlive)
      columns.historicValue.push(row.historicValue)
      segment.push(RFM_SEGMENTS.find((known) => known === row.segment) ?? null)
      churnRisk.push(CHURN_RISKS.find((known) => known === row.churnRisk) ?? null)
    }
  }
  if (newest === null) return null
  const ids = columns.ids.finish()
  return {
    asOf: formatLocalDay(localDay(newest.asOf.toISOString(), workspace.config.timezone)),
    policy: newest.policy,
    ids,
    clv: columns.clv.finish(),
    low: columns.low.finish(),
    high: columns.high.finish(),
    probabilityAlive: columns.probabilityAlive.finish(),
    historicValue: columns.historicValue.finish(),
    segment,
    churnRisk,
    rowOf: (customerId) => placeOf(ids, customerId),
  }
}

/** Where a number stands among ascending ones; null where it does not. */
function placeOf(ascending: Float64Array, wanted: number): number | null {
  let low = 0
  let high = ascending.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = ascending[middle] ?? Number.NaN
    if (found === wanted) return middle
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return null
}
