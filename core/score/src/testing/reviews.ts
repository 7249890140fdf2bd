import type { Store } from '@rapport/store'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'

/** A review as a source gives it: five stars of five unless it says otherwise. */
export interface GivenReview extends Readonly<Record<string, unknown>> {
  readonly id: string
}

/** Stores reviews; those of `cafe` unless they say otherwise. */
export async function giveReviews(
  store: Store,
  reviews: readonly GivenReview[],
  connection = 'google',
): Promise<void> {
  const usual = {
    ...{ placeId: 'cafe', rating: 5, scaleMin: 1, scaleMax: 5, title: null, text: 'Nice', language: 'en' },
    ...{ author: null, authorEmail: null, orderReference: null, createdAt: '2026-06-01T10:00:00Z' },
    ...{ editedAt: null, reply: null, repliedAt: null, replyEditedAt: null, replyState: 'none' },
    ...{ replyProblem: null, firstSeenAt: null, modifiedAt: null },
  }
  await give(
    store,
    connection,
    'review',
    reviews.map((review) => ({ ...usual, ...review })),
  )
}

/** A reply that is public. */
export const approved = (repliedAt: string | null) => ({ reply: 'Thanks', replyState: 'approved', repliedAt })

/** Stores a place of a source. */
export async function givePlace(
  store: Store,
  id: string,
  more: object = {},
  connection = 'google',
): Promise<void> {
  const place = {
    id,
    name: id,
    brand: null,
    domain: null,
    address: null,
    url: null,
    foreignKeys: [],
    companies: [],
  }
  await give(store, connection, 'place', [{ ...place, ...more }])
}

/** Stores a customer with one company. */
export async function giveCompany(
  store: Store,
  customer: number,
  id: string,
  { raw = null, ...more }: { readonly raw?: object | null; readonly domains?: readonly string[] } = {},
): Promise<void> {
  await give(store, 'crm', 'company', [{ id, name: id, phones: [], foreignKeys: [], domains: [], ...more }])
  await sql`update company set raw = ${raw === null ? null : JSON.stringify(raw)}::jsonb where id = ${id}`.execute(
    store.db,
  )
  await sql`
    insert into customer (id, level, name) overriding system value values (${customer}, 'company', ${id})
    on conflict do nothing
  `.execute(store.db)
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason)
    values ('crm', 'company', ${id}, ${customer}, 'test')
  `.execute(store.db)
}

/** Says that a place belongs to a company. */
export async function linkPlace(store: Store, placeId: string, companyId: string): Promise<void> {
  await sql`
    insert into place_link (connection, place_id, company_connection, company_id, reason)
    values ('google', ${placeId}, 'crm', ${companyId}, 'test')
  `.execute(store.db)
}
