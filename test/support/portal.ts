import { randomUUID } from 'node:crypto'
import {
  type HubspotOptions,
  type HubspotServer,
  type HubspotState,
  type SmallSeed,
  seedSmall,
  startSandbox,
} from '@rapport/sandbox'

const day = 86_400_000

/** A running stand-in that ends with `await using`. Without limits, unless it is given some. */
export interface Portal extends AsyncDisposable {
  readonly server: HubspotServer
  /** A token that may do everything. No two portals share one: what is left of a token's requests is kept in the database. */
  readonly token: string
  /** Whether it refuses what is too much. */
  readonly limited: boolean
}

/** Starts a HubSpot stand-in. */
export async function openPortal({
  scopes,
  ...options
}: Omit<HubspotOptions, 'tokens'> & { readonly scopes?: readonly string[] } = {}): Promise<Portal> {
  const token = `token-${randomUUID()}`
  const server = await startSandbox({
    hubspot: { limits: 'off', ...options, tokens: [{ token, scopes: scopes ?? 'all' }] },
  })
  return { server, token, limited: options.limits !== undefined, [Symbol.asyncDispose]: () => server.close() }
}

/** A won deal of one contact, for a hand-made seed. */
export interface WonDeal {
  readonly id: number
  /** Null: it belongs to nobody. */
  readonly contact: number | null
  readonly properties: Readonly<Record<string, string>>
}

/** Adds contacts and won deals to a portal: `closedate`, `amount` and what else is given, each deal at its contact. */
export function seedDeals(
  contacts: Readonly<Record<number, Readonly<Record<string, string>>>>,
  deals: readonly WonDeal[],
): (state: HubspotState) => void {
  const seed: SmallSeed = {
    records: {
      contacts: Object.entries(contacts).map(([id, properties]) => ({ id: Number(id), properties })),
      deals: deals.map(({ id, properties }) => ({
        id,
        properties: { dealname: `Deal ${id}`, dealstage: 'closedwon', pipeline: 'default', ...properties },
      })),
    },
    associations: deals.flatMap(({ id, contact }) =>
      contact === null ? [] : [{ from: { type: 'deals', id }, to: { type: 'contacts', id: contact } }],
    ),
  }
  return (state) => seedSmall(state, seed)
}

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
