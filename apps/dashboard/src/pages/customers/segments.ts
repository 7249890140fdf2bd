/** The segments of `rfm@1`, the best first. */
export const segments = [
  'champions',
  'loyal',
  'potential_loyalist',
  'new',
  'promising',
  'needs_attention',
  'about_to_sleep',
  'at_risk',
  'cant_lose',
  'hibernating',
  'lost',
] as const

export const churnRisks = ['low', 'medium', 'high'] as const

/** What the list of customers can be sorted by. */
export const customerSorts = ['clv', 'name', 'probabilityAlive', 'lastOrderAt', 'health'] as const

/** The tone of a churn risk; the word beside it says the same. */
export function riskTone(risk: string): 'good' | 'warn' | 'bad' | 'neutral' {
  if (risk === 'low') return 'good'
  if (risk === 'medium') return 'warn'
  return risk === 'high' ? 'bad' : 'neutral'
}
