import { KeyNumbers } from './key-numbers.ts'

/**
 * Counts how often each key came before, in some 24 to 48 bytes per distinct key whatever its length. Should two keys ever share
 * their hash, an ordinal skips a number and stays unique together with its key.
 */
export class Ordinals {
  readonly #numbers = new KeyNumbers()
  #counts = new Uint32Array(1024)

  /** 1 for the first time that the key is given, 2 for the second, … */
  next(key: string): number {
    const number = this.#numbers.numberOf(key)
    if (number === this.#counts.length) {
      const counts = new Uint32Array(this.#counts.length * 2)
      counts.set(this.#counts)
      this.#counts = counts
    }
    const count = (this.#counts[number] ?? 0) + 1
    this.#counts[number] = count
    return count
  }
}
