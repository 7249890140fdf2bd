import { expect, it } from 'vitest'
import { HubspotState } from '../hubspot/state.ts'
import { OrgState } from '../salesforce/state.ts'
import { seedCdnow } from './cdnow.ts'
import { seedSalesforceCdnow } from './salesforce-cdnow.ts'

function seeded(size: 'sample' | 'full'): HubspotState {
  const state = new HubspotState()
  seedCdnow(state, size)
  return state
}

/** The sum of all deal amounts in cents. */
function cents(state: HubspotState): number {
  return state
    .table('deals')
    .page(0, 100_000, false)
    .reduce((sum, deal) => sum + Math.round(Number(deal.properties.amount) * 100), 0)
}

it('makes each of the 2,357 sample customers a contact and each of the 6,919 purchases a won deal', () => {
  const state = seeded('sample')
  expect(state.table('contacts').size).toBe(2_357)
  expect(state.table('deals').size).toBe(6_919)
  expect(state.table('companies').size).toBe(0)
  expect(cents(state)).toBe(24_409_194)
})

it('states a purchase as the file does', () => {
  const state = seeded('sample')
  const [deal] = state.table('deals').page(0, 1, false)
  expect(deal).toMatchObject({
    createdAt: Date.UTC(1997, 0, 1, 12),
    properties: {
      amount: '29.33',
      deal_currency_code: 'USD',
      closedate: '1997-01-01T12:00:00.000Z',
      hs_is_closed_won: 'true',
      hs_closed_won_date: '1997-01-01T12:00:00.000Z',
      num_associated_contacts: '1',
    },
  })
  const customer = [...state.graph.neighbours({ type: 'deals', id: deal?.id ?? 0 }, 'contacts').keys()]
  expect(state.table('contacts').get(customer[0] ?? 0)?.properties.email).toBe('c00004@example.com')
})

it('holds all 69,659 purchases of 23,570 customers in the full set, with unique addresses', () => {
  const state = seeded('full')
  const contacts = state.table('contacts').page(0, 100_000, false)
  expect(contacts).toHaveLength(23_570)
  expect(new Set(contacts.map((contact) => contact.properties.email)).size).toBe(23_570)
  expect(state.table('deals').size).toBe(69_659)
  expect(cents(state)).toBe(250_031_563)
})

it('is the same every time', () => {
  expect(seeded('sample').table('contacts').page(0, 50, false)).toEqual(
    seeded('sample').table('contacts').page(0, 50, false),
  )
})

it('has few records in any window of two minutes', () => {
  const rows = seeded('full').table('deals').search.byModified.rows
  let most = 0
  let start = 0
  rows.forEach((row, end) => {
    while ((rows[start]?.modifiedAt ?? 0) < row.modifiedAt - 120_000) start += 1
    most = Math.max(most, end - start + 1)
  })
  expect(most).toBeLessThan(20)
})

it('is synced with an org of the same seed: most deals are copies, and together they are every purchase once', () => {
  const state = new HubspotState()
  seedCdnow(state, 'sample', { synced: true })
  const org = new OrgState()
  seedSalesforceCdnow(org, 'sample', { synced: true })
  const opportunities = org.table('Opportunity')
  const here = state.table('deals').page(0, 100_000, false)
  const copies = here.flatMap(({ properties }) => properties.hs_salesforceopportunityid ?? [])
  const there = new Set(Array.from({ length: opportunities.size }, (_, row) => opportunities.idOf(row)))
  expect(copies.every((id) => there.has(id))).toBe(true)
  expect(here.length - copies.length + there.size).toBe(6_919)
  expect(copies.length / 6_919).toBeCloseTo(0.8, 1)
  expect(Math.min(here.length - copies.length, there.size - copies.length)).toBeGreaterThan(600)
})
