/** The channels that HubSpot numbers the same everywhere. */
export const CHANNELS = { liveChat: '1000', email: '1002' } as const

/** One conversation of an inbox. Times are epoch milliseconds. */
export interface Thread {
  readonly id: number
  readonly createdAt: number
  readonly inboxId: string
  readonly channelId: string
  status: 'OPEN' | 'CLOSED'
  spam: boolean
  /** The ticket it belongs to; null for a conversation without one. */
  ticketId: number | null
  contactId: number | null
  archived: boolean
  /** Not shown by any list before this moment; null: shown at once. A test's way to let the index lag. */
  hiddenUntil?: number | null
}

/** What is said or done in a conversation. */
export interface ThreadMessage {
  readonly id: string
  readonly threadId: number
  readonly type: 'MESSAGE' | 'COMMENT' | 'WELCOME_MESSAGE' | 'ASSIGNMENT' | 'THREAD_STATUS_CHANGE'
  readonly at: number
  /** `V-12`, `A-9`, `E-a@example.com`, `B-…`, `L-…`, `I-…`, `S-…`. */
  readonly actor: string
  readonly direction?: 'INCOMING' | 'OUTGOING'
  clientType?: 'HUBSPOT' | 'SYSTEM' | 'INTEGRATION'
  text?: string
  /** `SENT`, `FAILED` and the like; of messages only. */
  statusType?: string
  updatedAt?: number
  archived?: boolean
}

/** What a new conversation is made of. */
export interface NewThread {
  readonly at: number
  readonly ticketId?: number | null
  readonly contactId?: number | null
  readonly channelId?: string
}

/** The inbox of a portal: threads, and what was said in each. */
export class Conversations {
  readonly threads = new Map<number, Thread>()
  readonly messages = new Map<number, ThreadMessage[]>()
  #nextThread = 8_000_001
  #nextMessage = 1

  /** Opens a conversation without a message. */
  open(thread: NewThread): Thread {
    const opened: Thread = {
      id: this.#nextThread,
      createdAt: thread.at,
      inboxId: '1',
      channelId: thread.channelId ?? CHANNELS.email,
      status: 'OPEN',
      spam: false,
      ticketId: thread.ticketId ?? null,
      contactId: thread.contactId ?? null,
      archived: false,
    }
    this.#nextThread += 1
    this.threads.set(opened.id, opened)
    this.messages.set(opened.id, [])
    return opened
  }

  /** Adds what is said or done. */
  add(threadId: number, message: Omit<ThreadMessage, 'id' | 'threadId'>): ThreadMessage {
    const said: ThreadMessage = { ...message, id: `m-${this.#nextMessage}`, threadId }
    this.#nextMessage += 1
    const all = this.messages.get(threadId)
    if (all === undefined) throw new Error(`Sandbox edit: there is no thread ${threadId}.`)
    all.push(said)
    return said
  }

  /** When something was last said; the thread's beginning where nothing was. */
  latestAt(thread: Thread): number {
    const times = (this.messages.get(thread.id) ?? []).map(({ at }) => at)
    return Math.max(thread.createdAt, ...times)
  }
}
