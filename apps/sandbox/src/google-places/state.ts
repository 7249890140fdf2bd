export interface Review {
  readonly id: string
  /** Id of the place. */
  readonly place: string
  /** From 1 to 5. */
  rating: number
  /** What was written, and in which language; null: stars alone. */
  originalText: { readonly text: string; readonly languageCode: string } | null
  /** What is shown to readers of English; null: as it was written. */
  translation: string | null
  publishTime: number
  author: { readonly displayName: string; readonly uri: string; readonly photoUri: string }
  /** By which Google chooses: the higher, the more relevant. */
  relevance: number
}

export interface Place {
  readonly id: string
  displayName: string
}

/** Places and what is written of them. */
export class GooglePlacesState {
  readonly now: () => number
  readonly places = new Map<string, Place>()
  readonly reviews = new Map<string, Review>()
  /** Answers carry a field that no description names. */
  hasUnknownFields = false
  #last = 0

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  nextNumber(): number {
    this.#last += 1
    return this.#last
  }
}
