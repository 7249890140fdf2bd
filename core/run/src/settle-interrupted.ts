import type { Database } from '@rapport/store'
import {
  findUnsettledPlans,
  finishInterruptedReverts,
  settlePlan,
  type WriteEntity,
} from '@rapport/writeback'
import type { openTarget } from './connection.ts'

/**
 * Reads back what interrupted writes to one entity of a connection came to, so that their plans may be replaced; it connects only where
 * there are such writes. A revert of which nothing is left to do has ended then.
 */
export async function settleInterrupted(
  db: Database,
  { connection, entity }: { readonly connection: string; readonly entity: WriteEntity },
  connect: () => ReturnType<typeof openTarget>,
  options: Parameters<typeof settlePlan>[4],
): Promise<void> {
  for (const { planId } of await findUnsettledPlans(db, connection, entity)) {
    const { ctx, target } = await connect()
    await settlePlan(db, ctx, target, planId, options)
  }
  await finishInterruptedReverts(db, { connection, entity })
}
