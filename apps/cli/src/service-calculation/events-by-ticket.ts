import type { TicketEvent } from '@rapport/metrics'
import { PackedList } from './packed-list.ts'

/** The events of a file by ticket, wherever they stand in it. */
export class EventsByTicket {
  readonly #places = new Map<string, number>()
  readonly #events = new PackedList<TicketEvent>()
  /** The place of each event's ticket. */
  #tickets = new Uint32Array(1024)
  /** The events by ticket, those of one from `firsts[place]` up to, not including, `firsts[place + 1]`; null until they are asked for. */
  #order: { readonly events: Uint32Array; readonly firsts: Uint32Array } | null = null

  /** In the order of their first events. */
  get ticketIds(): Iterable<string> {
    return this.#places.keys()
  }

  has(ticketId: string): boolean {
    return this.#places.has(ticketId)
  }

  add(event: TicketEvent): void {
    let place = this.#places.get(event.ticketId)
    if (place === undefined) {
      place = this.#places.size
      this.#places.set(event.ticketId, place)
    }
    if (this.#events.length === this.#tickets.length) {
      this.#tickets = new Uint32Array(this.#tickets.buffer.transfer(this.#tickets.byteLength * 2))
    }
    this.#tickets[this.#events.length] = place
    this.#events.push(event)
    this.#order = null
  }

  /** In the order of the file; none of a ticket that is not there. */
  eventsOf(ticketId: string): TicketEvent[] {
    const place = this.#places.get(ticketId)
    if (place === undefined) return []
    this.#order ??= this.#byTicket()
    const { events, firsts } = this.#order
    const found: TicketEvent[] = []
    for (let at = firsts[place] ?? 0; at < (firsts[place + 1] ?? 0); at += 1) {
      found.push(this.#events.at(events[at] ?? 0))
    }
    return found
  }

  /** A counting sort, which keeps the order of the file. */
  #byTicket() {
    const firsts = new Uint32Array(this.#places.size + 1)
    const tickets = this.#tickets.subarray(0, this.#events.length)
    for (const ticket of tickets) firsts[ticket + 1] = (firsts[ticket + 1] ?? 0) + 1
    for (let place = 1; place < firsts.length; place += 1) {
      firsts[place] = (firsts[place] ?? 0) + (firsts[place - 1] ?? 0)
    }
    const next = firsts.slice()
    const events = new Uint32Array(tickets.length)
    for (let event = 0; event < tickets.length; event += 1) {
      const ticket = tickets[event] ?? 0
      events[next[ticket] ?? 0] = event
      next[ticket] = (next[ticket] ?? 0) + 1
    }
    return { events, firsts }
  }
}
