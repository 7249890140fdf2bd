/** The recurring revenue of one customer around one period, in money per month. */
export interface RecurringRevenue {
  /** Whether there was a contract at the start. */
  readonly atStart: boolean
  readonly atEnd: boolean
  /** Monthly recurring revenue at the start; null where it is unknown. Not looked at without a contract. */
  readonly start: number | null
  readonly end: number | null
  /** Whether there had been a contract before the start of the period. */
  readonly earlier: boolean
}

/** How monthly recurring revenue (MRR) moved within a period: start − churned − contraction + expansion + reactivation + new = end. */
export interface RevenueMovements {
  readonly start: number
  readonly end: number
  /** MRR at the start of customers without a contract at the end. */
  readonly churned: number
  /** What customers who stayed pay less. */
  readonly contraction: number
  /** What customers who stayed pay more. */
  readonly expansion: number
  /** MRR at the end of former customers who had no contract at the start. */
  readonly reactivation: number
  /** MRR at the end of customers who never had a contract before. */
  readonly new: number
  /** Customers set aside because an amount of theirs is unknown. */
  readonly unknown: number
}

/** Revenue churn of a period; both null where it started without recurring revenue. */
export interface RevenueChurn extends RevenueMovements {
  /** (churned + contraction) ÷ start. */
  readonly revenueChurn: number | null
  /** (churned + contraction − expansion − reactivation) ÷ start; below 0 where the old customers grew. */
  readonly netRevenueChurn: number | null
}

/** Adds up the movements of customers one by one. */
export class RevenueMovementSum {
  #start = 0
  #end = 0
  #churned = 0
  #contraction = 0
  #expansion = 0
  #reactivation = 0
  #new = 0
  #unknown = 0

  /** A customer with an unknown amount is set aside whole: half of a movement would look like one. */
  add(customer: RecurringRevenue): void {
    const start = customer.atStart ? customer.start : 0
    const end = customer.atEnd ? customer.end : 0
    if (start === null || end === null) {
      this.#unknown += 1
      return
    }
    this.#start += start
    this.#end += end
    if (customer.atStart && !customer.atEnd) this.#churned += start
    else if (customer.atStart && end < start) this.#contraction += start - end
    else if (customer.atStart) this.#expansion += end - start
    else if (customer.earlier) this.#reactivation += end
    else this.#new += end
  }

  finish(): RevenueMovements {
    return {
      start: this.#start,
      end: this.#end,
      churned: this.#churned,
      contraction: this.#contraction,
      expansion: this.#expansion,
      reactivation: this.#reactivation,
      new: this.#new,
      unknown: this.#unknown,
    }
  }
}

/** Revenue churn, gross and net, of a period's movements. */
export function revenueChurn(movements: RevenueMovements): RevenueChurn {
  const { start, churned, contraction, expansion, reactivation } = movements
  const left = churned + contraction
  return {
    ...movements,
    revenueChurn: start > 0 ? left / start : null,
    netRevenueChurn: start > 0 ? (left - expansion - reactivation) / start : null,
  }
}
