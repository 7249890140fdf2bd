import { expect, test } from 'vitest'
import { HubspotState } from '../../hubspot/state.ts'
import { ZendeskState } from '../../zendesk/state.ts'
import { seedHubspotNorthlight } from './hubspot.ts'
import { END, leftAfter, northlightBuyers } from './purchases.ts'
import { seedZendeskNorthlight } from './zendesk.ts'

function desk(): ZendeskState {
  const state = new ZendeskState(() => END)
  seedZendeskNorthlight(state)
  return state
}

test('the desk of the shop is the same every time, and nothing in it is later than its end', () => {
  const [one, other] = [desk(), desk()]
  expect([...one.tickets.values()]).toEqual([...other.tickets.values()])
  expect(one.events).toEqual(other.events)
  expect(Math.max(...one.events.map(({ at }) => at))).toBeLessThanOrEqual(END)
})

test('every customer of the desk is one of the shop, by the address', () => {
  const portal = new HubspotState()
  seedHubspotNorthlight(portal)
  const addresses = new Set(
    portal
      .table('contacts')
      .page(0, 5_000, false)
      .map(({ properties }) => properties.email),
  )
  const customers = [...desk().users.values()].filter(({ email }) => email?.endsWith('@example.com'))
  expect(customers.length).toBeGreaterThan(400)
  expect(customers.filter(({ email }) => !addresses.has(email ?? ''))).toEqual([])
})

test('purchases keep their weekdays, and the last is on the last day of the reviews', () => {
  const last = Math.max(...northlightBuyers().flatMap(({ at }) => at))
  expect(new Date(last).toISOString().slice(0, 10)).toBe('2026-06-30')
  // 30 June 1998 was a Tuesday.
  expect(new Date(last).getUTCDay()).toBe(2)
})

test('who did not come back waited longer', () => {
  const { tickets, users } = desk()
  const buyers = new Map(northlightBuyers().map((buyer) => [buyer.customer, buyer]))
  const waits = { left: [] as number[], stayed: [] as number[] }
  for (const { metrics, requesterId, createdAt } of tickets.values()) {
    const buyer = buyers.get(Number(users.get(requesterId)?.email?.slice(1, 6)))
    if (metrics.firstReplyMinutes === null || buyer === undefined) continue
    waits[leftAfter(buyer, createdAt) ? 'left' : 'stayed'].push(metrics.firstReplyMinutes)
  }
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length
  expect(mean(waits.left)).toBeGreaterThan(3 * mean(waits.stayed))
})
