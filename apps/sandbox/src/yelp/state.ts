export interface Business {
  readonly id: string
  readonly alias: string
  name: string
}

export interface Review {
  readonly id: string
  /** Id of the business. */
  readonly business: string
  rating: number | string | null
  /** The whole of it: what is given away is an excerpt. */
  text: string
  readonly createdAt: number
  userName: string
  /** What the owner replied. */
  reply: string | null
  /** Not shown, though counted. */
  hidden: boolean
}

/** People review businesses, and their owners reply. Everything that is there. */
export class YelpState {
  readonly now: () => number
  readonly businesses = new Map<string, Business>()
  readonly reviews = new Map<string, Review>()
  /** How often a reply has been written. */
  replyWrites = 0
  /** Answers carry a field that no description names. */
  hasUnknownFields = false
  #last = 0

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  /** 22 letters, digits, hyphens and underscores. */
  nextId(): string {
    this.#last += 1
    return `y_-${String(this.#last).padStart(19, '0')}`
  }

  /** @throws {Error} for a review that is not there */
  review(id: string): Review {
    const found = this.reviews.get(id)
    if (found === undefined) throw new Error(`The sandbox has no review ${id}.`)
    return found
  }
}
