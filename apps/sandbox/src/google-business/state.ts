/** What a location manager's sign-in sees: accounts with locations. */
export interface Account {
  /** `accounts/1` */
  readonly name: string
  accountName: string
  type: 'PERSONAL' | 'LOCATION_GROUP' | 'ORGANIZATION'
}

export interface Location {
  /** `locations/1` */
  readonly name: string
  /** Accounts that list it. */
  accounts: string[]
  title: string
  websiteUri: string | null
  addressLines: string[]
  locality: string
  regionCode: string
  placeId: string
}

export interface Reply {
  comment: string
  updateTime: number
}

export interface Review {
  readonly id: string
  /** Of the location. */
  readonly location: string
  displayName: string
  isAnonymous: boolean
  /** A word, as the vendor writes it. */
  starRating: string
  comment: string | null
  /** English, as Google adds it; null: not translated. */
  translation: string | null
  readonly createTime: number
  updateTime: number
  reply: Reply | null
  /** Held back by moderation: not shown. */
  hidden: boolean
}

/** Reviewers write, change and take away reviews; owners reply. Everything that is there. */
export class GoogleBusinessState {
  readonly now: () => number
  readonly accounts = new Map<string, Account>()
  readonly locations = new Map<string, Location>()
  readonly reviews = new Map<string, Review>()
  /** How often a reply has been written or taken away. */
  replyWrites = 0
  /** Called for each reply that is written or taken away. Set by the journal. */
  onReply: ((review: Review) => void) | null = null
  /** Answers carry a field that no description names. */
  hasUnknownFields = false
  #last = 0

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  nextNumber(): number {
    this.#last += 1
    return 100_000 + this.#last
  }

  /** @throws {Error} for a review that is not there */
  review(id: string): Review {
    const found = this.reviews.get(id)
    if (found === undefined) throw new Error(`The sandbox has no review ${id}.`)
    return found
  }

  /** @throws {Error} for a location that is not there */
  location(name: string): Location {
    const found = this.locations.get(name)
    if (found === undefined) throw new Error(`The sandbox has no location ${name}.`)
    return found
  }
}
