import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Database } from './open.ts'

/** Where a stream goes on. */
export interface StoredCheckpoint {
  /** Null where the stream never ran. */
  readonly state: unknown
  /** When the read from the start that is under way began, by the database's clock; null where none is. */
  readonly startedOver: string | null
}

/** Loads where a stream goes on. */
export async function loadCheckpoint(
  db: Database,
  connection: string,
  stream: string,
): Promise<StoredCheckpoint> {
  const row = await db
    .selectFrom('checkpoint')
    .select(['state', sql<string | null>`started_over::text`.as('startedOver')])
    .where('connection', '=', connection)
    .where('stream', '=', stream)
    .executeTakeFirst()
  return row ?? { state: null, startedOver: null }
}

/** Saves where a stream goes on, in the transaction of the changes before it. */
export async function saveCheckpoint(
  db: Database,
  connection: string,
  stream: string,
  { state, startedOver }: StoredCheckpoint,
): Promise<void> {
  const values = { state: jsonText(state), started_over: startedOver }
  await db
    .insertInto('checkpoint')
    .values({ connection, stream, ...values })
    .onConflict((conflict) =>
      conflict.columns(['connection', 'stream']).doUpdateSet({ ...values, updated_at: new Date() }),
    )
    .execute()
}

/** The read from the start that was under way came to its end. */
export async function endStartedOver(db: Database, connection: string, stream: string): Promise<void> {
  await db
    .updateTable('checkpoint')
    .set({ started_over: null })
    .where('connection', '=', connection)
    .where('stream', '=', stream)
    .execute()
}

/** What a stage (resolve, score, …) remembers between runs; null before its first. */
export async function loadStageState(db: Database, stage: string): Promise<Record<string, unknown> | null> {
  const row = await db.selectFrom('stage_state').select('state').where('stage', '=', stage).executeTakeFirst()
  return row?.state ?? null
}

/** Saves what a stage remembers, in the transaction of what it did. */
export async function saveStageState(
  db: Database,
  stage: string,
  state: Readonly<Record<string, unknown>>,
): Promise<void> {
  const text = jsonText(state)
  await db
    .insertInto('stage_state')
    .values({ stage, state: text })
    .onConflict((conflict) => conflict.column('stage').doUpdateSet({ state: text, updated_at: new Date() }))
    .execute()
}
