/** Gives texts numbers, from 0, in the order in which they come. */
export class NumberedTexts {
  readonly texts: string[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.texts.length
    // A copy: a cell cut out of a long row would keep all of it in memory.
    const copy = text.split('').join('')
    this.#numbers.set(copy, number)
    this.texts.push(copy)
    return number
  }
}
