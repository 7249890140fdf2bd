export interface BusinessUnit {
  /** 24 hexadecimal digits. */
  readonly id: string
  displayName: string
  /** The domain that is reviewed. */
  readonly identifying: string
  websiteUrl: string
  country: string
}

export interface CompanyReply {
  text: string
  readonly createdAt: number
  updatedAt: number | null
}

export interface Review {
  readonly id: string
  /** Id of the business unit. */
  readonly unit: string
  stars: number
  title: string
  text: string
  language: string
  readonly createdAt: number
  updatedAt: number | null
  consumerName: string
  /** Of the invitation; null: written without one. */
  referralEmail: string | null
  referenceId: string | null
  companyReply: CompanyReply | null
  /** Not in the list yet. */
  hidden: boolean
}

/** Consumers write, change and take away reviews; business users reply. Everything that is there. */
export class TrustpilotState {
  readonly now: () => number
  readonly units = new Map<string, BusinessUnit>()
  readonly reviews = new Map<string, Review>()
  /** Ids of business users who may sign replies. */
  readonly businessUsers = new Set<string>(['5f0000000000000000000001'])
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

  nextId(): string {
    this.#last += 1
    return `5e${String(this.#last).padStart(22, '0')}`
  }

  /** @throws {Error} for a review that is not there */
  review(id: string): Review {
    const found = this.reviews.get(id)
    if (found === undefined) throw new Error(`The sandbox has no review ${id}.`)
    return found
  }
}
