/** A vendor's answer that may not be repeated. It tells whether it holds a word, and nothing else, on a console neither. */
export class HiddenBody {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Whether the word stands in it, white space aside: vendors indent their JSON as they please. */
  holds(word: string | RegExp): boolean {
    const text = this.#text.replace(/\s+/g, '')
    return typeof word === 'string' ? text.includes(word.replace(/\s+/g, '')) : word.test(text)
  }
}
