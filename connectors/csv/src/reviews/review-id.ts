import { createHash } from 'node:crypto'
import { namelessAuthors } from '@rapport/model'
import { KeyNumbers } from '../key-numbers.ts'
import { NumberColumn } from '../number-column.ts'
import { Ordinals } from '../ordinals.ts'

/** Names that do not tell one author from another. */
const nameless = new RegExp(namelessAuthors, 'i')

export interface ReviewTraits {
  readonly placeId: string
  readonly author: string | null
  readonly authorEmail: string | null
  readonly createdAt: string
  readonly rating: number | null
  readonly title: string | null
  readonly text: string | null
}

/**
 * The ids of the reviews in a file that has none, row by row from its first: digests, and the same whenever the file is read.
 *
 * - Where somebody is named: of who wrote it and when, which stay when the review is edited. Where they wrote several things at one
 *   moment, such as on one day, these are counted in their order. A row that says the very same is the same review.
 * - Where nobody is: of the moment, the rating and the words. Rows that are equal in all of it are counted: two people may give five
 *   stars on one day.
 */
export class IdsByTraits {
  readonly #ordinals = new Ordinals()
  readonly #contents = new KeyNumbers()
  readonly #ordinalOfContent = new NumberColumn()

  /** The id of the next row's review at its place. */
  idOf({ placeId, author, authorEmail, createdAt, rating, title, text }: ReviewTraits): string {
    const who = authorEmail?.toLowerCase() ?? (author === null || nameless.test(author) ? null : author)
    const content = [rating, title, text]
    const traits = who === null ? [createdAt, ...content] : [who, createdAt]
    const key = written([placeId, ...traits])
    const ordinal =
      who === null ? this.#ordinals.next(key) : this.#amongContents(key, written([key, ...content]))
    return digest(ordinal === 1 ? traits : [...traits, ordinal])
  }

  /** Which of the different contents of a key it is; one that was there before keeps its number. */
  #amongContents(key: string, content: string): number {
    const number = this.#contents.numberOf(content)
    if (this.#ordinalOfContent.get(number) === 0) this.#ordinalOfContent.set(number, this.#ordinals.next(key))
    return this.#ordinalOfContent.get(number)
  }
}

type Trait = string | number | null

function written(traits: readonly Trait[]): string {
  return JSON.stringify(traits.map((trait) => (typeof trait === 'string' ? trait.normalize('NFC') : trait)))
}

function digest(traits: readonly Trait[]): string {
  return createHash('sha256').update(written(traits)).digest('base64url').slice(0, 22)
}
