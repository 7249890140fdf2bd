/** Behaviour that can be changed while the server runs. */
export interface Behaviour {
  /** Added to every answer, in milliseconds. */
  latencyMs: number
  /** How long a change stays out of the exports, in milliseconds. Zendesk: a minute. */
  exportLagMs: number
  /** Which CSAT the account has; the other one's list is empty. Plans without any refuse both. */
  csat: 'legacy' | 'surveys' | 'none'
  /** Whether ticket exports answer `include=metric_sets`. */
  metricSets: boolean
}

export const USUAL_BEHAVIOUR: Behaviour = {
  latencyMs: 0,
  exportLagMs: 60_000,
  csat: 'legacy',
  metricSets: true,
}
