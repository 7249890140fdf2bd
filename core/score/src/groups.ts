import {
  type ChurnRisk,
  churnRisk,
  fitRfm,
  type GapPercentiles,
  gapPercentiles,
  highValueThreshold,
  isAtRisk,
  isHighValue,
  isNewCustomer,
  type LocalDay,
  type RfmScore,
  type RfmThresholds,
  rfmOf,
} from '@rapport/metrics'
import type { ContractScore } from './contracts.ts'
import type { Population } from './population.ts'

/**
 * What groups customers, taken from all of them when the model is fitted and kept as long as it is: so that a change of
 * one customer moves nobody else's segment. Plain data.
 */
export interface Groups {
  readonly rfm: RfmThresholds
  /** Null where nobody bought twice. */
  readonly gaps: GapPercentiles | null
  /** A higher predicted value is in the top tenth; null where none is known. */
  readonly highValue: number | null
}

/** The groups of a population with these predicted values. */
export function fitGroups({ columns, plain }: Population, predicted: Float64Array): Groups {
  return {
    rfm: fitRfm({ lastDay: plain.lastDay, orders: plain.orders, money: plain.historicValue }),
    gaps: gapPercentiles(columns),
    highValue: highValueThreshold(predicted),
  }
}

/** What is known of one customer. */
export interface GroupedCustomer {
  readonly firstDay: LocalDay | null
  readonly lastDay: LocalDay | null
  readonly orders: number
  readonly historicValue: number | null
  readonly clv: number | null
  readonly probabilityAlive: number | null
  readonly contract: ContractScore | null
  /** Orders that may come again: without one the time since the last order says nothing. */
  readonly repeatOrders: number
  /** Days since the last of them; NaN without one. */
  readonly repeatGap: number
}

/** Where a customer belongs. */
export interface Membership {
  readonly rfm: RfmScore | null
  readonly churnRisk: ChurnRisk | null
  readonly isHighValue: boolean | null
  readonly isAtRisk: boolean | null
  readonly isNew: boolean | null
}

/** Sorts one customer into the groups. */
export function membershipOf(groups: Groups, customer: GroupedCustomer, asOf: LocalDay): Membership {
  const rfm = rfmOf(groups.rfm, customer.lastDay, customer.orders, customer.historicValue)
  return {
    rfm,
    churnRisk: riskOf(groups, customer),
    isHighValue: isHighValue(groups.highValue, customer.clv),
    isAtRisk: isAtRisk(rfm?.segment ?? null, null),
    isNew: isNewCustomer(customer.firstDay, asOf),
  }
}

/** A contract says more than purchases do: lost when it ended, else by the chance to renew it. */
function riskOf({ gaps }: Groups, customer: GroupedCustomer): ChurnRisk | null {
  const { contract, probabilityAlive, repeatOrders, repeatGap } = customer
  if (contract?.status === 'current') {
    return churnRisk({ probabilityAlive: contract.renewalChance, currentGap: null, gaps: null })
  }
  if (repeatOrders === 0) return contract?.status === 'ended' ? 'high' : null
  return churnRisk({ probabilityAlive, currentGap: repeatGap, gaps })
}
