import type { BudgetSpecification } from '../budgets.ts'
import type { ConnectorDefinition } from '../connector.ts'
import { checkSite } from './check-site.ts'
import { placeStream } from './place-stream.ts'
import { replyAction } from './reply-action.ts'
import type { ReadAgain, ReviewSite } from './review-site.ts'
import { reviewStream } from './review-stream.ts'

type ReviewParts<Settings> = Required<
  Pick<ConnectorDefinition<Settings>, 'streams' | 'targets' | 'actions' | 'check'>
>

/** What a connector of a review site consists of, besides its settings, its sign-in and its limits. */
export function reviewParts<Settings extends ReadAgain>(site: ReviewSite<Settings>): ReviewParts<Settings> {
  return {
    streams: [placeStream(site), reviewStream(site)],
    targets: [],
    actions: [replyAction(site)],
    check: (ctx) => checkSite(site, ctx),
  }
}

/**
 * The budgets that reads of a site and edits there are spent from: so many of each in so many milliseconds, of which `atOnce`
 * reads may go at once.
 */
export function reviewBudgets(
  reads: number,
  edits: number,
  perMs: number,
  atOnce?: number,
): readonly BudgetSpecification[] {
  return [
    { name: 'reads', requests: reads, perMs, ...(atOnce === undefined ? {} : { capacity: atOnce }) },
    { name: 'edits', requests: edits, perMs },
  ]
}
