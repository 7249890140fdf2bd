import { sql } from 'kysely'

/**
 * A deal stands for itself, not beside another record of the same sale that counts in its place. Those have no party, so that
 * this matters only where deals are read without one.
 */
export const notACopy = sql<boolean>`not exists (
  select from deal_copy as copy where copy.connection = deal.connection and copy.deal_id = deal.id
)`
