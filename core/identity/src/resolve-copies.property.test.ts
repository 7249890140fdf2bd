import { markDeleted } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { type IdentitySettings, resolve } from './index.ts'
import { clearRecords, dirtyCustomers, rejectsOf } from './testing/observations.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())

const settings: IdentitySettings = { level: 'contact', defaultCountry: null, associationLabels: {} }

const connection = fc.constantFrom('hubspot', 'salesforce')
const contact = fc.constantFrom('ann', 'ben')
const given = fc.record({
  do: fc.constant('deal' as const),
  connection,
  id: fc.constantFrom('1', '2', '3'),
  state: fc.constantFrom('won', 'won', 'lost'),
  of: fc.option(contact),
  /** What a deal of HubSpot is a copy of; one of Salesforce is never a copy. */
  copyOf: fc.option(fc.constantFrom('1', '2', '3'), { freq: 5 }),
})
const step = fc.oneof(
  { weight: 8, arbitrary: given },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      connection,
      id: fc.constantFrom('1', '2', '3'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({ do: fc.constant('read' as const), connection, id: contact }),
      fc.record({ do: fc.constant('lose' as const), connection, id: contact }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('resolve' as const), batchSize: fc.integer({ min: 1, max: 3 }) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** What each deal is worth: no two sums are the same by accident. */
const amounts: Readonly<Record<string, number>> = { '1': 1, '2': 10, '3': 100 }

async function carryOut(each: Step): Promise<void> {
  if (each.do === 'deal') {
    const { connection, id, state, of, copyOf } = each
    const foreignKeys =
      connection === 'salesforce' || copyOf === null
        ? []
        : [{ system: 'Salesforce', entity: 'deal', id: copyOf }]
    const contacts = of === null ? [] : [{ id: of }]
    const amount = String((connection === 'hubspot' ? 1_000 : 1) * (amounts[id] ?? 0))
    await give(store, connection, 'deal', [{ id, state, contacts, foreignKeys, amount }])
  } else if (each.do === 'delete') await markDeleted(store.db, each.connection, 'deal', [{ id: each.id }])
  else if (each.do === 'lose') await markDeleted(store.db, each.connection, 'contact', [{ id: each.id }])
  // Ann is one customer in both systems, Ben is two.
  else if (each.do === 'read') {
    const emails = each.id === 'ann' ? ['ann@example.com'] : []
    await give(store, each.connection, 'contact', [{ id: each.id, name: each.id, emails }])
  } else await resolveOnce(each.batchSize)
}

/** What every customer won. */
async function totals(): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ customer: number; total: number }>`
    select link.customer_id as customer, sum((deal.data->>'amount')::int)::int as total
    from deal join deal_party as party on party.connection = deal.connection and party.deal_id = deal.id
    join identity_link as link
      on link.connection = party.connection and link.entity = party.entity and link.record_id = party.party_id
    where deal.state = 'won' and deal.deleted_at is null group by link.customer_id
  `.execute(store.db)
  return new Map(rows.map(({ customer, total }) => [customer, total]))
}

let scored: ReadonlyMap<number, number> = new Map()

/** Resolves, and sees to it that whoever's total is another now is marked to be scored anew. */
async function resolveOnce(batchSize: number): Promise<void> {
  await resolve(store.db, settings, { batchSize })
  const now = await totals()
  const dirty = new Set(await dirtyCustomers(store))
  const existing = new Set((await store.db.selectFrom('customer').select('id').execute()).map(({ id }) => id))
  for (const customer of new Set([...scored.keys(), ...now.keys()])) {
    if (!existing.has(customer) || scored.get(customer) === now.get(customer)) continue
    expect(dirty).toContain(customer)
  }
  await store.db.deleteFrom('dirty_customer').execute()
  scored = now
}

/** Who each deal counts for, what it is set beside, and what is wrong, without the customers' ids. */
async function settled() {
  const parties = await store.db
    .selectFrom('deal_party')
    .selectAll()
    .orderBy('connection')
    .orderBy('deal_id')
    .execute()
  const copies = await store.db
    .selectFrom('deal_copy')
    .selectAll()
    .orderBy('connection')
    .orderBy('deal_id')
    .execute()
  return { parties, copies, rejects: await rejectsOf(store), totals: [...(await totals()).values()].sort() }
}

interface StoredDeal {
  readonly connection: string
  readonly id: string
  readonly state: string
  readonly copyOf: string | null
  readonly amount: number
}

/** The rule in its plainest form: the sales, each with the deal that says what it came to. */
async function expectedSales(): Promise<{ won: number; sales: number }> {
  const { rows } = await sql<StoredDeal>`
    select connection, id, state, data->'foreignKeys'->0->>'id' as "copyOf", (data->>'amount')::int as amount
    from deal where deleted_at is null
  `.execute(store.db)
  const sales = Map.groupBy(
    rows,
    (row) => row.copyOf ?? (row.connection === 'salesforce' ? row.id : `only ${row.id}`),
  )
  let won = 0
  for (const deals of sales.values()) {
    const original = deals.find((deal) => deal.connection === 'salesforce')
    const sale = original ?? deals.sort((left, right) => Number(left.id) - Number(right.id))[0]
    if (sale?.state === 'won') won += 1
  }
  return { won, sales: sales.size }
}

test('Every sale counts once, for the right customers, whatever came in which order and however often it was resolved', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      await clearRecords(store)
      scored = new Map()
      for (const each of steps) await carryOut(each)
      await resolveOnce(2)
      const bitByBit = await settled()

      const { won, sales } = await expectedSales()
      const { rows } = await sql<{ live: number; won: number }>`
        select count(*) as live, count(*) filter (where deal.state = 'won') as won from deal
        where deal.deleted_at is null and not exists (
          select from deal_copy as copy where copy.connection = deal.connection and copy.deal_id = deal.id
        )
      `.execute(store.db)
      expect(rows).toEqual([{ live: sales, won }])

      // As from the beginning, all at once.
      await store.db.deleteFrom('stage_state').execute()
      await resolve(store.db, settings)
      expect(await settled()).toEqual(bitByBit)
    }),
    { numRuns: 15 },
  )
})
