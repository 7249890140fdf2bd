import { type BudgetSpecification, type Budgets, bucketFor, type LimitReading } from '@rapport/connector'
import {
  correctBudget,
  type Database,
  emptyBudget,
  type Limit,
  loadLimit,
  pauseBudget,
  takeToken,
} from '@rapport/store'

/** A pause shorter than this share of a budget's window is not wanted because the budget is used up: seconds of a day. */
const shortPauseShare = 1 / 1000

/** What is left is told by every answer, and kept no more often than this: it is looked at, nothing waits by it. */
const keptEveryMs = 1_000

/**
 * The budgets of one vendor account, kept in the database so that every process spends from the same ones. Limits start
 * at what the connector declares and follow what the vendor's headers say.
 */
export function accountBudgets(
  db: Database,
  account: string,
  onRemaining: (budget: string, remaining: number) => void = () => {},
): Budgets {
  const limits = new Map<string, Limit>()
  /** When what is left of a budget was last kept, by this clock of the process. */
  const keptAt = new Map<string, number>()

  const limitOf = async (specification: BudgetSpecification): Promise<Limit> => {
    const known = limits.get(specification.name) ?? (await loadLimit(db, account, specification.name))
    const limit = known ?? { requests: specification.requests, perMs: specification.perMs }
    limits.set(specification.name, limit)
    return limit
  }

  return {
    take: async (specification, longestWaitMs) => {
      const limit = await limitOf(specification)
      const bucket = bucketFor({ ...specification, ...limit })
      return takeToken(db, account, specification.name, limit, bucket, longestWaitMs)
    },
    exhaust: async (specification, forMs) => {
      const { perMs } = await limitOf(specification)
      const stop = forMs < perMs * shortPauseShare ? pauseBudget : emptyBudget
      await stop(db, account, specification.name, forMs)
    },
    observe: async (specification, reading: LimitReading) => {
      const before = await limitOf(specification)
      const now = { requests: reading.requests ?? before.requests, perMs: reading.perMs ?? before.perMs }
      const isAsBefore = now.requests === before.requests && now.perMs === before.perMs
      const { name } = specification
      const { remaining = null } = reading
      if (remaining !== null) onRemaining(name, remaining)
      const clock = performance.now()
      const isKept = clock - (keptAt.get(name) ?? Number.NEGATIVE_INFINITY) < keptEveryMs
      if (isAsBefore && (remaining === null || isKept)) return
      limits.set(name, now)
      if (remaining !== null) keptAt.set(name, clock)
      await correctBudget(db, account, name, now, remaining)
    },
  }
}
