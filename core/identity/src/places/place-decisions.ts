import { formatReference } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { lockIdentity } from '../batch.ts'
import { OverrideError } from '../overrides.ts'

/** A record without its entity, which the place says. */
export interface RecordKey {
  readonly connection: string
  readonly id: string
}

/** A person's decision that a place belongs to a company, or to none. */
export interface PlaceDecision {
  readonly id: number
  readonly place: RecordKey
  /** Null: it belongs to no company. */
  readonly company: RecordKey | null
  readonly by: string
  /** Null where the person gave none. */
  readonly reason: string | null
  readonly at: Date
  /** Null while it holds. */
  readonly undoneAt: Date | null
}

/**
 * Records a person's decision on a place; the next scoring applies it. It replaces the one before, and is the same decision where it
 * holds already.
 * @param company null: it belongs to no company
 * @param reason why, in the person's words; of a decision that holds already, the first one stays
 * @returns the decision's number, for `undoPlaceDecision`.
 * @throws OverrideError where the place or the company is not known.
 */
export async function decideOnPlace(
  db: Database,
  {
    place,
    company,
    by,
    reason = null,
  }: Pick<PlaceDecision, 'place' | 'company' | 'by'> & { readonly reason?: string | null },
): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await lockIdentity(transaction)
    await checkPlace(transaction, place)
    if (company !== null) await checkCompany(transaction, company)
    const standing = await transaction
      .selectFrom('place_decision')
      .selectAll()
      .where('undone_at', 'is', null)
      .where('connection', '=', place.connection)
      .where('place_id', '=', place.id)
      .executeTakeFirst()
    if (standing !== undefined) {
      if (
        standing.company_connection === (company?.connection ?? null) &&
        standing.company_id === (company?.id ?? null)
      )
        return standing.id
      await undo(transaction, standing.id, by)
    }
    const { id } = await transaction
      .insertInto('place_decision')
      .values({
        kind: company === null ? 'unlink' : 'link',
        connection: place.connection,
        place_id: place.id,
        company_connection: company?.connection ?? null,
        company_id: company?.id ?? null,
        decided_by: by,
        reason,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(transaction, by, company === null ? 'place.unlink' : 'place.link', {
      ...{ place, company, id, reason },
    })
    return id
  })
}

/**
 * Takes a decision back; the next scoring goes by ids and domains again.
 * @throws OverrideError where there is no such decision or it was taken back before.
 */
export async function undoPlaceDecision(db: Database, id: number, by: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await lockIdentity(transaction)
    await undo(transaction, id, by)
  })
}

/** All decisions on places, the latest first, those taken back too. */
export async function listPlaceDecisions(db: Database): Promise<PlaceDecision[]> {
  const rows = await db.selectFrom('place_decision').selectAll().orderBy('id', 'desc').execute()
  return rows.map((row) => ({
    id: row.id,
    place: { connection: row.connection, id: row.place_id },
    company: companyOf(row),
    by: row.decided_by,
    reason: row.reason,
    at: row.decided_at,
    undoneAt: row.undone_at,
  }))
}

function companyOf(row: {
  readonly company_connection: string | null
  readonly company_id: string | null
}): RecordKey | null {
  if (row.company_connection === null || row.company_id === null) return null
  return { connection: row.company_connection, id: row.company_id }
}

async function checkPlace(transaction: Database, { connection, id }: RecordKey): Promise<void> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from place where connection = ${connection} and id = ${id})
      or exists (select from review_metric where connection = ${connection} and place_id = ${id}) as known
  `.execute(transaction)
  if (rows[0]?.known === true) return
  throw new OverrideError(`there is no place ${connection}/${id}: "npx rapport places" lists all`)
}

async function checkCompany(transaction: Database, { connection, id }: RecordKey): Promise<void> {
  const row = await transaction
    .selectFrom('company')
    .select('id')
    .where('connection', '=', connection)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (row !== undefined) return
  const reference = formatReference({ connection, entity: 'company', id })
  throw new OverrideError(`${reference} is not known: check its id, or sync first`)
}

async function undo(transaction: Database, id: number, by: string): Promise<void> {
  const row = await transaction
    .updateTable('place_decision')
    .set({ undone_at: new Date() })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) {
    throw new OverrideError(
      `there is no decision ${id} on a place, or it was taken back before: "npx rapport places decisions" shows all`,
    )
  }
  const place = { connection: row.connection, id: row.place_id }
  await audit(transaction, by, `place.undo-${row.kind}`, {
    ...{ place, company: companyOf(row), id, reason: row.reason },
  })
}

async function audit(
  transaction: Database,
  actor: string,
  action: string,
  { place, company, id, reason }: Pick<PlaceDecision, 'place' | 'company' | 'id' | 'reason'>,
): Promise<void> {
  const named = company === null ? null : formatReference({ ...company, entity: 'company' })
  await transaction
    .insertInto('audit')
    .values({
      actor,
      action,
      subject: formatReference({ ...place, entity: 'place' }),
      detail: JSON.stringify({ company: named, decision: id, ...(reason === null ? {} : { reason }) }),
    })
    .execute()
}
