import { STAGES } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { portal } from '../testing/portal.ts'
import { at, hour, minute, monday, openService, records } from '../testing/service-portal.ts'

/** A ticket that was closed by Priya after it had been with Tom. */
const told = {
  id: 11,
  stages: [
    { at: monday, value: STAGES.new },
    { at: monday + hour, value: STAGES.waitingOnUs },
    { at: monday + 2 * hour, value: STAGES.closed, by: 1601 },
  ],
  owners: [
    { at: monday + minute, value: '602', by: 1602 },
    { at: monday + hour, value: '601', by: 1602 },
  ],
  priorities: [
    { at: monday, value: 'LOW' },
    { at: monday + hour, value: 'HIGH', by: 1602 },
  ],
}

test('each stage that a ticket was in is a change of its status, with who made it', async () => {
  const desk = await openService()
  desk.ticket(told)
  const connection = desk.connect()
  await connection.read('statusChange')
  const common = (ms: number) => ({ id: `11:${monday + ms}`, ticketId: '11', at: at(ms), modifiedAt: at(ms) })
  expect(Object.values(records(connection, 'statusChange'))).toEqual([
    { ...common(0), from: null, to: 'New', category: 'new', by: 'AUTOMATION_PLATFORM' },
    { ...common(hour), from: 'New', to: 'Waiting on us', category: 'open', by: 'AUTOMATION_PLATFORM' },
    { ...common(2 * hour), from: 'Waiting on us', to: 'Closed', category: 'closed', by: '601' },
  ])
})

test('owners are assignments with the team of the moment, and priorities are changes', async () => {
  const desk = await openService()
  desk.ticket(told)
  const connection = desk.connect()
  await connection.read('ticketEvent')
  const found = Object.values(records(connection, 'ticketEvent'))
  expect(
    found.map(({ type, at: when, agentId, teamId, from, to }) => [type, when, agentId ?? from, teamId ?? to]),
  ).toEqual([
    ['assigned', at(minute), '602', '32'],
    ['assigned', at(hour), '601', '31'],
    ['priority', at(0), null, 'LOW'],
    ['priority', at(hour), 'LOW', 'HIGH'],
  ])
})

test('a ticket that is given back is assigned to nobody', async () => {
  const desk = await openService()
  desk.ticket({
    id: 11,
    owners: [
      { at: monday, value: '601', by: 1601 },
      { at: monday + hour, value: '', by: 1601 },
    ],
  })
  const connection = desk.connect()
  await connection.read('ticketEvent')
  // The team stays: HubSpot clears the owner alone.
  expect(Object.values(records(connection, 'ticketEvent')).at(-1)).toMatchObject({
    agentId: null,
    teamId: '31',
  })
})

test('a stage that no pipeline has any more is listed with what to set, and the other changes are read', async () => {
  const desk = await openService()
  desk.ticket({
    id: 11,
    stages: [
      { at: monday, value: '99' },
      { at: monday + hour, value: STAGES.closed },
    ],
  })
  const connection = desk.connect()
  await connection.read('statusChange')
  expect(Object.values(records(connection, 'statusChange')).map(({ from, to }) => [from, to])).toEqual([
    ['99', 'Closed'],
  ])
  expect([...connection.store.rejects.values()]).toEqual([
    'ticket 11 went into the stage "99", which is in no ticket pipeline of HubSpot. Say what it means with the setting stageCategories, such as {"99": open}. The pipelines have 1 (New), 2 (Waiting on contact), 3 (Waiting on us), 4 (Closed), 70011 (Received), 70012 (In the workshop), 70013 (Returned).',
  ])
  const named = desk.connect({ store: connection.store, settings: { stageCategories: { '99': 'on_hold' } } })
  const { changes } = await named.read('statusChange')
  expect(Object.values(records(named, 'statusChange')).map(({ category }) => category)).toContain('on_hold')
  // What was set aside before is off the list, as everything was read from the start.
  expect(changes.find(({ type }) => type === 'checkpoint')).toMatchObject({ startsOver: true })
})

test('fifty histories are a call, and both streams read those of changed tickets together', async () => {
  const desk = await openService()
  for (let id = 1; id <= 120; id += 1) desk.ticket({ id, createdAt: monday + id * minute })
  const connection = desk.connect()
  const calls = () => desk.sandbox.control.log().map(({ path }) => path.split('/').slice(-2).join('/'))
  await connection.read('statusChange')
  // 120 tickets are three pages; the last two minutes are read again.
  expect(calls().filter((path) => path === 'objects/tickets')).toHaveLength(3)
  await connection.read('ticketEvent')
  desk.sandbox.control.resetLog()
  expect((await connection.read('statusChange')).calls).toBe(1)
  expect((await connection.read('ticketEvent')).calls).toBe(1)

  const inputs = Array.from({ length: 60 }, (_, row) => ({
    id: String(row + 1),
    properties: { hs_pipeline_stage: STAGES.closed, hs_ticket_priority: 'LOW' },
  }))
  await portal(desk.sandbox.baseUrl, 'POST', '/crm/v3/objects/tickets/batch/update', { inputs })
  desk.sandbox.control.resetLog()
  await connection.read('statusChange')
  await connection.read('ticketEvent')
  expect(calls().filter((path) => path === 'batch/read')).toHaveLength(2)
  expect(Object.values(records(connection, 'statusChange')).filter(({ to }) => to === 'Closed')).toHaveLength(
    60,
  )
  expect(Object.values(records(connection, 'ticketEvent')).filter(({ to }) => to === 'LOW')).toHaveLength(60)
})

test('after a bulk edit of more tickets than a page, a run without changes is one call again', async () => {
  const desk = await openService()
  for (let id = 1; id <= 250; id += 1) desk.ticket({ id, modifiedAt: monday })
  const connection = desk.connect()
  await connection.read('statusChange')
  expect(Object.keys(records(connection, 'statusChange'))).toHaveLength(250)
  expect((await connection.read('statusChange')).calls).toBe(1)
})
