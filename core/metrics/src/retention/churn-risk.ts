import type { GapPercentiles } from './gaps.ts'

/** The definition of churn risk. */
export const CHURN_RISK_POLICY = 'churn-risk@1'

export type ChurnRisk = 'low' | 'medium' | 'high'

/** Whether someone without a contract is a customer, is at risk, or has churned. */
export type CustomerState = 'active' | 'at_risk' | 'churned'

/** How many customers are at which risk. */
export interface ChurnRiskCounts {
  readonly low: number
  readonly medium: number
  readonly high: number
  readonly unknown: number
}

const LOW_FROM = 0.7
const MEDIUM_FROM = 0.3

/** What is known of how likely a customer still buys. */
export interface ChurnEvidence {
  /** Of the fitted model, 0–1; null without one. */
  readonly probabilityAlive: number | null
  /** Days since the last order; null without an order. */
  readonly currentGap: number | null
  /** Of the customer's segment, or of all customers; null where nobody bought twice. */
  readonly gaps: GapPercentiles | null
}

/**
 * `churn-risk@1`: by the probability of being alive, from 0.7 low, from 0.3 medium, under it high. Without a model by
 * the time since the last order: up to the 75th percentile of the gaps between purchases low, up to the 95th medium,
 * past it high. Null where neither is known.
 */
export function churnRisk(evidence: ChurnEvidence): ChurnRisk | null {
  const { probabilityAlive, currentGap, gaps } = evidence
  if (probabilityAlive !== null && !Number.isNaN(probabilityAlive)) {
    if (!(probabilityAlive >= 0 && probabilityAlive <= 1)) {
      throw new RangeError(`The probability of being alive is ${probabilityAlive}; it must be from 0 to 1.`)
    }
    return probabilityAlive >= LOW_FROM ? 'low' : probabilityAlive >= MEDIUM_FROM ? 'medium' : 'high'
  }
  if (currentGap === null || Number.isNaN(currentGap) || gaps === null) return null
  return currentGap <= gaps.p75Days ? 'low' : currentGap <= gaps.p95Days ? 'medium' : 'high'
}

const STATES: Readonly<Record<ChurnRisk, CustomerState>> = {
  low: 'active',
  medium: 'at_risk',
  high: 'churned',
}

/**
 * At risk and churned without contracts, by the same evidence and limits as churn risk: a probability of being alive
 * under 0.7 or a gap past the 75th percentile is at risk, under 0.3 or past the 95th churned. For those who use the library;
 * the reports show the risk.
 */
export function customerState(evidence: ChurnEvidence): CustomerState | null {
  const risk = churnRisk(evidence)
  return risk === null ? null : STATES[risk]
}
