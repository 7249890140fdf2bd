import { day, oneOf, text, wholeNumber } from '../../routing/search-parameters.ts'

export const clocks = ['calendar', 'business'] as const
export const groupings = [
  'agent',
  'team',
  'channel',
  'priority',
  'topic',
  'customer',
  'day',
  'week',
  'month',
] as const
export type Grouping = (typeof groupings)[number]
export const durations = ['first-response', 'next-reply', 'resolution'] as const
export type Duration = (typeof durations)[number]

/** What tickets are chosen by on every page of the area. */
export const filterParameters = {
  from: day,
  to: day,
  clock: oneOf(clocks),
  agent: text,
  team: text,
  channel: text,
  priority: text,
  topic: text,
  customer: wholeNumber(1),
}

/** By what tickets are chosen, as the address has it. */
export interface ServiceFilter {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly clock?: (typeof clocks)[number] | undefined
  readonly agent?: string | undefined
  readonly team?: string | undefined
  readonly channel?: string | undefined
  readonly priority?: string | undefined
  readonly topic?: string | undefined
  readonly customer?: number | undefined
}

/** The figures that tickets stand behind. */
export const selections = [
  'all',
  'answered',
  'in-time',
  'late',
  'not-answered-late',
  'pending',
  'closed-without-reply',
  'own-answered',
  'own-in-time',
  'own-late',
  'unanswered',
  'resolved',
  'fcr-judged',
  'fcr-maturing',
  'fcr-not-judged',
  'fcr-lost',
  'fcr',
  'reopened',
  'open',
  'overdue',
] as const
export type Selection = (typeof selections)[number]

/** Of a search, the part that chooses tickets. */
export function filterOf(search: ServiceFilter): ServiceFilter {
  const { from, to, clock, agent, team, channel, priority, topic, customer } = search
  return { from, to, clock, agent, team, channel, priority, topic, customer }
}
