import { jsonText } from './json-text.ts'
import type { Database } from './open.ts'

/** The state after which a stream goes on; null where it never ran. */
export async function loadCheckpoint(db: Database, connection: string, stream: string): Promise<unknown> {
  const row = await db
    .selectFrom('checkpoint')
    .select('state')
    .where('connection', '=', connection)
    .where('stream', '=', stream)
    .executeTakeFirst()
  return row?.state ?? null
}

/** Saves a stream's state, in the transaction of the changes before it. */
export async function saveCheckpoint(
  db: Database,
  connection: string,
  stream: string,
  state: unknown,
): Promise<void> {
  const text = jsonText(state)
  await db
    .insertInto('checkpoint')
    .values({ connection, stream, state: text })
    .onConflict((conflict) =>
      conflict.columns(['connection', 'stream']).doUpdateSet({ state: text, updated_at: new Date() }),
    )
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
