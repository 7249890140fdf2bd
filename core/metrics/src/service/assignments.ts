import type { Milliseconds, TicketAssigned } from './events.ts'

/** Who had a ticket, and since when. */
export class Assignments {
  #agent: string | null = null
  #agentSince: Milliseconds = Number.NEGATIVE_INFINITY
  #team: string | null = null
  #firstTeam: string | null = null

  get agent(): string | null {
    return this.#agent
  }

  get team(): string | null {
    return this.#team
  }

  /** The team that the ticket came to first: sources assign it shortly after the creation. */
  get firstTeam(): string | null {
    return this.#firstTeam
  }

  /** What the event does not tell stays as it was. */
  assign({ agent = this.#agent, team = this.#team, at }: TicketAssigned): void {
    if (agent !== this.#agent) this.#agentSince = at
    this.#agent = agent
    this.#team = team
    this.#firstTeam ??= team
  }

  /** Since when the agent has it without interruption; minus infinity where it is not theirs. */
  since(agent: string | null): Milliseconds {
    return agent !== null && agent === this.#agent ? this.#agentSince : Number.NEGATIVE_INFINITY
  }
}
