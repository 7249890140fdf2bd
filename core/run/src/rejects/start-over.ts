import type { Database } from '@rapport/store'

/**
 * Lets a stream be read from its start where somebody asked for records of it again that cannot be asked for by their ids. It is told
 * once: a read that is interrupted goes on where it stopped.
 */
export async function startOverWhereAsked(db: Database, connection: string, entity: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('reject')
      .set({ retry: 'next run' })
      .where('stage', '=', 'extract')
      .where('connection', '=', connection)
      .where('entity', '=', entity)
      .where('retry', '=', 'from the start')
      .where('resolved_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    await transaction
      .deleteFrom('checkpoint')
      .where('connection', '=', connection)
      .where('stream', '=', entity)
      .execute()
  })
}
