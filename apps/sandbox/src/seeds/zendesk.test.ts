import { expect, test } from 'vitest'
import { ZendeskState } from '../zendesk/state.ts'
import { seedZendeskSmall } from './zendesk-small.ts'

function seeded(): ZendeskState {
  const state = new ZendeskState()
  seedZendeskSmall(state)
  return state
}

test('the small help desk is the same every time', () => {
  const [one, other] = [seeded(), seeded()]
  expect([...one.tickets.values()]).toEqual([...other.tickets.values()])
  expect(one.events).toEqual(other.events)
})

test('the small help desk has a ticket for every story', () => {
  const state = seeded()
  const all = [...state.tickets.values()]
  const count = (is: (ticket: (typeof all)[number]) => boolean): number => all.filter(is).length
  expect({
    all: all.length,
    deleted: count(({ status }) => status === 'deleted'),
    merged: count(({ tags }) => tags.includes('closed_by_merge')),
    archived: count(({ archived }) => archived),
    reopened: count(({ metrics }) => metrics.reopens > 0),
    unanswered: count(({ status }) => status === 'new'),
    calls: count(({ via }) => via.channel === 'voice'),
    rated: state.ratings.size,
  }).toEqual({
    all: 124,
    deleted: 10,
    merged: 4,
    archived: 10,
    reopened: 10,
    unanswered: 10,
    calls: 10,
    rated: 50,
  })
})
