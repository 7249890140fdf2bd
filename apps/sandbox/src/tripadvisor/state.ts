export interface OwnerResponse {
  readonly author: string
  readonly text: string
  readonly publishedAt: number
}

export interface Review {
  readonly id: number
  /** Id of the location. */
  readonly location: string
  language: string
  /** From 1 to 5. */
  rating: number
  title: string
  text: string
  publishedAt: number
  username: string
  ownerResponse: OwnerResponse | null
}

export interface Location {
  /** Digits. */
  readonly id: string
  name: string
}

/** Locations and what travellers write of them. */
export class TripadvisorState {
  readonly now: () => number
  readonly locations = new Map<string, Location>()
  readonly reviews = new Map<number, Review>()
  /** Calls by the day of the calendar in UTC. */
  readonly callsByDay = new Map<string, number>()
  /** Answers carry a field that no description names. */
  hasUnknownFields = false
  #last = 1_000

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  nextNumber(): number {
    this.#last += 1
    return this.#last
  }
}
