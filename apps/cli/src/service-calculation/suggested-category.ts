import type { TicketCategory } from '@rapport/metrics'
import { nearest } from '@rapport/model'

const CATEGORIES: readonly TicketCategory[] = [
  'new',
  'open',
  'pending_customer',
  'on_hold',
  'solved',
  'closed',
]

/** What help desks call their statuses, the first that fits. */
const NAMES: readonly (readonly [RegExp, TicketCategory])[] = [
  [/re-?open/i, 'open'],
  [/resol|solv|done|complet|fixed/i, 'solved'],
  [/clos|archiv|cancel/i, 'closed'],
  [/hold|pause|vendor|third|supplier|escalat/i, 'on_hold'],
  [/(wait|await|pend).*(agent|support|us$|team)/i, 'open'],
  [/wait|pend|snooz|customer|requester/i, 'pending_customer'],
  [/new|unassigned|untouched/i, 'new'],
  [/open|progress|active|assigned|work/i, 'open'],
]

/** The category that a status of a help desk probably means, to be proposed and never assumed; null where nothing fits. */
export function suggestedCategory(status: string): TicketCategory | null {
  const meant = nearest(status, CATEGORIES)
  const near = CATEGORIES.find((category) => category === meant)
  return near ?? NAMES.find(([name]) => name.test(status))?.[1] ?? null
}
