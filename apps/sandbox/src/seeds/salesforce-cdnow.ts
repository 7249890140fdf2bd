import { makeId } from '../salesforce/ids.ts'
import { loadRecord } from '../salesforce/seeding.ts'
import type { OrgState } from '../salesforce/state.ts'
import { cdnowPurchases, type Purchase } from './cdnow-purchases.ts'
import { sideOf } from './cdnow-sides.ts'
import { inventName, spread } from './names.ts'
import { seedSalesforceUsers } from './salesforce-users.ts'

/** Ids are the customer's and the purchase's own numbers above these, so that they are the same in every run. */
const FIRST_ACCOUNT = 1_000_000
const FIRST_CONTACT = 2_000_000
const FIRST_OPPORTUNITY = 3_000_000

const DAY_MS = 86_400_000

/**
 * Fills an org with the CDNOW data: every customer an account with one contact, every purchase a won opportunity of
 * that account. In an org with person accounts the customers are person accounts. Numbers, days, owners and the spread
 * of modified times are those of the HubSpot seed. Where it is synced with a HubSpot portal of the same seed, it lacks the
 * purchases that are there only (see `sideOf`).
 */
export function seedSalesforceCdnow(
  org: OrgState,
  size: 'sample' | 'full',
  { copies = 1, synced = false }: { readonly copies?: number; readonly synced?: boolean } = {},
): void {
  const owners = seedSalesforceUsers(org)
  const purchases = cdnowPurchases(size, copies)
  const customers = new Map<number, { first: number; last: number }>()
  for (const { customer, at } of purchases) {
    const known = customers.get(customer)
    if (known === undefined) customers.set(customer, { first: at, last: at })
    else known.last = Math.max(known.last, at)
  }
  const ownerOf = (customer: number): string =>
    owners[spread(customer, 5, owners.length)] ?? org.integrationUserId
  for (const [customer, { first, last }] of customers)
    loadCustomer(org, customer, first, last, ownerOf(customer))
  purchases.forEach((purchase, row) => {
    if (synced && sideOf(row + 1) === 'hubspot') return
    loadPurchase(org, purchase, row + 1, ownerOf(purchase.customer))
  })
}

function loadCustomer(org: OrgState, customer: number, first: number, last: number, OwnerId: string): void {
  const name = inventName(customer)
  const Name = `${name.first} ${name.last}`
  const email = `c${String(customer).padStart(5, '0')}@example.com`
  const times = { CreatedDate: first, SystemModstamp: last + spread(customer, 3, DAY_MS) }
  const AccountId = makeId('001', FIRST_ACCOUNT + customer)
  const contactId = makeId('003', FIRST_CONTACT + customer)
  const person = org.features.has('personAccounts')
    ? {
        IsPersonAccount: true,
        PersonContactId: contactId,
        FirstName: name.first,
        LastName: name.last,
        PersonEmail: email,
      }
    : {}
  loadRecord(org, 'Account', {
    Id: AccountId,
    Name,
    OwnerId,
    Type: 'Customer - Direct',
    ...currency(org),
    ...person,
    ...times,
  })
  loadRecord(org, 'Contact', {
    Id: contactId,
    AccountId,
    FirstName: name.first,
    LastName: name.last,
    Name,
    Email: email,
    OwnerId,
    ...currency(org),
    ...(org.features.has('personAccounts') ? { IsPersonAccount: true } : {}),
    ...times,
  })
}

/** The id of the opportunity that a purchase is. */
export function opportunityId(row: number): string {
  return makeId('006', FIRST_OPPORTUNITY + row)
}

function loadPurchase(org: OrgState, purchase: Purchase, row: number, OwnerId: string): void {
  const day = purchase.at - (purchase.at % DAY_MS)
  loadRecord(org, 'Opportunity', {
    Id: opportunityId(row),
    Name: `Order ${row} of c${String(purchase.customer).padStart(5, '0')}, ${new Date(day).toISOString().slice(0, 10)}`,
    AccountId: makeId('001', FIRST_ACCOUNT + purchase.customer),
    ContactId: makeId('003', FIRST_CONTACT + purchase.customer),
    Amount: Number(purchase.value),
    CloseDate: day,
    StageName: 'Closed Won',
    Probability: 100,
    IsClosed: true,
    IsWon: true,
    OwnerId,
    ...currency(org),
    CreatedDate: purchase.at,
    SystemModstamp: purchase.at + spread(row, 4, DAY_MS),
  })
}

function currency(org: OrgState): { CurrencyIsoCode?: string } {
  return org.features.has('multiCurrency') ? { CurrencyIsoCode: 'USD' } : {}
}
