import type { Migration } from 'kysely/migration'
import * as foundation from './0001-foundation.ts'
import * as startedOver from './0002-started-over.ts'
import * as wonDeals from './0003-won-deals.ts'
import * as keptTokens from './0004-kept-tokens.ts'
import * as dealCopies from './0005-deal-copies.ts'
import * as service from './0007-service.ts'
import * as planCurrencies from './0008-plan-currencies.ts'
import * as scoreFamilies from './0009-score-families.ts'

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
}
