import {
  addZendeskComment,
  addZendeskTicket,
  addZendeskUser,
  answerZendeskSurvey,
  changeZendeskTicket,
  deleteZendeskTicket,
  makeZendeskCommentPrivate,
  mergeZendeskTickets,
  rateZendeskTicket,
  restoreZendeskTicket,
  type ZendeskOptions,
} from '@rapport/sandbox'
import { openAccount } from './account.ts'

type Expected = Readonly<Record<string, unknown>>

/** An account with a customer and two agents. */
async function openDesk(options?: ZendeskOptions) {
  const account = await openAccount(options)
  const { state } = account
  const person = (name: string, role: 'agent' | 'end-user'): number =>
    addZendeskUser(state, { name, email: `${name.toLowerCase()}@example.com`, role }).id
  return {
    ...account,
    customer: person('Customer', 'end-user'),
    agent: person('Agent', 'agent'),
    other: person('Other', 'agent'),
  }
}

/** A Zendesk account as the stream of tickets sees it. */
export async function startTickets() {
  const { state, standIn, write, writeMany, customer, agent } = await openDesk()
  const add = (at: number): string => {
    const number = state.tickets.size
    return String(
      addZendeskTicket(state, { subject: `Ticket ${number}`, requesterId: customer, assigneeId: agent, at })
        .id,
    )
  }
  const newest = (): number => Math.max(...[...state.tickets.values()].map(({ generatedAt }) => generatedAt))
  return {
    ...standIn,
    populate: async (count: number) => writeMany(count, add),
    modify: async (ids: readonly string[]) =>
      write((at) => {
        for (const id of ids) {
          const { subject } = state.ticket(Number(id))
          changeZendeskTicket(state, Number(id), { subject: `${subject}!` }, { by: agent, at })
        }
      }),
    holds: async () =>
      new Map(
        [...state.tickets.values()]
          .filter(
            ({ status, tags, hidden }) =>
              status !== 'deleted' && !tags.includes('closed_by_merge') && !hidden,
          )
          .map(({ id, subject }): [string, Expected] => [
            String(id),
            {
              subject,
              category: 'open',
              channel: 'email',
              initiator: 'customer',
              agentId: String(agent),
              contacts: [{ id: String(customer), label: null, primary: true }],
            },
          ]),
      ),
    archive: async (id: string) => write((at) => deleteZendeskTicket(state, Number(id), at)),
    restore: async (id: string) => write(() => restoreZendeskTicket(state, Number(id))),
    merge: async (loser: string, survivor: string) => {
      write((at) => mergeZendeskTickets(state, Number(loser), Number(survivor), agent, at))
      return survivor
    },
    addWithSameModifiedTime: async (count: number) => {
      const at = newest()
      return Array.from({ length: count }, () => add(at))
    },
    addUnindexed: async () => {
      const id = write(add)
      state.ticket(Number(id)).hidden = true
      return {
        id,
        // Its update time is what it was; Zendesk orders by when its export took notice.
        reveal: async () =>
          write((at) => {
            Object.assign(state.ticket(Number(id)), { hidden: false, generatedAt: at })
          }),
      }
    },
  }
}

/** A Zendesk account as the stream of messages sees it. */
export async function startMessages() {
  const { state, standIn, write, writeMany, customer, agent } = await openDesk()
  let ticket: number | null = null
  const add = (at: number): string => {
    // The first message opens the ticket.
    if (ticket === null) {
      ticket = addZendeskTicket(state, { subject: 'Help', requesterId: customer, at }).id
      const [first] = state.comments.keys()
      return String(first)
    }
    const authorId = state.comments.size % 2 === 0 ? customer : agent
    const channel = authorId === customer ? 'email' : 'web'
    const body = `Message ${state.comments.size}`
    return String(addZendeskComment(state, ticket, { authorId, body, channel, at }).id)
  }
  const eventOf = (comment: string) => {
    const found = state.events.find(({ children }) => children.some(({ id }) => String(id) === comment))
    if (found === undefined) throw new Error(`no event of comment ${comment}`)
    return found
  }
  const newest = (): number => Math.max(...state.events.map(({ at }) => at))
  return {
    ...standIn,
    populate: async (count: number) => writeMany(count, add),
    // Messages do not change, but an agent may hide one from the customer.
    modify: async (ids: readonly string[]) =>
      write(() => {
        for (const id of ids) makeZendeskCommentPrivate(state, Number(id), agent)
      }),
    holds: async () =>
      new Map(
        [...state.comments.values()]
          .filter(({ id }) => !eventOf(String(id)).hidden)
          .map((comment): [string, Expected] => {
            const isCustomer = comment.authorId === customer
            return [
              String(comment.id),
              {
                ticketId: String(ticket),
                at: new Date(comment.createdAt).toISOString(),
                author: isCustomer ? 'customer' : 'agent',
                direction: isCustomer ? 'in' : 'out',
                visibility: comment.public ? 'public' : 'private',
                kind: comment.public ? (isCustomer ? 'email' : 'text') : 'note',
              },
            ]
          }),
      ),
    addWithSameModifiedTime: async (count: number) => {
      const at = newest()
      return Array.from({ length: count }, () => add(at))
    },
    addUnindexed: async () => {
      const id = write(add)
      eventOf(id).hidden = true
      return {
        id,
        reveal: async () => {
          eventOf(id).hidden = false
        },
      }
    },
  }
}

/** A Zendesk account as a stream of changes of one field of tickets sees it. */
async function startFieldChanges(
  field: 'status' | 'assignee_id',
  expect: (child: Expected, updater: string) => Expected,
) {
  const { state, standIn, write, writeMany, customer, agent, other } = await openDesk()
  let ticket: number | null = null
  const childOf = (event: (typeof state.events)[number]) =>
    event.children.find((child) => child[field] !== undefined)
  const add = (at: number): string => {
    if (ticket === null) {
      const assignee = field === 'assignee_id' ? { assigneeId: agent } : {}
      ticket = addZendeskTicket(state, { subject: 'Help', requesterId: customer, at, ...assignee }).id
    } else {
      const { status, assigneeId } = state.ticket(ticket)
      const patch =
        field === 'status'
          ? { status: status === 'pending' ? ('open' as const) : ('pending' as const) }
          : { assigneeId: assigneeId === agent ? other : agent }
      changeZendeskTicket(state, ticket, patch, { by: agent, at })
    }
    const event = state.events.at(-1)
    return String(event === undefined ? undefined : childOf(event)?.id)
  }
  const eventOf = (id: string) => {
    const found = state.events.findLast((event) => String(childOf(event)?.id) === id)
    if (found === undefined) throw new Error(`no change ${id}`)
    return found
  }
  const newest = (): number => Math.max(...state.events.map(({ at }) => at))
  return {
    ...standIn,
    populate: async (count: number) => writeMany(count, add),
    // A change does not change; listed again with other words, it must be read again all the same.
    modify: async (ids: readonly string[]) =>
      write((at) => {
        for (const id of ids) {
          const event = eventOf(id)
          state.events.push({ ...event, id: state.nextId(), at, updaterId: other })
        }
      }),
    holds: async () =>
      new Map(
        state.events
          .filter(({ hidden }) => !hidden)
          .map((event): [string, Expected] => {
            const child: Expected = childOf(event) ?? {}
            const at = new Date(event.at).toISOString()
            return [
              String(child.id),
              { ticketId: String(ticket), at, ...expect(child, String(event.updaterId)) },
            ]
          }),
      ),
    addWithSameModifiedTime: async (count: number) => {
      const at = newest()
      return Array.from({ length: count }, () => add(at))
    },
    addUnindexed: async () => {
      const id = write(add)
      eventOf(id).hidden = true
      return {
        id,
        reveal: async () => {
          eventOf(id).hidden = false
        },
      }
    },
  }
}

/** A Zendesk account as the stream of status changes sees it. */
export function startStatusChanges() {
  return startFieldChanges('status', ({ status, previous_value: previous }, by) => ({
    to: status,
    from: previous ?? null,
    by,
  }))
}

/** A Zendesk account as the stream of assignments and changes of priority sees it. */
export function startTicketEvents() {
  return startFieldChanges('assignee_id', ({ assignee_id: assignee }) => ({
    type: 'assigned',
    agentId: String(assignee),
  }))
}

/** A Zendesk account as the stream of survey responses sees it, with CSAT of one kind. */
export async function startSatisfaction(csat: 'legacy' | 'surveys') {
  const { state, standIn, write, writeMany, customer } = await openDesk({ csat })
  const answers = (): typeof state.ratings | typeof state.surveyResponses =>
    csat === 'legacy' ? state.ratings : state.surveyResponses
  const answer = (ticket: number, isHappy: boolean, at: number): string =>
    String(
      csat === 'legacy'
        ? rateZendeskTicket(state, ticket, isHappy ? 'good' : 'bad', { at }).id
        : answerZendeskSurvey(state, ticket, isHappy ? 5 : 2, { at }).id,
    )
  const add = (at: number): string =>
    answer(addZendeskTicket(state, { subject: 'Help', requesterId: customer, at }).id, true, at)
  const found = (id: string) => {
    const one = [...answers().values()].find((each) => String(each.id) === id)
    if (one === undefined) throw new Error(`no answer ${id}`)
    return one
  }
  const newest = (): number => Math.max(...[...answers().values()].map(({ createdAt }) => createdAt))
  return {
    ...standIn,
    populate: async (count: number) => writeMany(count, add),
    modify: async (ids: readonly string[]) =>
      write((at) => {
        for (const id of ids) answer(found(id).ticketId, false, at)
      }),
    holds: async () =>
      new Map(
        [...answers().values()]
          .filter(({ hidden }) => !hidden)
          .map((one): [string, Expected] => [
            String(one.id),
            {
              kind: 'csat',
              ticketId: String(one.ticketId),
              at: new Date(one.updatedAt).toISOString(),
              score: 'score' in one ? (one.score === 'good' ? 1 : 0) : one.rating,
            },
          ]),
      ),
    addWithSameModifiedTime: async (count: number) => {
      const at = newest()
      return Array.from({ length: count }, () => add(at))
    },
    addUnindexed: async () => {
      const id = write(add)
      found(id).hidden = true
      return {
        id,
        reveal: async () => {
          found(id).hidden = false
        },
      }
    },
  }
}
