import type { Database } from '@rapport/store'
import { findUnsettledPlans, settlePlan, type WriteEntity } from '@rapport/writeback'
import type { openTarget } from './connection.ts'

/**
 * Reads back what interrupted writes to one entity of a connection came to, so that their plans may be replaced. It connects only where
 * there are such writes.
 */
export async function settleInterrupted(
  db: Database,
  { connection, entity }: { readonly connection: string; readonly entity: WriteEntity },
  connect: () => ReturnType<typeof openTarget>,
  signal: AbortSignal,
): Promise<void> {
  for (const { planId } of await findUnsettledPlans(db, connection, entity)) {
    const { ctx, target } = await connect()
    await settlePlan(db, ctx, target, planId, { signal })
  }
}
