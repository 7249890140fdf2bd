import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { configuration, loadConfiguration, parseConfiguration } from '@rapport/config'
import { type AnyConnector, ConnectorError } from '@rapport/connector'
import { type RunningWorker, startWorker } from '@rapport/run'
import { setAside } from '@rapport/store'
import { writeFields } from '@rapport/writeback'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { gate, testCrm } from '../../../../core/run/src/testing/crm.ts'
import { giveCustomers, wonDeal } from '../../../../core/run/src/testing/workspace.ts'
import { type SignedIn, startTestServer, type TestServer } from '../testing/test-server.ts'

const text = `# The shop.
timezone: Europe/Berlin
currency: EUR
connections:
  crm: { connector: test, auth: { accessToken: env:CRM_TOKEN } }
metrics: { asOf: 2026-06-30, value: { model: historic, margin: 1 } }
writeBack: { crm: { contact: [clv] } }
schedules:
  # At night, when nobody works.
  nightly:
    cron: "0 2 * * *" # two o'clock
`

const crm = testCrm()
const connectors = [crm.connector as AnyConnector]
const context = { connectors, writableFields: writeFields }
let folder: string
let file: string
let server: TestServer
let worker: RunningWorker
let owner: SignedIn
let analyst: SignedIn
let viewer: SignedIn

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-syncs-'))
  file = path.join(folder, 'rapport.yaml')
  await writeFile(file, text)
  server = await startTestServer({
    config: configuration.parse(parseConfiguration(text, 'rapport.yaml', context)),
    configuration: { file, parse: (given) => parseConfiguration(given, 'rapport.yaml', context) },
    load: () => loadConfiguration(file, context),
    now: () => new Date('2026-07-01T10:00:00Z'),
  })
  const known = server.workspace.connectors as Map<string, AnyConnector>
  known.set('test', crm.connector as AnyConnector)
  server.workspace.environment.CRM_TOKEN = 'a-canary-secret'
  giveCustomers(crm, 3)
  worker = await startWorker({
    workspaces: () => server.running.server.current(),
    ...{ store: server.workspace.store, signal: new AbortController().signal, isScheduling: false },
  })
  owner = await server.signIn('owner')
  analyst = await server.signIn('analyst')
  viewer = await server.signIn('viewer')
})
afterAll(async () => {
  await worker.stop()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** The answer as JSON, which must be of this status. */
async function json<T>(asked: Promise<Response>, status = 200): Promise<T> {
  const answer = await asked
  const body = await answer.text()
  expect({ status: answer.status, body }).toMatchObject({ status })
  return (body === '' ? null : JSON.parse(body)) as T
}

const post = (path: string, body?: unknown) => owner.ask(path, { method: 'POST', body })

/** The run that does a request, once it is over. */
async function untilDone(requestId: number): Promise<number> {
  return vi.waitFor(
    async () => {
      const found = await json<{ state: string; runId: number }>(owner.ask(`/api/run-requests/${requestId}`))
      expect(found.state).toBe('done')
      return found.runId
    },
    { timeout: 20_000, interval: 100 },
  )
}

interface Events {
  readonly events: readonly { readonly event: string; readonly data: { state?: string } }[]
}

async function readEvents(answer: Response): Promise<Events> {
  const blocks = (await answer.text()).split('\n\n').filter((block) => block.includes('event: '))
  return {
    events: blocks.map((block) => ({
      event: /^event: (.*)$/m.exec(block)?.[1] ?? '',
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null'),
    })),
  }
}

test('a sync is asked for, its progress is told live to its end, and its plan is shown, applied and taken back by a worker', async () => {
  const held = gate()
  const begun = gate()
  crm.beforeRecord = async () => {
    begun.open()
    await held.reached
  }
  const { requestId } = await json<{ requestId: number }>(post('/api/runs', { dryRun: true }), 202)
  await begun.reached
  const open = await json<{ items: { runId: number }[]; workers: number }>(owner.ask('/api/run-requests'))
  expect(open).toMatchObject({ items: [{ id: requestId, state: 'running', dryRun: true }], workers: 1 })
  const followed = await analyst.ask(`/api/runs/${open.items[0]?.runId}/events`)
  expect(followed.headers.get('content-type')).toBe('text/event-stream')
  held.open()
  const { events } = await readEvents(followed)
  expect(events[0]).toMatchObject({ event: 'run', data: { state: 'running', dryRun: true } })
  expect(events.at(-1)).toEqual({ event: 'end', data: {} })
  expect(events.at(-2)?.data).toMatchObject({ state: 'succeeded', requestedBy: owner.email })

  const runId = await untilDone(requestId)
  expect(await json(owner.ask(`/api/runs/${runId}`))).toMatchObject({
    ...{ kind: 'sync', isLed: false, result: { planIds: [1], written: 0 } },
    steps: expect.arrayContaining([expect.objectContaining({ name: 'extract', subject: 'contact' })]),
  })
  expect(await json(owner.ask('/api/runs?kind=apply'))).toEqual({ items: [], next: null, total: null })

  expect(await json(analyst.ask('/api/plans/1'))).toMatchObject({
    ...{
      state: 'planned',
      changes: 3,
      items: { planned: 3 },
      linesNotKept: 0,
      canApply: true,
      canRevert: false,
    },
    fields: [{ field: 'clv', set: 3, cleared: 0 }],
  })
  expect(await json(analyst.ask('/api/plans/1/items?q=customer%20c02'))).toMatchObject({
    items: [
      {
        record: 'crm/contact:c02',
        name: 'Customer c02',
        changes: [{ field: 'clv', before: null, after: 20 }],
      },
    ],
    total: 1,
  })
  const first = await json<{ next: string }>(analyst.ask('/api/plans/1/items?limit=2'))
  expect(await json(analyst.ask(`/api/plans/1/items?limit=2&cursor=${first.next}`))).toMatchObject({
    ...{ items: [{ record: 'crm/contact:c03' }], next: null },
  })
  const csv = await (await analyst.ask('/api/plans/1/items/export?field=clv&q=c01')).text()
  expect(csv).toBe(
    'record,name,field,before,after,state,reason\r\ncrm/contact:c01,Customer c01,clv,,10,planned,\r\n',
  )

  const applied = await json<{ requestId: number }>(post('/api/plans/1/apply', {}), 202)
  await untilDone(applied.requestId)
  expect(crm.held.get('c02')).toMatchObject({ clv: 20 })
  expect(await json(owner.ask('/api/plans/1'))).toMatchObject({
    ...{ state: 'applied', items: { applied: 3 }, canApply: false, canRevert: true },
  })
  expect(await json(post('/api/plans/1/apply', {}), 409)).toMatchObject({ type: '/problems/conflict' })
  const reverted = await json<{ requestId: number }>(post('/api/plans/1/revert'), 202)
  await untilDone(reverted.requestId)
  expect(crm.held.get('c02')).toMatchObject({ clv: null })
  expect(await json(owner.ask('/api/plans/1'))).toMatchObject({ canRevert: false, revertedBy: [2] })
  expect(await json(owner.ask('/api/runs?kind=revert'))).toMatchObject({
    items: [{ plan: { action: 'revert', id: 1 }, planIds: [2], requestedBy: owner.email }],
  })
  expect(crm.writes).toBe(6)
})

test('what a revert put back is held until it is released: one record, a field of all, or all', async () => {
  interface Holds {
    readonly items: { record: string; fields: string[] }[]
    readonly next: string | null
    readonly total: number
  }
  const holds = (query = '') => json<Holds>(analyst.ask(`/api/holds${query}`))
  const first = await holds('?limit=2')
  expect(first).toMatchObject({
    ...{ total: 3, fields: 3, kinds: { connections: ['crm'], entities: ['contact'], fields: ['clv'] } },
    items: [{ plan: 2, reverts: 1, fields: ['clv'], isPutBack: true, since: expect.any(String) }, {}],
  })
  const second = await holds(`?limit=2&cursor=${first.next}`)
  expect([...first.items, ...second.items].map(({ record }) => record).toSorted()).toEqual([
    'crm/contact:c01',
    'crm/contact:c02',
    'crm/contact:c03',
  ])
  expect(await holds('?q=customer%20c02')).toMatchObject({
    ...{ total: 1, items: [{ record: 'crm/contact:c02', name: 'Customer c02' }] },
  })
  expect(await holds('?plan=1')).toMatchObject({ total: 0, items: [] })
  expect(await json(post('/api/holds/release', { record: 'crm/contact:c02' }))).toEqual({
    ...{ fields: 1, records: 1 },
  })
  expect((await holds()).total).toBe(2)
  expect(await json(post('/api/holds/release', { all: true, field: 'health' }))).toMatchObject({ fields: 0 })
  expect(await json(post('/api/holds/release', { all: true, field: 'clv', q: 'c03' }))).toMatchObject({
    fields: 1,
  })
  expect(await json(post('/api/holds/release', { all: true }))).toMatchObject({ fields: 1 })
  expect((await holds()).total).toBe(0)
  for (const body of [{}, { all: true, record: 'crm/contact:c02' }, { record: 'c02' }])
    await json(post('/api/holds/release', body), 422)
  const trail = await json<{ items: { actor: string; detail: object }[] }>(
    owner.ask('/api/audit?action=release'),
  )
  expect(trail.items.at(-1)).toMatchObject({
    actor: owner.email,
    detail: { connection: 'crm', recordId: 'c02', fields: 1 },
  })
})

test('a plan that a guard rail stopped is applied only where whoever asks confirms it', async () => {
  const { db } = server.workspace.store
  const { id } = await db
    .insertInto('plan')
    .values({
      ...{ kind: 'write', connection: 'crm', entity: 'contact', state: 'stopped' },
      counts: JSON.stringify({ stopped: 'clv would jump in 60 % of the records' }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  expect(await json(owner.ask(`/api/plans/${id}`))).toMatchObject({
    ...{ needsConfirmation: true, stopped: 'clv would jump in 60 % of the records' },
  })
  expect(await json(post(`/api/plans/${id}/apply`, {}), 409)).toMatchObject({
    type: '/problems/confirmation-needed',
  })
  const { requestId } = await json<{ requestId: number }>(
    post(`/api/plans/${id}/apply`, { confirm: true }),
    202,
  )
  await untilDone(requestId)
})

test('what is set aside is grouped by reason, filtered, exported, and tried again', async () => {
  const { db } = server.workspace.store
  await setAside(db, 'extract', 'crm', [
    { entity: 'contact', recordId: 'c01', reason: 'name: 12 is no text' },
    { entity: 'contact', recordId: '=1+1', reason: 'name: 7 is no text' },
    { entity: 'deal', recordId: 'd1', reason: 'amount: "x" is no number' },
  ])
  const { items } = await json<{ items: { reason: string }[] }>(analyst.ask('/api/rejects/groups'))
  expect(items).toMatchObject([
    { stage: 'extract', connection: 'crm', entity: 'contact', reason: 'name: … is no text', records: 2 },
    { reason: 'amount: … is no number', records: 1 },
  ])
  const reason = encodeURIComponent(items[0]?.reason ?? '')
  expect(await json(analyst.ask(`/api/rejects?reason=${reason}`))).toMatchObject({ total: 2 })
  expect(await (await analyst.ask('/api/rejects/export?entity=contact')).text()).toContain(
    'crm/contact:=1+1,',
  )
  expect(await json(post('/api/rejects/retry', { all: true, entity: 'contact' }), 202)).toEqual({
    ...{ byId: 0, fromTheStart: 2, nextRun: 0, toPutBack: 0 },
  })
  expect(await json(owner.ask('/api/rejects?outcome=waiting'))).toMatchObject({
    total: 2,
    items: [{ retry: 'from the start', retryAskedBy: owner.email }, { outcome: 'waiting' }],
  })
  const { requestId } = await json<{ requestId: number }>(post('/api/runs', { dryRun: true }), 202)
  await untilDone(requestId)
  expect(await json(owner.ask('/api/rejects?outcome=mended'))).toMatchObject({ total: 2 })
  expect(await json(owner.ask('/api/rejects'))).toMatchObject({
    items: [{ record: 'crm/deal:d1' }],
    total: 1,
  })
  await json(post('/api/rejects/retry', { all: true, ids: [1] }), 422)
  await json(post('/api/rejects/retry', {}), 422)
})

test('connections are shown with how they stand, checked line by line, and never with a secret or where it is', async () => {
  const answer = await (await analyst.ask('/api/connections')).text()
  expect(JSON.parse(answer)).toMatchObject({
    items: [
      {
        ...{
          name: 'crm',
          connector: 'test',
          writes: ['contact'],
          answersReviews: false,
          lastError: null,
          health: 'attention',
          rejects: 1,
        },
        streams: [{ entity: 'contact', isRead: true, rows: 3 }, { entity: 'deal' }],
        next: { schedule: 'nightly', at: '2026-07-02T00:00:00.000Z' },
      },
    ],
  })
  expect(answer).not.toMatch(/CRM_TOKEN|a-canary-secret/)
  const lines = (await (await post('/api/connections/crm/check')).text()).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ ok: true }))
  expect((await post('/api/connections/nowhere/check')).status).toBe(404)
  expect((await post('/api/connections/__proto__/check')).status).toBe(404)
})

describe('schedules', () => {
  const listed = async () =>
    json<{ version: string; items: { name: string; nextTimes: string[] }[] }>(analyst.ask('/api/schedules'))
  const put = (name: string, body: object) => owner.ask(`/api/schedules/${name}`, { method: 'PUT', body })

  test('are changed in rapport.yaml, whose comments stay; each version is kept with who made it', async () => {
    const before = await listed()
    expect(before.items).toMatchObject([{ name: 'nightly', nextTimes: { length: 5 } }])
    const changed = { cron: '30 3 * * 1-5', timezone: 'Europe/Lisbon', noSuccessHours: 26 }
    await json(put('nightly', { ...changed, version: before.version }))
    const now = await readFile(file, 'utf8')
    expect(now).toContain('# At night, when nobody works.')
    expect(now).toMatch(/cron: "30 3 \* \* 1-5" # two o'clock\n {4}timezone: Europe\/Lisbon/)
    expect((await listed()).items[0]?.nextTimes[0]).toBe('2026-07-02T02:30:00.000Z')
    const versions = await server.workspace.store.db
      .selectFrom('configuration_version')
      .selectAll()
      .orderBy('id')
      .execute()
    expect(versions.map(({ actor, text: of }) => [actor, of])).toEqual([
      ['rapport.yaml', text],
      [owner.email, now],
    ])
    expect(await json(put('nightly', { ...changed, version: before.version }), 409)).toMatchObject({
      type: '/problems/changed-meanwhile',
    })
    await json(post('/api/schedules', { name: 'hourly', cron: '5 * * * *', connections: ['crm'] }), 201)
    await json(post('/api/schedules', { name: 'hourly', cron: '5 * * * *' }), 409)
    await json(owner.ask('/api/schedules/hourly', { method: 'DELETE' }))
    await json(owner.ask('/api/schedules/hourly', { method: 'DELETE' }), 404)
    expect(await readFile(file, 'utf8')).toBe(now)
  })

  test('that do not fit are told where, and nothing is written', async () => {
    const before = await readFile(file, 'utf8')
    const wrong = { cron: '0 26 * * *', timezone: 'Europe/Berln', connections: ['crn'] }
    expect(await json(post('/api/schedules/preview', wrong))).toMatchObject({
      nextTimes: [],
      problems: [
        { path: 'cron', message: expect.stringContaining('the hour "26" is outside 0 to 23') },
        { path: 'timezone', message: expect.stringContaining('did you mean "Europe/Berlin"') },
        { path: 'connections[0]', message: expect.stringContaining('did you mean "crm"') },
      ],
    })
    expect(await json(post('/api/schedules/preview', { cron: '0 9 1 * *' }))).toMatchObject({
      ...{ problems: [], timezone: 'Europe/Berlin' },
      nextTimes: ['2026-08-01T07:00:00.000Z', '2026-09-01T07:00:00.000Z', {}, {}, {}].map((at) =>
        typeof at === 'string' ? at : expect.any(String),
      ),
    })
    await json(put('nightly', wrong), 422)
    await json(post('/api/schedules', { name: '../x', cron: '0 2 * * *' }), 422)
    await json(put('nightly', { cron: '0 2 * * *', paused: true }), 422)
    expect(await readFile(file, 'utf8')).toBe(before)
    await writeFile(file, `${before}nonsense: 1\n`)
    expect(await json(put('nightly', { cron: '0 2 * * *' }), 409)).toMatchObject({
      type: '/problems/broken-set-up',
    })
    await writeFile(file, before)
  })

  test('are paused, go on, and run at once', async () => {
    await json(post('/api/schedules/nightly/pause'), 204)
    expect((await listed()).items).toMatchObject([{ paused: true, pausedBy: owner.email, nextTimes: [] }])
    await json(post('/api/schedules/nightly/resume'), 204)
    await json(post('/api/schedules/other/pause'), 404)
    const { requestId } = await json<{ requestId: number }>(post('/api/schedules/nightly/run'), 202)
    await untilDone(requestId)
    expect((await listed()).items).toMatchObject([{ lastRun: { state: expect.any(String) } }])
    expect(await json(owner.ask('/api/alerts'))).toMatchObject({ channels: [], items: [] })
  })
})

test('who may not, cannot; what is not there is not found; what makes no sense is refused', async () => {
  for (const path of [
    '/api/runs',
    '/api/plans',
    '/api/plans/1/items',
    '/api/holds',
    '/api/rejects',
    '/api/connections',
  ])
    expect((await viewer.ask(path)).status, path).toBe(403)
  for (const [path, body] of [
    ['/api/runs', {}],
    ['/api/runs/1/cancel', undefined],
    ['/api/plans/1/apply', {}],
    ['/api/plans/1/revert', undefined],
    ['/api/holds/release', { all: true }],
    ['/api/rejects/retry', { all: true }],
    ['/api/connections/crm/check', undefined],
    ['/api/schedules', { name: 'x', cron: '0 2 * * *' }],
    ['/api/schedules/nightly/run', undefined],
  ] as const)
    expect((await analyst.ask(path, { method: 'POST', body })).status, path).toBe(403)
  for (const path of [
    '/api/runs/99',
    '/api/runs/99/events',
    '/api/plans/99',
    '/api/plans/99/items',
    '/api/run-requests/99',
  ])
    expect((await owner.ask(path)).status, path).toBe(404)
  for (const path of ['/api/runs/1/cancel', '/api/run-requests/1/cancel'])
    expect((await post(path)).status, path).toBe(409)
  for (const path of ['/api/runs/99/cancel', '/api/plans/99/revert', '/api/run-requests/99/cancel'])
    expect((await post(path)).status, path).toBe(404)
  for (const path of [
    '/api/runs/x',
    '/api/runs?state=odd',
    '/api/plans/1/items?state=odd',
    '/api/rejects?cursor=x',
  ])
    expect((await owner.ask(path)).status, path).toBe(422)
  expect(await json(post('/api/runs', { dryRun: true, connections: ['crn'] }), 422)).toMatchObject({
    errors: [{ path: 'json.connections', message: 'there is no connection "crn" (there: crm)' }],
  })
  const trail = await json<{ items: { action: string }[] }>(owner.ask('/api/audit?limit=200'))
  const actions = new Set(trail.items.map(({ action }) => action))
  for (const action of [
    'run.request',
    'plan.apply',
    'plan.revert',
    'rejects.retry',
    'connection.check',
    'schedule.edit',
    'pause',
  ])
    expect(actions).toContain(action)
})

test('what a revert was refused is told by its run and its plan, held and set aside, and let go of by a release', async () => {
  crm.give('contact', [{ id: 'c50', name: 'Customer c50' }])
  crm.give('deal', [wonDeal('c50-first', 'c50', 70)])
  const synced = await json<{ requestId: number }>(post('/api/runs', { dryRun: false }), 202)
  const { result } = await json<{ result: { planIds: number[] } }>(
    owner.ask(`/api/runs/${await untilDone(synced.requestId)}`),
  )
  const planId = result.planIds[0] ?? 0
  crm.refused.set('c50', new ConnectorError('invalid', 'c50 is locked'))
  const asked = await json<{ requestId: number }>(post(`/api/plans/${planId}/revert`), 202)
  const runId = await untilDone(asked.requestId)
  const run = await json<{ state: string; result: { planIds: number[] } }>(owner.ask(`/api/runs/${runId}`))
  expect(run.state).toBe('partial')
  const reverting = run.result.planIds[0]
  expect(await json(owner.ask(`/api/plans/${reverting}`))).toMatchObject({
    ...{ kind: 'revert', state: 'partial', items: { rejected: 1 } },
  })
  expect(await json(owner.ask(`/api/plans/${planId}`))).toMatchObject({ canRevert: true })
  expect(await json(owner.ask(`/api/holds?plan=${reverting}&q=c50`))).toMatchObject({
    items: [{ record: 'crm/contact:c50', fields: ['clv'], isPutBack: false }],
  })
  expect(await json(owner.ask('/api/rejects?stage=write'))).toMatchObject({
    items: [{ record: 'crm/contact:c50', reason: expect.stringContaining('c50 is locked') }],
  })
  expect(await json(post('/api/rejects/retry', { all: true, stage: 'write' }), 202)).toMatchObject({
    ...{ nextRun: 0, toPutBack: 1 },
  })
  await json(post('/api/holds/release', { record: 'crm/contact:c50' }))
  expect(await json(owner.ask('/api/rejects?stage=write'))).toMatchObject({ items: [] })
  crm.refused.clear()
})
