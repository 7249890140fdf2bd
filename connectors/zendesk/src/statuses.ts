import type { EntityInput } from '@rapport/model'

type Category = EntityInput<'ticket'>['category']

const categories: Readonly<Record<string, Category>> = {
  new: 'new',
  open: 'open',
  pending: 'pending_customer',
  hold: 'on_hold',
  solved: 'solved',
  closed: 'closed',
}

/** What a status of Zendesk means; null for one that it does not describe. Custom statuses stand for one of these too. */
export function categoryOf(status: string): Category | null {
  return categories[status.toLowerCase()] ?? null
}

/** Deleted tickets, those marked as spam included: exports show them for 30 days. */
export const deletedStatus = 'deleted'
