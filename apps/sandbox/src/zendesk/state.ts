import type {
  Comment,
  Group,
  Membership,
  Organization,
  SatisfactionRating,
  SurveyResponse,
  Ticket,
  TicketEvent,
  TicketField,
  User,
} from './records.ts'

/** One Zendesk account: everything that it holds. What people do to it is in `edits.ts`. */
export class ZendeskState {
  readonly now: () => number
  readonly users = new Map<number, User>()
  readonly organizations = new Map<number, Organization>()
  readonly groups = new Map<number, Group>()
  readonly memberships: Membership[] = []
  readonly tickets = new Map<number, Ticket>()
  readonly events: TicketEvent[] = []
  readonly comments = new Map<number, Comment>()
  readonly ratings = new Map<number, SatisfactionRating>()
  readonly surveyResponses = new Map<string, SurveyResponse>()
  readonly ticketFields: TicketField[] = []
  /** Records carry a field that no description names. */
  hasUnknownFields = false
  #lastId = 0
  #lastTicket = 0

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  nextId(): number {
    this.#lastId += 1
    return 1_000 + this.#lastId
  }

  /** Tickets have numbers of their own, small ones: people say them on the phone. */
  nextTicketId(): number {
    this.#lastTicket += 1
    return this.#lastTicket
  }

  /** @throws {Error} for a ticket that was never there */
  ticket(id: number): Ticket {
    return found(this.tickets.get(id), `ticket ${id}`)
  }

  /** @throws {Error} for a user who was never there */
  user(id: number): User {
    return found(this.users.get(id), `user ${id}`)
  }

  /** @throws {Error} for an organization that was never there */
  organization(id: number): Organization {
    return found(this.organizations.get(id), `organization ${id}`)
  }
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The sandbox has no ${what}.`)
  return value
}
