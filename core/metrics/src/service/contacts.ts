import { sessionGapMs } from './channel-sessions.ts'
import type { Milliseconds, TicketMessage } from './events.ts'
import type { CustomerContact } from './ticket-metrics.ts'

interface ContactDraft {
  startedAt: Milliseconds
  endedAt: Milliseconds
  answered: boolean
}

interface Session {
  readonly id: string | null
  readonly isCall: boolean
  lastAt: Milliseconds
  /** Null until the customer writes in it. */
  contact: ContactDraft | null
  /** Whether a reply in it has been counted as a touch. */
  touched: boolean
}

/**
 * Contacts and touches. A contact is one turn of e-mail, form or review, or one session of chat, messaging or phone. A touch is a run of
 * qualifying replies; within one session they count once.
 */
export class Contacts {
  readonly #channel: string | null
  readonly #contacts: ContactDraft[] = []
  readonly #sessions = new Map<string, Session>()
  #lastSession: Session | null = null
  /** The turn that runs. */
  #turn: ContactDraft | null = null
  #latest: ContactDraft | null = null
  #inRun = false
  #touches = 0

  constructor(channel: string | null) {
    this.#channel = channel
  }

  get touches(): number {
    return this.#touches
  }

  get contacts(): readonly CustomerContact[] {
    return this.#contacts
  }

  customerMessage(message: TicketMessage, at: Milliseconds, asOf: Milliseconds): void {
    this.#inRun = false
    const endedAt = Math.min(Math.max(at, message.endedAt ?? at), asOf)
    const session = this.#sessionOf(message, at)
    const running = session === null ? this.#turn : session.contact
    const contact = running ?? this.#begin(at)
    contact.endedAt = Math.max(contact.endedAt, endedAt)
    if (session === null) this.#turn = contact
    else session.contact = contact
    this.#latest = contact
  }

  reply(message: TicketMessage, at: Milliseconds): void {
    const session = this.#sessionOf(message, at)
    if (!this.#inRun && session?.touched !== true) this.#touches += 1
    if (session !== null) session.touched = true
    this.#inRun = true
    this.#turn = null
    if (this.#latest !== null) this.#latest.answered = true
  }

  /** What a bot says keeps a conversation going. */
  botMessage(message: TicketMessage, at: Milliseconds): void {
    this.#sessionOf(message, at)
  }

  /** The customer asked by creating the ticket: a form whose text is no message. */
  creation(at: Milliseconds): void {
    this.#latest = this.#begin(at)
  }

  /** A resolution ends the running turn. */
  resolve(): void {
    this.#turn = null
  }

  #begin(at: Milliseconds): ContactDraft {
    const contact = { startedAt: at, endedAt: at, answered: false }
    this.#contacts.push(contact)
    return contact
  }

  #sessionOf(message: TicketMessage, at: Milliseconds): Session | null {
    const gap = sessionGapMs(message, this.#channel)
    if (gap === null) return null
    const session = this.#present(message, at, gap) ?? this.#open(message, at)
    session.lastAt = Math.max(session.lastAt, at)
    this.#lastSession = session
    return session
  }

  #present({ sessionId }: TicketMessage, at: Milliseconds, gap: number): Session | null {
    const last = this.#lastSession
    if (sessionId === null) {
      return last !== null && !last.isCall && gap > 0 && at - last.lastAt <= gap ? last : null
    }
    return last?.id === sessionId ? last : (this.#sessions.get(sessionId) ?? null)
  }

  #open({ sessionId: id, kind }: TicketMessage, at: Milliseconds): Session {
    const session: Session = { id, isCall: kind === 'call', lastAt: at, contact: null, touched: false }
    if (id !== null) this.#sessions.set(id, session)
    return session
  }
}
