import type { Milliseconds } from './events.ts'

/** What is in force when a turn starts. */
export interface TurnTerms {
  readonly team: string | null
  /** Undefined: not known yet. */
  readonly priority: string | null | undefined
}

/** A turn while it is read. */
export interface TurnDraft {
  startedAt: Milliseconds
  /** False for a call of which it is not known when it rang. */
  startKnown: boolean
  terms: TurnTerms
  /** Asked by the creation of the ticket alone, so far. */
  byCreation: boolean
  lastAskedAt: Milliseconds
  handoffAt: Milliseconds | null
  lastBotAt: Milliseconds | null
  repliedAt: Milliseconds | null
  agent: string | null
  /** Since when the ticket was the replying agent's. */
  agentSince: Milliseconds
  closedAt: Milliseconds | null
}

/** A reply, and since when the ticket was the replying agent's. */
export interface TurnReply {
  readonly at: Milliseconds
  readonly agent: string | null
  readonly agentSince: Milliseconds
}

/** With a bot first, people count from the handoff. */
export const humanStartOf = ({ startedAt, handoffAt }: TurnDraft): Milliseconds =>
  handoffAt !== null && handoffAt > startedAt ? handoffAt : startedAt

/** A bot has said the last word and nobody was handed it. */
export const isBots = ({ handoffAt, lastBotAt, lastAskedAt, repliedAt }: TurnDraft): boolean =>
  repliedAt === null && handoffAt === null && lastBotAt !== null && lastBotAt >= lastAskedAt

/**
 * The customer's turns: runs of customer messages with no qualifying reply between. A resolution ends the running one. What the
 * customer writes after it is a turn once the ticket is reopened or somebody replies; else it was a "thanks".
 */
export class Turns {
  readonly #turns: TurnDraft[] = []
  #running: TurnDraft | null = null
  #afterResolution: TurnDraft | null = null
  #resolved = false
  /** Handed to people, or answered by one, since the last resolution: what a bot says then takes nothing off them. */
  #withPeople = false

  get turns(): readonly TurnDraft[] {
    return this.#turns
  }

  /** When the customer wrote after the resolution, with no reopening or reply since; null: did not. */
  get askedAfterResolution(): Milliseconds | null {
    return this.#afterResolution?.startedAt ?? null
  }

  /** The ticket was created by the customer: the request itself, unless a message turns out to be. */
  creation(at: Milliseconds, terms: TurnTerms): void {
    if (this.#turns.length > 0) return
    this.#running = newTurn(at, terms)
    this.#running.byCreation = true
    this.#turns.push(this.#running)
  }

  customerMessage(at: Milliseconds, terms: TurnTerms): void {
    const present = this.#running ?? this.#afterResolution
    if (present === null) this.#begin(at, terms)
    else if (present.byCreation) restart(present, at, terms)
    else present.lastAskedAt = at
  }

  /** A call that was taken: asked as it rang, where that is known, unless the customer was waiting already. */
  answeredCall(rangAt: Milliseconds | null, terms: TurnTerms, reply: TurnReply): void {
    const present = this.#running ?? this.#afterResolution
    const start = Math.min(rangAt ?? reply.at, reply.at)
    if (present === null || present.byCreation) {
      if (present === null) this.#begin(start, terms)
      else restart(present, start, terms)
      const turn = this.#running ?? this.#afterResolution
      if (turn !== null) turn.startKnown = rangAt !== null
    }
    this.reply(reply)
  }

  botReply(at: Milliseconds): void {
    const present = this.#running ?? this.#afterResolution
    if (present !== null) present.lastBotAt = at
  }

  handoff(at: Milliseconds): void {
    const present = this.#running ?? this.#afterResolution
    if (present !== null) present.handoffAt ??= at
    this.#withPeople = true
  }

  reply({ at, agent, agentSince }: TurnReply): void {
    this.#withPeople = true
    if (this.#afterResolution !== null) this.#confirm(this.#afterResolution)
    const turn = this.#running
    if (turn === null) return
    turn.repliedAt = at
    turn.agent = agent
    turn.agentSince = agentSince
    this.#running = null
  }

  /** Whether a reply now would answer nothing but the creation. */
  get waitsByCreation(): boolean {
    return this.#running?.byCreation === true
  }

  resolve(at: Milliseconds): void {
    this.#resolved = true
    this.#withPeople = false
    if (this.#running !== null) this.#running.closedAt = at
    this.#running = null
  }

  reopen(): void {
    this.#resolved = false
    if (this.#afterResolution !== null) this.#confirm(this.#afterResolution)
  }

  #begin(at: Milliseconds, terms: TurnTerms): void {
    const turn = newTurn(at, terms)
    if (this.#withPeople) turn.handoffAt = at
    if (this.#resolved) {
      this.#afterResolution = turn
    } else {
      this.#running = turn
      this.#turns.push(turn)
    }
  }

  #confirm(turn: TurnDraft): void {
    this.#afterResolution = null
    this.#running = turn
    this.#turns.push(turn)
  }
}

const newTurn = (at: Milliseconds, terms: TurnTerms): TurnDraft => ({
  startedAt: at,
  startKnown: true,
  terms,
  byCreation: false,
  lastAskedAt: at,
  handoffAt: null,
  lastBotAt: null,
  repliedAt: null,
  agent: null,
  agentSince: Number.NEGATIVE_INFINITY,
  closedAt: null,
})

/** The creation was not the request; the first message is. */
function restart(turn: TurnDraft, at: Milliseconds, terms: TurnTerms): void {
  turn.byCreation = false
  turn.startedAt = at
  turn.lastAskedAt = at
  turn.terms = terms
}
