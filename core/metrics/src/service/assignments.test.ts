import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Assignments } from './assignments.ts'
import type { TicketAssigned } from './events.ts'
import { asks, created, event, metricsOf, minutes, moment, replies } from './testing/history.ts'

const assigned = (at: string, keys: Record<string, unknown>) => event('assigned', at, keys)

test('an assignment that tells the agent alone leaves the team, and one that tells the team alone the agent', () => {
  const metrics = metricsOf([
    created('09:00'),
    assigned('09:01', { team: 'first line' }),
    assigned('09:02', { agent: 'a1' }),
    assigned('09:03', { team: 'second line' }),
  ])
  expect(metrics).toMatchObject({ agent: 'a1', team: 'second line', teamAtStart: 'first line' })
})

test('null takes the agent or the team away', () => {
  const both = assigned('09:01', { agent: 'a1', team: 't1' })
  expect(metricsOf([created('09:00'), both, assigned('09:02', { agent: null })])).toMatchObject({
    agent: null,
    team: 't1',
  })
  expect(metricsOf([created('09:00'), both, assigned('09:02', { team: null })])).toMatchObject({
    agent: 'a1',
    team: null,
  })
})

test('a new team does not move when an agent got the ticket, nor the team that a turn belongs to back to none', () => {
  const { turns } = metricsOf([
    created('09:00'),
    asks('09:00'),
    assigned('09:10', { agent: 'a1' }),
    assigned('09:20', { team: 't1' }),
    replies('09:30'),
    asks('10:00'),
    assigned('10:05', { agent: 'a2' }),
    replies('10:10', { authorId: 'a2' }),
  ])
  expect(turns[0]?.agentReply).toMatchObject({ calendarSeconds: minutes(20) })
  expect(turns[1]).toMatchObject({ team: 't1', agentReply: { calendarSeconds: minutes(5) } })
})

test('the halves of an assignment at one instant are the whole, in either order', () => {
  const told = fc.option(fc.constantFrom('x', 'y', null), { nil: undefined })
  fc.assert(
    fc.property(fc.array(fc.tuple(told, told), { maxLength: 10 }), (history) => {
      const [whole, agentFirst, teamFirst] = [new Assignments(), new Assignments(), new Assignments()]
      for (const [minute, [agent, team]] of history.entries()) {
        const base = { ticketId: '1', type: 'assigned', at: moment('09:00') + minute } as const
        const half = (keys: Partial<TicketAssigned>): TicketAssigned => ({ ...base, ...keys })
        const ofAgent = agent === undefined ? {} : { agent }
        const ofTeam = team === undefined ? {} : { team }
        whole.assign(half({ ...ofAgent, ...ofTeam }))
        agentFirst.assign(half(ofAgent))
        agentFirst.assign(half(ofTeam))
        teamFirst.assign(half(ofTeam))
        teamFirst.assign(half(ofAgent))
      }
      const stands = ({ agent, team, firstTeam }: Assignments) => ({ agent, team, firstTeam })
      expect(stands(agentFirst)).toEqual(stands(whole))
      expect(stands(teamFirst)).toEqual(stands(whole))
      expect(agentFirst.since('x')).toBe(whole.since('x'))
    }),
  )
})
