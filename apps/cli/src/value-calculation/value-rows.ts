import { combinedValue, type ValuedPart } from '@rapport/metrics'
import type { ContractCalculation, PurchaseCalculation, ValueCalculation } from './calculate-value.ts'

/** One customer of the result; null is unknown. Money in the currency of the file. */
export interface ValueRow {
  readonly customerId: string
  /** Repeat purchases, the time from the first to the last and to the end of the observation, in time units. */
  readonly frequency: number | null
  readonly recency: number | null
  readonly age: number | null
  readonly monetary: number | null
  readonly probabilityAlive: number | null
  readonly expectedTransactions: number | null
  readonly expectedSpend: number | null
  /** Future value up to the horizon, discounted, at margin, and its 80 % interval; purchases and contracts together. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  /** Won to date, at margin. */
  readonly pastValue: number | null
  /** The part of the value that is contracts; only where subscriptions were given. */
  readonly contractValue?: number | null
}

/** The columns of the CSV file, in order. */
export const VALUE_COLUMNS = [
  ['customer_id', 'customerId'],
  ['frequency', 'frequency'],
  ['recency', 'recency'],
  ['age', 'age'],
  ['monetary', 'monetary'],
  ['probability_alive', 'probabilityAlive'],
  ['expected_transactions', 'expectedTransactions'],
  ['expected_spend', 'expectedSpend'],
  ['value', 'value'],
  ['low', 'low'],
  ['high', 'high'],
  ['past_value', 'pastValue'],
  ['contract_value', 'contractValue'],
] as const satisfies readonly (readonly [string, keyof ValueRow])[]

const known = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value

/** The customers of a calculation, one by one: those of the transactions, then those with contracts only. */
export function* valueRows({
  purchases,
  contracts,
}: Pick<ValueCalculation, 'purchases' | 'contracts'>): Generator<ValueRow> {
  const contractsLeft = new Map(contracts === null ? [] : contractsById(contracts))
  if (purchases !== null) {
    for (let row = 0; row < purchases.columns.ids.length; row += 1) {
      const own = purchaseRow(purchases, row)
      const contract = contractsLeft.get(own.customerId)
      contractsLeft.delete(own.customerId)
      yield contracts === null
        ? own
        : { ...own, ...added(own, contract ?? null), contractValue: contract?.value ?? null }
    }
  }
  for (const [customerId, { value, low, high }] of contractsLeft) {
    yield { customerId, ...withoutPurchases, value, low, high, pastValue: null, contractValue: value }
  }
}

const withoutPurchases = {
  frequency: null,
  recency: null,
  age: null,
  monetary: null,
  probabilityAlive: null,
  expectedTransactions: null,
  expectedSpend: null,
} as const

function purchaseRow({ columns, scores }: PurchaseCalculation, row: number): ValueRow {
  return {
    customerId: columns.ids[row] ?? '',
    frequency: known(columns.frequency[row]),
    recency: known(columns.recency[row]),
    age: known(columns.age[row]),
    monetary: known(columns.monetary[row]),
    probabilityAlive: known(scores.probabilityAlive[row]),
    expectedTransactions: known(scores.expectedOrders[row]),
    expectedSpend: known(scores.expectedSpend[row]),
    value: known(scores.clv[row]),
    low: known(scores.low[row]),
    high: known(scores.high[row]),
    pastValue: known(scores.historicValue[row]),
  }
}

interface ValuedContract extends ValuedPart {
  /** It has ended or not begun: it adds nothing, and takes nothing away from what is known. */
  readonly isIdle: boolean
}

function contractsById({ values }: ContractCalculation): [string, ValuedContract][] {
  return values.map(({ customerId, value, reason, intervals }) => {
    const { low = null, high = null } = intervals?.both[80] ?? {}
    return [customerId, { value, low, high, isIdle: reason === 'ended' || reason === 'upcoming' }]
  })
}

/** Both parts together; unknown where one of them is. */
const added = (purchase: ValuedPart, contract: ValuedContract | null): ValuedPart =>
  contract === null || contract.isIdle ? purchase : combinedValue(purchase, contract)
