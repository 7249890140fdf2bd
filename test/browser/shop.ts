import type { HubspotState } from '@rapport/sandbox'
import { randomNumbers, seedDeals, type WonDeal } from '../support/portal.ts'

const day = 86_400_000
const firstDay = Date.UTC(2023, 0, 1)
const lastDay = Date.UTC(2024, 11, 20)

const firstNames = [
  'Ada',
  'Grace',
  'Mary',
  'Jonas',
  'Tariq',
  'Laura',
  'Yusuf',
  'Zoe',
  'Ivan',
  'Carl',
] as const
const lastNames = ['Lange', 'Okafor', 'Smith', 'Rossi', 'Chan', 'Nielsen', 'Costa', 'Diaz'] as const

/** The customer of the shop who is worth most by far: an order every week to the end. */
export const bestCustomer = 'Olga Turner'

/** A customer whose name is a program. */
export const scriptName = '<script>window.ran = true</script><img src=x onerror="window.ran = true">'

/** A shop of 80 customers whose names are of people, the same ones every time: for pages that are looked at. */
export function seedShop(): (state: HubspotState) => void {
  const random = randomNumbers(11)
  const names = firstNames.flatMap((first) => lastNames.map((last) => [first, last] as const))
  const contacts: Record<string, { firstname: string; lastname: string; email: string }> = Object.fromEntries(
    names.map(([firstname, lastname], index) => [
      1001 + index,
      { firstname, lastname, email: `${firstname}.${lastname}@shop.example`.toLowerCase() },
    ]),
  )
  contacts[1001] = { firstname: 'Olga', lastname: 'Turner', email: 'olga.turner@shop.example' }
  contacts[1002] = { firstname: scriptName, lastname: '', email: 'script@shop.example' }
  const orders = Object.keys(contacts).flatMap((contact, index) =>
    index === 0 ? weekly(Number(contact)) : someOrders(Number(contact), random),
  )
  const deals = orders.map((order, index): WonDeal => ({ id: 50_001 + index, ...order }))
  return seedDeals(contacts, deals)
}

type Order = Omit<WonDeal, 'id'>

const order = (contact: number, at: number, amount: number): Order => ({
  contact,
  properties: { closedate: new Date(at).toISOString(), amount: amount.toFixed(2) },
})

const weekly = (contact: number): readonly Order[] =>
  Array.from({ length: 100 }, (_, week) => order(contact, lastDay - week * 7 * day, 180 + (week % 7) * 10))

/** From one order to a dozen, until the customer is lost or time is up. */
function someOrders(contact: number, random: () => number): readonly Order[] {
  const gap = 20 + random() * 120
  const found: Order[] = []
  for (let at = firstDay + random() * 500 * day; at < lastDay; at += (0.3 + 1.4 * random()) * gap * day) {
    found.push(order(contact, at, 20 + random() * 180))
    if (random() < 0.15) break
  }
  return found
}
