import type { furtherFamilies, ScoreFamily } from '@rapport/store'

/** What stands beside the value of a customer. */
export type FurtherFamily = (typeof furtherFamilies)[number]

const families: Readonly<Record<string, FurtherFamily>> = {
  health_score: 'health',
  nps: 'experience',
  csat: 'experience',
  ces: 'experience',
  first_response_minutes: 'service',
  fcr_rate: 'service',
  open_tickets: 'service',
  overdue_tickets: 'service',
  reputation_score: 'reputation',
  average_rating: 'reputation',
  review_count: 'reputation',
  answered_share: 'reputation',
}

/** By which scores a number of a customer is told. */
export const familyOf = (name: string): ScoreFamily =>
  Object.hasOwn(families, name) ? (families[name] ?? 'value') : 'value'
