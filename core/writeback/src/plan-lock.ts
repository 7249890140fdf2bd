import { BusyError, type Database, type StepLocks } from '@rapport/store'

/** How a process holds the plan that it writes. */
export interface PlanHold {
  /** In the session that holds the step of a run in which it is written: who takes the step away has the plan free with it. */
  readonly locks: Pick<StepLocks, 'take' | 'release'>
  /** Throws, in a transaction, where another process has taken over what is done here. Without it nobody can. */
  readonly mustBeMine?: (transaction: Database) => Promise<void>
}

/**
 * Runs `work` while no other process may apply the same plan: two at once would take each other's writes under way for an
 * interrupted process's. The lock belongs to a database session beside the pool, so it ends with the process, however that ends, and
 * what is done meanwhile does not wait for the session that holds it.
 * @throws BusyError where another process holds it.
 */
export async function withPlanLock<T>(
  { locks }: PlanHold,
  planId: number,
  work: () => Promise<T>,
): Promise<T> {
  const name = `plan ${planId}`
  if (!(await locks.take(name))) {
    throw new BusyError(
      `plan ${planId} is being applied by another process: wait for it, then apply it again`,
    )
  }
  try {
    return await work()
  } finally {
    await locks.release(name)
  }
}
