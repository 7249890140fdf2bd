import { inspect } from 'node:util'

const placeholder = '[content that may only be shown]'

/**
 * Content that may be shown but never stored, logged or scored. No type of the store takes it, and where types do not help it
 * does not come out of JSON, of a text or of a console. Only who asks for it in so many words has it.
 */
export class Shown<T> {
  readonly #content: T

  constructor(content: T) {
    this.#content = content
  }

  /** The content, to be put before a person now, and nowhere else. */
  reveal(): T {
    return this.#content
  }

  /** The store, the job queue and logs write JSON. */
  toJSON(): never {
    throw new Error(
      `${placeholder} was about to be written: the terms of its site forbid it, take it out of what is written`,
    )
  }

  toString(): string {
    return placeholder
  }

  [inspect.custom](): string {
    return placeholder
  }
}

/** Marks content as for showing only. */
export function shown<T>(content: T): Shown<T> {
  return new Shown(content)
}
