/** Whole numbers from 0 to 4,294,967,295 by a running number, in 4 bytes each. */
export class NumberColumn {
  #numbers = new Uint32Array(1024)

  /** 0 where none was set. */
  get(index: number): number {
    return this.#numbers[index] ?? 0
  }

  set(index: number, value: number): void {
    while (index >= this.#numbers.length) {
      const numbers = new Uint32Array(this.#numbers.length * 2)
      numbers.set(this.#numbers)
      this.#numbers = numbers
    }
    this.#numbers[index] = value
  }
}
