import { spread } from './names.ts'

/** Where a purchase stands when HubSpot and Salesforce are both in use. */
export type Side = 'both' | 'hubspot' | 'salesforce'

/**
 * Eight of ten purchases stand in both, synced by HubSpot's own Salesforce integration; of the others each system has half.
 * Always the same for the same purchase.
 */
export function sideOf(row: number): Side {
  const tenth = spread(row, 6, 10)
  return tenth === 0 ? 'hubspot' : tenth === 1 ? 'salesforce' : 'both'
}
