import type { ConnectorContext } from '@rapport/connector'
import type { TicketEventLine } from '@rapport/model'
import { KeyNumbers } from '../key-numbers.ts'
import type { Settings } from '../settings.ts'
import type { SourceFile } from '../source-file.ts'
import { readEvents } from './read-events.ts'

/** How a ticket ended, by its events. Moments are ms since 1970. */
export interface TicketEnding {
  merged: { readonly into: string; readonly at: number } | null
  deletedAt: number | null
  restoredAt: number | null
}

/**
 * What a file of events says of each ticket that one of its lines does not tell alone, wherever the lines stand: when it was
 * created, when the first thing happened, how it ended. Some 40 bytes for a ticket.
 */
export class TicketIndex {
  readonly #numbers = new KeyNumbers()
  /** Earliest creation by number; infinity where none is recorded. */
  #createdAt = new Float64Array(1024)
  #firstAt = new Float64Array(1024)
  /** 1 once the record was made. */
  #made = new Uint8Array(1024)
  readonly #endings = new Map<string, TicketEnding>()

  add(event: TicketEventLine): void {
    const { ticketId, at } = event
    const number = this.#numberOf(ticketId)
    this.#firstAt[number] = Math.min(this.#firstAt[number] ?? at, at)
    if (event.type === 'created') this.#createdAt[number] = Math.min(this.#createdAt[number] ?? at, at)
    if (event.type === 'merged' && event.into !== ticketId) this.#merge(ticketId, event.into, at)
    if (event.type === 'deleted') {
      const ending = this.#endingOf(ticketId)
      ending.deletedAt = Math.max(ending.deletedAt ?? at, at)
    }
    if (event.type === 'restore') {
      const ending = this.#endingOf(ticketId)
      ending.restoredAt = Math.max(ending.restoredAt ?? at, at)
    }
  }

  /** Ms since 1970; null where no creation is recorded. */
  createdAt(ticketId: string): number | null {
    const at = this.#createdAt[this.#numberOf(ticketId)]
    return at === undefined || at === Number.POSITIVE_INFINITY ? null : at
  }

  /** When the first thing happened. */
  firstAt(ticketId: string): number {
    return this.#firstAt[this.#numberOf(ticketId)] ?? 0
  }

  ending(ticketId: string): TicketEnding | null {
    return this.#endings.get(ticketId) ?? null
  }

  /** Whether nobody has made the ticket's record before; from now on somebody has. */
  claim(ticketId: string): boolean {
    const number = this.#numberOf(ticketId)
    const isFirst = this.#made[number] !== 1
    this.#made[number] = 1
    return isFirst
  }

  isClaimed(ticketId: string): boolean {
    return this.#made[this.#numberOf(ticketId)] === 1
  }

  /** The last merge counts; of two at once the one whose target sorts last, as when it is measured. */
  #merge(ticketId: string, into: string, at: number): void {
    const ending = this.#endingOf(ticketId)
    const known = ending.merged
    const isLater = known === null || (at === known.at ? into > known.into : at > known.at)
    if (isLater) ending.merged = { into, at }
  }

  #endingOf(ticketId: string): TicketEnding {
    const known = this.#endings.get(ticketId)
    if (known !== undefined) return known
    const ending: TicketEnding = { merged: null, deletedAt: null, restoredAt: null }
    this.#endings.set(ticketId, ending)
    return ending
  }

  #numberOf(ticketId: string): number {
    const known = this.#numbers.size
    const number = this.#numbers.numberOf(ticketId)
    if (number === this.#createdAt.length) this.#grow()
    if (number === known) {
      this.#createdAt[number] = Number.POSITIVE_INFINITY
      this.#firstAt[number] = Number.POSITIVE_INFINITY
    }
    return number
  }

  #grow(): void {
    const size = this.#createdAt.length * 2
    const [createdAt, firstAt, made] = [new Float64Array(size), new Float64Array(size), new Uint8Array(size)]
    createdAt.set(this.#createdAt)
    firstAt.set(this.#firstAt)
    made.set(this.#made)
    this.#createdAt = createdAt
    this.#firstAt = firstAt
    this.#made = made
  }
}

/** Reads a file of events once, to know of all its tickets. */
export async function indexTickets(ctx: ConnectorContext<Settings>, file: SourceFile): Promise<TicketIndex> {
  const index = new TicketIndex()
  for await (const lines of readEvents(ctx, file)) {
    for (const line of lines) if (line !== null && 'event' in line) index.add(line.event)
  }
  return index
}
