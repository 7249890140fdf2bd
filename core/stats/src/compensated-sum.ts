/**
 * A running sum whose rounding error does not grow with the number of terms (Neumaier's variant of Kahan's sum).
 *
 * @example
 * const sum = new CompensatedSum()
 * sum.add(1e16)
 * sum.add(1)
 * sum.add(-1e16)
 * sum.value // 1
 */
export class CompensatedSum {
  #sum = 0
  #lost = 0

  add(term: number): void {
    const next = this.#sum + term
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum
    this.#sum = next
  }

  get value(): number {
    return this.#sum + this.#lost
  }
}

/** The sum of all values, compensated. */
export function compensatedSum(values: Iterable<number>): number {
  const sum = new CompensatedSum()
  for (const value of values) sum.add(value)
  return sum.value
}
