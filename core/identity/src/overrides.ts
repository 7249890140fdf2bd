import type { RecordReference } from '@rapport/model'
import { formatReference } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import { lockIdentity } from './batch.ts'
import { markWaiting } from './key-rows.ts'
import { compareParties } from './record-order.ts'

/** A person's decision that two records are one customer (`merge`), or are not (`split`). */
export interface Override {
  readonly id: number
  readonly kind: 'merge' | 'split'
  readonly left: RecordReference
  readonly right: RecordReference
  readonly by: string
  readonly at: Date
  /** Null while it holds. */
  readonly undoneAt: Date | null
}

export interface NewOverride {
  readonly kind: 'merge' | 'split'
  readonly left: RecordReference
  readonly right: RecordReference
  /** Who decides. */
  readonly by: string
}

/** A decision that holds. */
export type ActiveOverride = Pick<Override, 'kind' | 'left' | 'right' | 'by'>

/** A decision that cannot be taken or undone, with what to do instead. */
export class OverrideError extends Error {
  override readonly name = 'OverrideError'
}

/**
 * Records a person's decision; the next run of `resolve` applies it. It replaces the opposite decision on the same two
 * records, and is the same decision where it holds already. Where decisions contradict each other by way of further records,
 * splits hold.
 * @returns the decision's id, for `undoOverride`.
 * @throws OverrideError where the two records cannot be one customer or are not known.
 */
export async function addOverride(db: Database, decision: NewOverride): Promise<number> {
  const [left, right] = [decision.left, decision.right].sort(compareParties)
  if (left === undefined || right === undefined) throw new OverrideError('a decision needs two records')
  checkPair(left, right)
  return db.transaction().execute(async (transaction) => {
    await lockIdentity(transaction)
    await checkKnown(transaction, left)
    await checkKnown(transaction, right)
    const standing = await transaction
      .selectFrom('identity_override')
      .select(['id', 'kind'])
      .where('undone_at', 'is', null)
      .where('left_connection', '=', left.connection)
      .where('left_entity', '=', left.entity)
      .where('left_id', '=', left.id)
      .where('right_connection', '=', right.connection)
      .where('right_id', '=', right.id)
      .executeTakeFirst()
    if (standing?.kind === decision.kind) return standing.id
    if (standing !== undefined) await undo(transaction, standing.id, decision.by)
    const { id } = await transaction
      .insertInto('identity_override')
      .values({
        kind: decision.kind,
        left_connection: left.connection,
        left_entity: left.entity,
        left_id: left.id,
        right_connection: right.connection,
        right_entity: right.entity,
        right_id: right.id,
        decided_by: decision.by,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await markWaiting(transaction, left.entity, [left, right])
    await audit(transaction, decision.by, `identity.${decision.kind}`, left, right, id)
    return id
  })
}

/**
 * Takes a decision back; the next run of `resolve` goes by what the records share again.
 * @param by who takes it back; without it the person who decided.
 * @throws OverrideError where there is no such decision or it was taken back before.
 */
export async function undoOverride(db: Database, id: number, by?: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await lockIdentity(transaction)
    await undo(transaction, id, by)
  })
}

/** All decisions, latest first, those taken back too. */
export async function listOverrides(db: Database): Promise<Override[]> {
  const rows = await db.selectFrom('identity_override').selectAll().orderBy('id', 'desc').execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    left: { connection: row.left_connection, entity: row.left_entity, id: row.left_id },
    right: { connection: row.right_connection, entity: row.right_entity, id: row.right_id },
    by: row.decided_by,
    at: row.decided_at,
    undoneAt: row.undone_at,
  }))
}

/** The decisions that hold for records of one entity, oldest first. */
export async function activeOverrides(db: Database, entity: string): Promise<ActiveOverride[]> {
  const rows = await db
    .selectFrom('identity_override')
    .selectAll()
    .where('undone_at', 'is', null)
    .where('left_entity', '=', entity)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    left: { connection: row.left_connection, entity: row.left_entity, id: row.left_id },
    right: { connection: row.right_connection, entity: row.right_entity, id: row.right_id },
    by: row.decided_by,
  }))
}

function checkPair(left: RecordReference, right: RecordReference): void {
  const pair = `${formatReference(left)} and ${formatReference(right)}`
  if (left.entity !== right.entity || !isPartyEntity(left.entity)) {
    throw new OverrideError(`${pair} cannot be one customer: name two contacts or two companies`)
  }
  if (left.connection === right.connection && left.id === right.id) {
    throw new OverrideError(`${pair} are the same record: name two records`)
  }
}

function isPartyEntity(entity: string): entity is 'contact' | 'company' {
  return entity === 'contact' || entity === 'company'
}

async function checkKnown(transaction: Database, reference: RecordReference): Promise<void> {
  if (!isPartyEntity(reference.entity)) return
  const { rows } = await sql`
    select 1 from ${sql.table(tableOf(reference.entity))}
    where connection = ${reference.connection} and id = ${reference.id}
  `.execute(transaction)
  if (rows.length === 0) {
    throw new OverrideError(`${formatReference(reference)} is not known: check its id, or sync first`)
  }
}

async function undo(transaction: Database, id: number, by?: string): Promise<void> {
  const row = await transaction
    .updateTable('identity_override')
    .set({ undone_at: new Date() })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) {
    throw new OverrideError(
      `there is no decision ${id}, or it was taken back before: "npx rapport customers list" shows all`,
    )
  }
  const left = { connection: row.left_connection, entity: row.left_entity, id: row.left_id }
  const right = { connection: row.right_connection, entity: row.right_entity, id: row.right_id }
  await markWaiting(transaction, left.entity, [left, right])
  await audit(transaction, by ?? row.decided_by, `identity.undo-${row.kind}`, left, right, id)
}

async function audit(
  transaction: Database,
  actor: string,
  action: string,
  left: RecordReference,
  right: RecordReference,
  override: number,
): Promise<void> {
  await transaction
    .insertInto('audit')
    .values({
      actor,
      action,
      subject: formatReference(left),
      detail: JSON.stringify({ with: formatReference(right), override }),
    })
    .execute()
}
