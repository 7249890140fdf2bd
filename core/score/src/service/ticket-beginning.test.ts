import type { TicketEvent } from '@rapport/metrics'
import { entities } from '@rapport/model'
import { describe, expect, test } from 'vitest'
import type { StoredTicket } from './stored-events.ts'
import { ticketBeginning } from './ticket-beginning.ts'

const at = (time: string): string => `2026-03-02T${time}:00.000Z`
const ms = (time: string): number => Date.parse(at(time))

function ticket(fields: object = {}): StoredTicket {
  const data = entities.ticket.parse({
    id: '1',
    category: 'open',
    initiator: 'customer',
    createdAt: at('09:00'),
    ...fields,
  })
  return { id: '1', data, deletedAt: null, mergedInto: null }
}

const event = (fields: object) =>
  entities.ticketEvent.parse({ id: 'e', ticketId: '1', at: at('10:00'), type: 'assigned', ...fields })
const assigned = (halves: object): TicketEvent => ({
  ...{ type: 'assigned', ticketId: '1', at: ms('10:00') },
  ...halves,
})
const nothing = { firstAssignment: null, keepsMessages: false }
const created = (events: readonly TicketEvent[]) => events.find(({ type }) => type === 'created')
const assignments = (events: readonly TicketEvent[]) => events.filter(({ type }) => type === 'assigned')

describe('the creation of a ticket', () => {
  test('brings the first response as the vendor measured it, where that is a number of seconds', () => {
    const of = (firstResponseSeconds: unknown) =>
      created(ticketBeginning(ticket({ vendorReported: { firstResponseSeconds, replies: 2 } }), [], nothing))
    expect(of(900)).toMatchObject({ vendorFirstResponseSeconds: 900 })
    for (const odd of [-1, Number.NaN, '900', null]) {
      expect(of(odd)).not.toHaveProperty('vendorFirstResponseSeconds')
    }
  })

  test('says whether it was imported, and whether its source keeps messages', () => {
    const events = ticketBeginning(ticket({ imported: true, hasMessages: true }), [], nothing)
    expect(created(events)).toMatchObject({ imported: true, hasMessages: true })
  })

  test('says that messages are kept where those of its connection are read, unless the ticket says otherwise', () => {
    const known = { ...nothing, keepsMessages: true }
    expect(created(ticketBeginning(ticket(), [], known))).toMatchObject({ hasMessages: true })
    expect(created(ticketBeginning(ticket({ hasMessages: false }), [], known))).toMatchObject({
      hasMessages: false,
    })
  })

  test('is none where it is not known', () => {
    expect(created(ticketBeginning(ticket({ creationKnown: false }), [], nothing))).toBeUndefined()
  })
})

describe('who had a ticket from the start', () => {
  const now = { agentId: 'a9', teamId: 't9' }

  test('is whoever has it now, where no assignment is listed', () => {
    expect(assignments(ticketBeginning(ticket(now), [], nothing))).toMatchObject([
      { at: ms('09:00'), agent: 'a9', team: 't9' },
    ])
  })

  test('is, of the half that no assignment tells, the present one', () => {
    const listed = [assigned({ agent: 'a1' })]
    const [first, ...more] = assignments(
      ticketBeginning(ticket(now), listed, { ...nothing, firstAssignment: event({ agentId: 'a1' }) }),
    )
    expect(first).toMatchObject({ at: ms('09:00'), team: 't9' })
    expect(first).not.toHaveProperty('agent')
    expect(more).toEqual([])
  })

  test('is whoever the first assignment took it from', () => {
    const listed = [assigned({ agent: 'a1', team: null })]
    const firstAssignment = event({ agentId: 'a1', teamId: null, fromTeamId: 'queue', fromAgentId: null })
    expect(assignments(ticketBeginning(ticket(now), listed, { ...nothing, firstAssignment }))).toMatchObject([
      { at: ms('09:00'), team: 'queue' },
    ])
  })
})
