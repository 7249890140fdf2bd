import type { Migration } from 'kysely/migration'
import * as foundation from './0001-foundation.ts'
import * as startedOver from './0002-started-over.ts'
import * as wonDeals from './0003-won-deals.ts'
import * as keptTokens from './0004-kept-tokens.ts'

/** Every change of a workspace's tables, in order. Forward only: a mistake is mended by a further migration. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': foundation,
  '0002-started-over': startedOver,
  '0003-won-deals': wonDeals,
  '0004-kept-tokens': keptTokens,
}
