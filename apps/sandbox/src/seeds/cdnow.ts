import { loadAssociation, loadRecord } from '../hubspot/seeding.ts'
import type { HubspotState } from '../hubspot/state.ts'
import { cdnowPurchases, type Purchase } from './cdnow-purchases.ts'
import { sideOf } from './cdnow-sides.ts'
import { inventName, spread } from './names.ts'
import { seedOwners } from './owners.ts'
import { opportunityId } from './salesforce-cdnow.ts'
import { installSalesforceIntegration } from './salesforce-integration.ts'

/** Ids are the customer's and the purchase's own numbers above these, so that they are the same in every run. */
export const FIRST_CONTACT_ID = 1_000_000
const FIRST_DEAL_ID = 3_000_000

const DAY_MS = 86_400_000
const ACTIVE_OWNERS = 4
const FIRST_OWNER_ID = 501

/**
 * Fills a state with the CDNOW data: every customer a contact, every purchase a won deal of that contact. Times are
 * those of the purchases (1997-01-01 to 1998-06-30); modified times are spread over the day after each, so that a short
 * window holds few records. The sample has 2,357 customers with 6,919 purchases, the full set 23,570 with 69,659. With
 * `copies`, that many times as many customers who buy the same. Where it is synced with a Salesforce org of the same seed, it has
 * a part of the purchases, and most of those are copies of the org's (see `sideOf`). With `laterMs`, everything is that much later.
 */
export function seedCdnow(
  state: HubspotState,
  size: 'sample' | 'full',
  {
    copies = 1,
    synced = false,
    laterMs = 0,
  }: { readonly copies?: number; readonly synced?: boolean; readonly laterMs?: number } = {},
): void {
  state.owners = seedOwners()
  if (synced) installSalesforceIntegration(state)
  const purchases = cdnowPurchases(size, copies).map(({ at, ...rest }) => ({ ...rest, at: at + laterMs }))
  const isHere = (row: number): boolean => !synced || sideOf(row) !== 'salesforce'
  const customers = new Map<number, { first: number; last: number }>()
  purchases.forEach((purchase, row) => {
    const from = { type: 'deals', id: FIRST_DEAL_ID + row + 1 } as const
    if (isHere(row + 1)) {
      loadAssociation(state, from, { type: 'contacts', id: FIRST_CONTACT_ID + purchase.customer })
    }
    const known = customers.get(purchase.customer)
    if (known === undefined) customers.set(purchase.customer, { first: purchase.at, last: purchase.at })
    else known.last = Math.max(known.last, purchase.at)
  })
  for (const [customer, { first, last }] of customers) loadCustomer(state, customer, first, last)
  purchases.forEach((purchase, row) => {
    if (!isHere(row + 1)) return
    loadPurchase(state, purchase, row + 1, synced && sideOf(row + 1) === 'both')
  })
}

function loadCustomer(state: HubspotState, customer: number, first: number, last: number): void {
  const name = inventName(customer)
  loadRecord(state, 'contacts', {
    id: FIRST_CONTACT_ID + customer,
    properties: {
      firstname: name.first,
      lastname: name.last,
      email: emailOf(customer),
      lifecyclestage: 'customer',
      hubspot_owner_id: ownerOf(customer),
    },
    createdAt: first,
    modifiedAt: last + spread(customer, 3, DAY_MS),
  })
}

function loadPurchase(state: HubspotState, purchase: Purchase, row: number, isCopy: boolean): void {
  const day = new Date(purchase.at).toISOString()
  loadRecord(state, 'deals', {
    id: FIRST_DEAL_ID + row,
    properties: {
      dealname: `Order ${row} of c${String(purchase.customer).padStart(5, '0')}, ${day.slice(0, 10)}`,
      amount: purchase.value,
      deal_currency_code: 'USD',
      closedate: day,
      dealstage: 'closedwon',
      pipeline: 'default',
      hubspot_owner_id: ownerOf(purchase.customer),
      ...(isCopy ? { hs_salesforceopportunityid: opportunityId(row) } : {}),
    },
    createdAt: purchase.at,
    modifiedAt: purchase.at + spread(row, 4, DAY_MS),
  })
}

/** The address of a customer, by the number in the data. */
export function emailOf(customer: number): string {
  return `c${String(customer).padStart(5, '0')}@example.com`
}

function ownerOf(customer: number): string {
  return String(FIRST_OWNER_ID + spread(customer, 5, ACTIVE_OWNERS))
}
