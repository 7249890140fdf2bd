import { createHash } from 'node:crypto'
import type { z } from '@hono/zod-openapi'
import { listReplies, type ReviewKey, replyRulesOf, type Workspace } from '@rapport/run'
import { sql } from 'kysely'
import { ownCustomers } from '../access/own-rows.ts'
import type { Principal } from '../access/principal.ts'
import { findReview } from './list-reviews.ts'
import type { readReview } from './review-answers.ts'

/** A review with what can be answered, what was, and by whom it is; null where there is none that may be read. */
export async function readWholeReview(
  workspace: Workspace,
  principal: Pick<Principal, 'agents'>,
  key: ReviewKey,
): Promise<z.output<typeof readReview> | null> {
  const { db } = workspace.store
  const review = await findReview(workspace, key)
  if (review === null) return null
  const [sent, customer, placeUrl] = await Promise.all([
    listReplies(db, { review: key }),
    customerOf(workspace, principal, key),
    urlOfPlace(workspace, key),
  ])
  return {
    ...review,
    placeUrl,
    replyVersion: versionOf(review.reply.text),
    rules: replyRulesOf(workspace, key.connection),
    sent: sent.map(({ id, text, by, begunAt, state, problem }) => ({
      ...{ id, text, by, state, problem },
      at: begunAt.toISOString(),
    })),
    customer,
  }
}

/** Names an answer, so that who sends another one can say which they have seen. */
export const versionOf = (reply: string | null): string =>
  createHash('sha256').update(JSON.stringify(reply)).digest('hex').slice(0, 16)

async function customerOf(
  { store: { db } }: Workspace,
  principal: Pick<Principal, 'agents'>,
  { connection, id }: ReviewKey,
): Promise<{ readonly id: number; readonly name: string | null } | null> {
  const { rows } = await sql<{ id: number; name: string | null }>`
    select customer.id, customer.name from review_party as party
    join identity_link as link on link.connection = party.party_connection and link.entity = party.party_entity
      and link.record_id = party.party_id
    join customer on customer.id = link.customer_id
    where party.connection = ${connection} and party.review_id = ${id}
      and ${ownCustomers(principal, sql<number>`customer.id`)}
    limit 1
  `.execute(db)
  return rows[0] ?? null
}

async function urlOfPlace(
  { store: { db } }: Workspace,
  { connection, id }: ReviewKey,
): Promise<string | null> {
  const { rows } = await sql<{ url: string | null }>`
    select place.data->>'url' as url from readable_review as review
    join readable_place as place on place.connection = review.connection and place.id = review.data->>'placeId'
      and place.deleted_at is null
    where review.connection = ${connection} and review.id = ${id}
  `.execute(db)
  const url = rows[0]?.url ?? null
  // What is no address of the web is not made a link.
  return url !== null && /^https?:\/\//i.test(url) ? url : null
}
