import { KeyNumbers } from './key-numbers.ts'
import { NumberColumn } from './number-column.ts'

/**
 * Counts how often each key came before, in some 24 to 48 bytes per distinct key whatever its length. Should two keys ever share
 * their hash, an ordinal skips a number and stays unique together with its key.
 */
export class Ordinals {
  readonly #numbers = new KeyNumbers()
  readonly #counts = new NumberColumn()

  /** 1 for the first time that the key is given, 2 for the second, … */
  next(key: string): number {
    const number = this.#numbers.numberOf(key)
    const count = this.#counts.get(number) + 1
    this.#counts.set(number, count)
    return count
  }
}
