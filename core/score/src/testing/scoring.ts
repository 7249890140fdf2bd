import { addOverride, resolve } from '@rapport/identity'
import { type Score, score as scoreSchema } from '@rapport/model'
import type { Store } from '@rapport/store'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { scoreCustomers } from '../score-customers.ts'
import type { ScoreSettings } from '../settings.ts'

/** Settings under which value is the plain sum of what was won, so that a test can add it up. */
export const plainSettings: ScoreSettings = {
  asOf: '2026-06-30',
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  now: new Date('2026-07-01T10:00:00Z'),
  value: {
    model: 'historic',
    horizonMonths: 12,
    discount: 0.1,
    margin: 1,
    unit: 'week',
    occasionWindowDays: 0,
    prior: 'auto',
    deals: [],
  },
}

/** Settings under which a purchase model is fitted to what `givePurchases` gives. */
export const modelSettings: ScoreSettings = {
  ...plainSettings,
  value: { ...plainSettings.value, model: 'mbg-nbd', margin: 0.3 },
}

/** A won deal of a contact, by its id; null: of nobody. */
export interface GivenDeal extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly of: string | null
}

/** Stores deals, won on 1 March 2026 for 100 unless they say otherwise. */
export async function giveDeals(store: Store, deals: readonly GivenDeal[]): Promise<void> {
  await give(
    store,
    'crm',
    'deal',
    deals.map(({ of, ...deal }) => ({
      kind: 'deal',
      state: 'won',
      amount: '100',
      closedAt: '2026-03-01T12:00:00Z',
      contacts: of === null ? [] : [{ id: of, label: null, primary: false }],
      ...deal,
    })),
  )
}

/** Stores contacts, each a customer. */
export async function giveContacts(store: Store, ids: readonly string[]): Promise<void> {
  await give(
    store,
    'crm',
    'contact',
    ids.map((id) => ({ id, name: id })),
  )
}

/**
 * Stores so many customers with one to seven purchases each, some of them regular and some long gone, the same every time.
 * Returns the customers' contacts.
 */
export async function givePurchases(store: Store, customers: number): Promise<readonly string[]> {
  const contacts = Array.from({ length: customers }, (_, index) => `c${String(index).padStart(3, '0')}`)
  await giveContacts(store, contacts)
  await giveDeals(
    store,
    contacts.flatMap((of, customer) =>
      Array.from({ length: 1 + (customer % 7) }, (_, order) => ({
        id: `${of}-${order}`,
        of,
        amount: `${20 + ((customer * 37 + order * 11) % 90)}.50`,
        closedAt: dayAfter('2024-07-01', (customer * 5) % 90, order * (9 + ((customer * 13) % 60))),
      })),
    ),
  )
  return contacts
}

/** Decides that two contacts are one customer. */
export async function join(store: Store, one: string, other: string): Promise<void> {
  const contact = (id: string) => ({ connection: 'crm', entity: 'contact', id }) as const
  await addOverride(store.db, { kind: 'merge', left: contact(one), right: contact(other), by: 'Ann' })
}

/** Noon of the day that is so many days after another. */
export function dayAfter(day: string, ...days: readonly number[]): string {
  const total = days.reduce((sum, count) => sum + count, 0)
  return new Date(Date.parse(`${day}T12:00:00Z`) + total * 86_400_000).toISOString()
}

export async function resolveAll(store: Store): Promise<void> {
  await resolve(store.db, { level: 'contact', defaultCountry: null, associationLabels: {} })
}

/** Resolves, then scores. */
export async function scoreAll(store: Store, settings: Partial<ScoreSettings> = {}) {
  await resolveAll(store)
  return scoreCustomers(store.db, { ...plainSettings, ...settings }, { signal: new AbortController().signal })
}

/** All stored scores by contact, oldest first. */
export async function scoresOf(store: Store): Promise<Record<string, Score[]>> {
  const { rows } = await sql<{ contact: string; score: unknown }>`
    select link.record_id as contact, jsonb_build_object(
      'customerId', score.customer_id, 'policy', policy, 'asOf', to_char(as_of, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'n', n,
      'values', values, 'why', why, 'explanation', explanation
    ) as score
    from score join identity_link as link on link.customer_id = score.customer_id
    order by link.record_id, as_of, policy
  `.execute(store.db)
  const scores: Record<string, Score[]> = {}
  for (const { contact, score } of rows) {
    const list = scores[contact] ?? []
    list.push(scoreSchema.parse(score))
    scores[contact] = list
  }
  return scores
}

/** What stands in one value of each contact's latest score. */
export async function latest(store: Store, value: string): Promise<Record<string, unknown>> {
  const scores = Object.entries(await scoresOf(store))
  return Object.fromEntries(
    scores.map(([contact, history]) => [contact, history.at(-1)?.values[value]?.value ?? null]),
  )
}

/** The deals that are set aside now, with their reasons. */
export async function setAsideDeals(store: Store): Promise<Record<string, string>> {
  const rows = await store.db
    .selectFrom('reject')
    .select(['record_id', 'reason'])
    .where('stage', '=', 'score')
    .where('resolved_at', 'is', null)
    .orderBy('record_id')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.record_id, row.reason]))
}

const tables = [
  ...[
    'contact',
    'deal',
    'deal_party',
    'deal_copy',
    'identity_link',
    'identity_key',
    'dirty_customer',
    'score',
    'customer',
  ],
  ...['reject', 'stage_state', 'exchange_rate', 'identity_override'],
]

/** Empties the workspace. Faster than truncating, which makes new files for every table. */
export async function clearWorkspace(store: Store): Promise<void> {
  await sql.raw(tables.map((table) => `delete from ${table}`).join(';')).execute(store.db)
}
