import type { Migration } from 'kysely/migration'
import * as foundation from './0001-foundation.ts'
import * as startedOver from './0002-started-over.ts'
import * as wonDeals from './0003-won-deals.ts'
import * as keptTokens from './0004-kept-tokens.ts'
import * as dealCopies from './0005-deal-copies.ts'
import * as service from './0007-service.ts'
import * as planCurrencies from './0008-plan-currencies.ts'
import * as scoreFamilies from './0009-score-families.ts'
import * as ticketFigures from './0010-ticket-figures.ts'
import * as ticketFacets from './0011-ticket-facets.ts'
import * as scoresWithoutLock from './0012-scores-without-lock.ts'
import * as reviewIds from './0013-review-ids.ts'
import * as nextReplies from './0014-next-replies.ts'
import * as reputation from './0015-reputation.ts'
import * as retention from './0016-retention.ts'
import * as reviewReplies from './0017-review-replies.ts'
import * as movedCustomers from './0018-moved-customers.ts'
import * as marksWithoutJoins from './0019-marks-without-joins.ts'
import * as schedules from './0020-schedules.ts'
import * as webhooks from './0021-webhooks.ts'
import * as configurationVersions from './0022-configuration-versions.ts'
import * as customerList from './0023-customer-list.ts'
import * as askedAgain from './0024-asked-again.ts'
import * as placeReasons from './0025-place-reasons.ts'
import * as holdsByPlan from './0026-holds-by-plan.ts'
import * as ratesBySource from './0027-rates-by-source.ts'
import * as earlierWrites from './0028-earlier-writes.ts'
import * as restoredFields from './0029-restored-fields.ts'

/** Every change of a workspace's tables, in order. Forward only: a mistake is mended by a further migration. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': foundation,
  '0002-started-over': startedOver,
  '0003-won-deals': wonDeals,
  '0004-kept-tokens': keptTokens,
  '0005-deal-copies': dealCopies,
  '0007-service': service,
  '0008-plan-currencies': planCurrencies,
  '0009-score-families': scoreFamilies,
  '0010-ticket-figures': ticketFigures,
  '0011-ticket-facets': ticketFacets,
  '0012-scores-without-lock': scoresWithoutLock,
  '0013-review-ids': reviewIds,
  '0014-next-replies': nextReplies,
  '0015-reputation': reputation,
  '0016-retention': retention,
  '0017-review-replies': reviewReplies,
  '0018-moved-customers': movedCustomers,
  '0019-marks-without-joins': marksWithoutJoins,
  '0020-schedules': schedules,
  '0021-webhooks': webhooks,
  '0022-configuration-versions': configurationVersions,
  '0023-customer-list': customerList,
  '0024-asked-again': askedAgain,
  '0025-place-reasons': placeReasons,
  '0026-holds-by-plan': holdsByPlan,
  '0027-rates-by-source': ratesBySource,
  '0028-earlier-writes': earlierWrites,
  '0029-restored-fields': restoredFields,
}
