import type { BudgetSpecification, Budgets, LimitReading } from '@rapport/connector'

/** Budgets that remember what was spent and make nobody wait: a contract is checked, not a speed. */
export class MemoryBudgets implements Budgets {
  /** Requests taken, by budget. */
  readonly taken = new Map<string, number>()
  /** Each time a 429 emptied a budget, and for how long. */
  readonly exhausted: { readonly budget: string; readonly forMs: number }[] = []
  /** What headers said about limits. */
  readonly readings: LimitReading[] = []

  async take(specification: BudgetSpecification): Promise<number> {
    this.taken.set(specification.name, (this.taken.get(specification.name) ?? 0) + 1)
    return 0
  }

  async exhaust(specification: BudgetSpecification, forMs: number): Promise<void> {
    this.exhausted.push({ budget: specification.name, forMs })
  }

  async observe(_specification: BudgetSpecification, reading: LimitReading): Promise<void> {
    this.readings.push(reading)
  }
}
