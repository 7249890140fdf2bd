import { addZendeskOrganization, addZendeskUser, startZendesk, type ZendeskOptions } from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { connect, read } from '../testing/connection.ts'
import { readTimeExport } from './time-export.ts'

const start = Date.UTC(2026, 0, 5, 9)

async function open(options: ZendeskOptions = {}) {
  const clock = { now: start }
  const server = await startZendesk({ limits: 'off', now: () => clock.now, ...options })
  onTestFinished(() => server.close())
  return { clock, server, state: server.state, ctx: connect(server, { settings: { pageSize: 10 } }) }
}

test('what changed in the latest minute comes with the next run', async () => {
  const { clock, state, ctx } = await open()
  const { id } = addZendeskUser(state, { name: 'Ada' })
  const first = await read(ctx, 'contact')
  expect(first.records.size).toBe(0)
  clock.now += 61_000
  const second = await read(ctx, 'contact', first.state)
  expect([...second.records.keys()]).toEqual([String(id)])
})

test('a start that is too recent means that there is nothing new', async () => {
  const { server, state, ctx } = await open()
  addZendeskOrganization(state, { name: 'Acme', createdAt: start - 3_600_000 })
  const first = await read(ctx, 'company')
  const description = 'Too recent start_time. Use a start_time older than 60 seconds'
  server.control.fail({
    path: '*',
    fault: { kind: 'status', status: 400, error: 'StartTimeTooRecent', description },
  })
  const second = await read(ctx, 'company', first.state)
  expect(second.changes).toEqual([{ type: 'checkpoint', state: first.state }])
})

test('a cursor that Zendesk takes no longer starts over, and says so', async () => {
  const { state, ctx } = await open()
  const { id } = addZendeskUser(state, { name: 'Ada', createdAt: start - 3_600_000 })
  const { changes, records } = await read(ctx, 'contact', { cursor: 'worn out' })
  expect([...records.keys()]).toEqual([String(id)])
  expect(changes.at(-1)).toMatchObject({ type: 'checkpoint', startsOver: true })
})

test('more changes in one second than fit on a page are all read', async () => {
  const { state, ctx } = await open()
  const add = (createdAt: number) => addZendeskOrganization(state, { name: 'Acme', createdAt }).id
  const before = start - 3_600_000
  const ids = [add(before - 5_000), ...Array.from({ length: 35 }, () => add(before)), add(before + 5_000)]
  const { changes, records } = await read(ctx, 'company')
  expect([...records.keys()].sort()).toEqual(ids.map(String).sort())
  expect(changes.filter(({ type }) => type === 'reject')).toEqual([])
})

test('what Zendesk cut off within a second is not passed over without a word', async () => {
  const { ctx } = await open()
  const full = Array.from({ length: 10 }, (_, id) => ({ id }))
  const answers = [
    { records: full, endTime: 500, endOfStream: false },
    { records: full, endTime: 500, endOfStream: false },
    { records: [], endTime: null, endOfStream: true },
  ]
  const starts: number[] = []
  const pages = readTimeExport(ctx, null, async (second) => {
    starts.push(second)
    return answers[starts.length - 1] ?? null
  })
  const cut: (number | null)[] = []
  for await (const { cutSecond } of pages) cut.push(cutSecond)
  expect(starts).toEqual([0, 500, 501])
  expect(cut).toEqual([null, 500, null])
})
