import type { Reply } from '@rapport/connector'
import { formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'

/** A review of a connection. */
export interface ReviewKey {
  readonly connection: string
  readonly id: string
}

/** A reply that was sent to a review, or taken away there, and what became of it. */
export interface SentReply {
  readonly id: number
  readonly review: ReviewKey
  /** Null: the reply was taken away. */
  readonly text: string | null
  readonly by: string
  readonly begunAt: Date
  /**
   * - `sending`: it is not known whether it took effect
   * - `none`: there is no reply any more
   * - `pending`, `approved`, `rejected`: what the site's moderation says
   * - `refused`: the site did not take it
   */
  readonly state: 'sending' | 'none' | 'pending' | 'approved' | 'rejected' | 'refused'
  /** Why it was rejected or refused. */
  readonly problem: string | null
  /** When its state was last asked of the site. */
  readonly checkedAt: Date | null
}

/** Notes that a reply is about to be sent, before anything is. Returns its number. */
export async function beginReply(
  db: Database,
  { connection, id }: ReviewKey,
  text: string | null,
  by: string,
): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto('review_reply')
      .values({ connection, review_id: id, text, sent_by: by, state: 'sending' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const action = text === null ? 'review.reply-remove' : 'review.reply'
    await audit(transaction, by, action, { connection, id }, { reply: row.id, text })
    return row.id
  })
}

/** Notes how a reply stands at the site, and that state in the audit where it is new. */
export async function settleReply(
  db: Database,
  { id, review, state, by }: SentReply,
  now: Reply,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('review_reply')
      .set({ state: now.state, problem: now.problem, ended_at: new Date(), checked_at: new Date() })
      .where('id', '=', id)
      .execute()
    if (state === now.state) return
    await audit(transaction, by, `review.reply-${now.state}`, review, { reply: id, problem: now.problem })
  })
}

/** Notes that a reply did not take effect, and why. */
export async function refuseReply(
  db: Database,
  { id, review, by }: SentReply,
  problem: string,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('review_reply')
      .set({ state: 'refused', problem, ended_at: new Date() })
      .where('id', '=', id)
      .execute()
    await audit(transaction, by, 'review.reply-refused', review, { reply: id, problem })
  })
}

/** Replies in some states, the latest first: of one review, of a connection, or all. */
export async function listReplies(
  db: Database,
  {
    review,
    connection,
    states,
    limit,
  }: {
    readonly review?: ReviewKey
    readonly connection?: string
    readonly states?: readonly SentReply['state'][]
    readonly limit?: number
  } = {},
): Promise<SentReply[]> {
  let query = db.selectFrom('review_reply').selectAll().orderBy('id', 'desc')
  if (review !== undefined)
    query = query.where('connection', '=', review.connection).where('review_id', '=', review.id)
  if (connection !== undefined) query = query.where('connection', '=', connection)
  if (states !== undefined) query = query.where('state', 'in', states)
  if (limit !== undefined) query = query.limit(limit)
  return (await query.execute()).map((row) => ({
    id: row.id,
    review: { connection: row.connection, id: row.review_id },
    text: row.text,
    by: row.sent_by,
    begunAt: row.begun_at,
    state: row.state,
    problem: row.problem,
    checkedAt: row.checked_at,
  }))
}

async function audit(
  transaction: Database,
  actor: string,
  action: string,
  { connection, id }: ReviewKey,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  const subject = formatReference({ connection, entity: 'review', id })
  await transaction
    .insertInto('audit')
    .values({ actor, action, subject, detail: JSON.stringify(detail) })
    .execute()
}
