import type { HubspotState } from '@rapport/sandbox'
import { seedSmall } from '@rapport/sandbox'

const day = 86_400_000

/** A portal of shop customers: every contact has one to six won deals over a year, the same ones every time. */
export function seedShop(contacts: number): (state: HubspotState) => void {
  return (state) => {
    const random = randomNumbers(7)
    const people = Array.from({ length: contacts }, (_, index) => ({
      id: 1001 + index,
      properties: { email: `p${index}@shop.example`, firstname: 'Person', lastname: `No ${index}` },
      modifiedAt: Date.UTC(2024, 0, 1) + index * 600_000,
    }))
    const deals = people.flatMap((person) =>
      Array.from({ length: 1 + Math.floor(random() ** 2 * 6) }, () => ({
        contact: person.id,
        closedAt: Date.UTC(2024, 0, 1) + Math.floor(random() * 365) * day,
        amount: (10 + random() * 90).toFixed(2),
      })),
    )
    seedSmall(state, {
      records: {
        contacts: people,
        deals: deals.map((deal, index) => ({
          id: 50_001 + index,
          properties: {
            dealname: `Order ${index}`,
            amount: deal.amount,
            closedate: new Date(deal.closedAt).toISOString(),
            dealstage: 'closedwon',
            pipeline: 'default',
          },
          modifiedAt: Date.UTC(2024, 0, 1) + index * 600_000,
        })),
      },
      associations: deals.map((deal, index) => ({
        from: { type: 'deals', id: 50_001 + index },
        to: { type: 'contacts', id: deal.contact },
      })),
    })
  }
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
