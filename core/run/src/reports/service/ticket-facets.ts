import type { ServiceCounts } from '@rapport/metrics'
import type { TicketEventKind } from './service-slice.ts'

/** Tickets that have in common whatever is counted of them. */
export interface AlikeTickets {
  readonly tickets: number
  /** As the column `facets` of the tickets packs them; see its migration. */
  readonly facets: number
  /** What happened on the day they count on; null: all figures of a ticket count on one day. */
  readonly event: TicketEventKind | null
  /** The target of the first response has passed. */
  readonly isDue: boolean
  /** The topic can be resolved at the first contact. */
  readonly isNet: boolean
}

/** What is not counted by facets: it is summed of each ticket. */
export type SummedFigures = 'answered' | 'totalSeconds' | 'satisfactionAnswers' | 'satisfactionSum'
export type CountedFigures = { -readonly [Name in Exclude<keyof ServiceCounts, SummedFigures>]: number }

/** A new object each time, as `countAlike` adds to it. */
export const nothingCounted = (): CountedFigures => ({
  n: 0,
  met: 0,
  missed: 0,
  overdue: 0,
  pending: 0,
  closedWithoutReply: 0,
  resolved: 0,
  reopened: 0,
  fcrJudged: 0,
  fcrResolved: 0,
  fcrMaturing: 0,
  netJudged: 0,
  netResolved: 0,
  repeatContacts: 0,
  surveyAnswers: 0,
  surveyResolved: 0,
})

const outcomes = [null, 'met', 'missed', 'pending', 'closed'] as const
const truths = [null, false, true] as const

/** Adds tickets to what is counted of a group; by agent everything is by the agent's own clock: two in one row would not agree. */
export function countAlike(counts: CountedFigures, alike: AlikeTickets, byAgent: boolean): void {
  const { tickets, event } = alike
  if (event === null || event === 'start') counts.n += tickets
  countResponses(counts, alike, byAgent)
  if (event === null || event === 'resolution') countResolutions(counts, alike)
}

function countResponses(counts: CountedFigures, alike: AlikeTickets, byAgent: boolean): void {
  const { tickets, facets, event, isDue } = alike
  const outcome = outcomes[(byAgent ? facets >> 3 : facets) & 7]
  if (outcome === 'pending' && !isDue && (event === null || event === 'start')) counts.pending += tickets
  if (event !== null && event !== 'response') return
  if (outcome === 'met') counts.met += tickets
  if (outcome === 'closed') counts.closedWithoutReply += tickets
  if (outcome !== 'missed' && !(outcome === 'pending' && isDue)) return
  counts.missed += tickets
  if (!holds(facets, 6)) counts.overdue += tickets
}

function countResolutions(counts: CountedFigures, { tickets, facets, isNet }: AlikeTickets): void {
  const fcr = truths[(facets >> 9) & 3]
  const survey = truths[(facets >> 13) & 3]
  if (holds(facets, 7)) counts.resolved += tickets
  if (holds(facets, 7) && holds(facets, 8)) counts.reopened += tickets
  if (fcr !== null) counts.fcrJudged += tickets
  if (fcr === true) counts.fcrResolved += tickets
  if (fcr !== null && isNet) counts.netJudged += tickets
  if (fcr === true && isNet) counts.netResolved += tickets
  if (holds(facets, 11)) counts.fcrMaturing += tickets
  if (holds(facets, 12)) counts.repeatContacts += tickets
  if (survey !== null) counts.surveyAnswers += tickets
  if (survey === true) counts.surveyResolved += tickets
}

const holds = (facets: number, bit: number): boolean => ((facets >> bit) & 1) === 1
