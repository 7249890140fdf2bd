import type { ConfigurationInput } from '@rapport/config'
import { entities } from '@rapport/model'
import type { Store } from '@rapport/store'
import { give } from '@rapport/store/testing'

/** The last day of the desk, and the hours it works. */
export const deskAsOf = '2024-12-31'
export const deskHours = {
  schedules: [
    {
      timezone: 'UTC',
      weekly: {
        mon: ['09:00-17:00'],
        tue: ['09:00-17:00'],
        wed: ['09:00-17:00'],
        thu: ['09:00-17:00'],
        fri: ['09:00-17:00'],
      },
      holidays: [{ date: '2024-12-25' }, { date: '2024-12-26' }],
    },
  ],
} satisfies NonNullable<NonNullable<ConfigurationInput['metrics']>['service']>

/** The ticket with the most to see on its clock: over Christmas, with an automatic answer, a note, a pause and a wait. */
export const christmasTicket = 'A parcel that did not come'
/** A subject that is a program, and one that is a formula. */
export const scriptSubject = '<img src=x onerror="window.ran = true">'
export const formulaSubject = '=HYPERLINK("http://evil.example")'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

type Record = { readonly id: string } & Readonly<globalThis.Record<string, unknown>>

/** The records of a desk, by entity. */
interface Desk {
  readonly tickets: Record[]
  readonly messages: Record[]
  readonly statuses: Record[]
  readonly events: Record[]
}

/**
 * Stores the tickets of half a year at a help desk of three people: 60 that are alike but for how long they took, and a few to look at.
 * Dana has every other one, Emil most of the others, Fay three, fewer than figures are told of.
 */
export async function giveDesk(store: Store, connection: string): Promise<void> {
  const desk: Desk = { tickets: [], messages: [], statuses: [], events: [] }
  for (let index = 1; index <= 60; index += 1) ordinaryTicket(desk, index)
  overChristmas(desk)
  await give(store, connection, 'agent', [
    { id: '1', name: 'Dana Desk' },
    { id: '2', name: 'Emil Eager' },
    { id: '3', name: 'Fay Few' },
  ])
  await give(store, connection, 'team', [
    { id: '10', name: 'First line' },
    { id: '20', name: 'Billing' },
  ])
  await give(store, connection, 'ticket', desk.tickets)
  await give(store, connection, 'message', desk.messages)
  await give(store, connection, 'statusChange', desk.statuses)
  await give(store, connection, 'ticketEvent', desk.events)
}

const iso = (at: number): string => new Date(at).toISOString()

function ordinaryTicket(desk: Desk, index: number): void {
  const id = `t${index}`
  // One every three days, the first at the end of December, so that what is open is old and new.
  const start = Date.UTC(2024, 11, 30, 8 + (index % 9), (index * 7) % 60) - index * 3 * day
  const agent = index % 20 === 7 ? '3' : index % 2 === 0 ? '1' : '2'
  const isOpen = index % 10 === 3
  const isUnanswered = index % 20 === 3
  const wait = (3 + ((index * 37) % 90)) * minute * (index % 5 === 0 ? 20 : 1)
  const subject = index === 2 ? scriptSubject : index === 4 ? formulaSubject : `Question ${index}`
  const answers = index % 4 === 0 ? 2 : 1
  desk.tickets.push(
    entities.ticket.parse({
      ...{ id, subject, category: isOpen ? 'open' : 'solved', initiator: 'customer' },
      channel: ['email', 'chat', 'form'][index % 3],
      priority: index % 6 === 0 ? 'high' : 'normal',
      topic: ['delivery', 'billing', null, 'product'][index % 4],
      contacts: [{ id: String(1001 + (index % 30)), primary: true }],
      agentId: agent,
      teamId: index % 4 === 1 ? '20' : '10',
      createdAt: iso(start),
      spam: index === 60,
      vendorReported: { replies: index % 8 === 0 ? 1 : answers, reopens: 0 },
    }),
  )
  const message = (name: string, at: number, author: 'customer' | 'agent'): void => {
    desk.messages.push(
      entities.message.parse({
        ...{ id: `${id}.${name}`, ticketId: id, at: iso(at), author, kind: 'email' },
        direction: author === 'customer' ? 'in' : 'out',
        authorId: author === 'agent' ? agent : null,
      }),
    )
  }
  message('asks', start, 'customer')
  if (isUnanswered) return
  message('answers', start + wait, 'agent')
  if (answers === 2) {
    message('asks again', start + wait + 2 * hour, 'customer')
    message('answers again', start + wait + 2 * hour + wait / 2, 'agent')
  }
  if (isOpen) return
  desk.statuses.push(statusOf(id, 'solved', start + 2 * wait + 3 * hour, 'solved'))
}

const statusOf = (ticketId: string, name: string, at: number, category: string): Record =>
  entities.statusChange.parse({
    id: `${ticketId}.${name}`,
    ...{ ticketId, at: iso(at), to: category, category, byRole: 'agent' },
  })

/** Asked on the afternoon of 24 December; answered when people were back. */
function overChristmas(desk: Desk): void {
  const id = 'christmas'
  const at = (date: number, hours: number, minutes = 0): number => Date.UTC(2024, 11, date, hours, minutes)
  desk.tickets.push(
    entities.ticket.parse({
      ...{ id, subject: christmasTicket, category: 'solved', initiator: 'customer', channel: 'email' },
      ...{ priority: 'high', topic: 'delivery', contacts: [{ id: '1001', primary: true }] },
      ...{
        agentId: '1',
        teamId: '10',
        createdAt: iso(at(24, 15)),
        vendorReported: { replies: 1, reopens: 0 },
      },
    }),
  )
  const message = (
    name: string,
    moment: number,
    given: Readonly<globalThis.Record<string, unknown>>,
  ): void => {
    desk.messages.push(
      entities.message.parse({
        id: `${id}.${name}`,
        ...{
          ticketId: id,
          at: iso(moment),
          kind: 'email',
          direction: 'out',
          author: 'agent',
          authorId: '1',
          ...given,
        },
      }),
    )
  }
  message('asks', at(24, 15), { direction: 'in', author: 'customer', authorId: null })
  message('acknowledged', at(24, 15, 1), { author: 'automation', automatic: true, authorId: null })
  message('note', at(27, 9, 20), { kind: 'note', visibility: 'private' })
  message('answers', at(27, 10, 30), {})
  message('asks again', at(28, 12), { direction: 'in', author: 'customer', authorId: null })
  message('answers again', at(30, 11, 15), {})
  desk.events.push(
    entities.ticketEvent.parse({
      ...{
        id: `${id}.assigned`,
        ticketId: id,
        at: iso(at(27, 9, 5)),
        type: 'assigned',
        agentId: '1',
        teamId: '10',
      },
    }),
  )
  desk.statuses.push(
    statusOf(id, 'pending', at(27, 10, 31), 'pending_customer'),
    statusOf(id, 'open', at(28, 12, 1), 'open'),
    statusOf(id, 'hold', at(30, 11, 20), 'on_hold'),
    statusOf(id, 'solved', at(31, 10), 'solved'),
  )
}
