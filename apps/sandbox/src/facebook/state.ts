export interface Page {
  readonly id: string
  name: string
  website: string
  address: string
  /** The page that this one is a location of. */
  readonly parent: string | null
  /** The token that opens it; another one after `expireToken`. */
  token: string
}

export interface Comment {
  readonly id: string
  /** Id of who wrote it. */
  readonly from: string
  message: string
  readonly createdAt: number
}

export interface Recommendation {
  /** The number of its story; a test may ask for an old one that has none. */
  readonly id: string
  readonly page: string
  readonly hasStory: boolean
  /** Null: an old one, with stars. */
  type: string | null
  rating: number | string | null
  text: string | null
  readonly createdAt: number
  readonly reviewer: { readonly id: string; readonly name: string } | null
  readonly comments: Comment[]
  /** Not in the list. */
  hidden: boolean
}

/** People recommend pages or not, and the pages comment on it. Everything that is there. */
export class FacebookState {
  readonly now: () => number
  readonly pages = new Map<string, Page>()
  readonly recommendations = new Map<string, Recommendation>()
  /** How often a comment of a page has been written, changed or taken away. */
  replyWrites = 0
  /** Answers carry a field that no description names. */
  hasUnknownFields = false
  #last = 100_000

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  nextId(): string {
    this.#last += 1
    return String(this.#last)
  }

  /** @throws {Error} for a page that is not there */
  page(id: string): Page {
    const found = this.pages.get(id)
    if (found === undefined) throw new Error(`The sandbox has no page ${id}.`)
    return found
  }

  /** @throws {Error} for a recommendation that is not there */
  recommendation(id: string): Recommendation {
    const found = this.recommendations.get(id)
    if (found === undefined) throw new Error(`The sandbox has no recommendation ${id}.`)
    return found
  }
}
