import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfiguration, parseConfiguration } from '@rapport/config'
import { scheduleFile } from '@rapport/metrics'
import { writeFields } from '@rapport/writeback'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SignedIn, startTestServer, type TestServer } from '../testing/test-server.ts'

const initial = `# Ours.
timezone: Europe/Berlin
currency: EUR
metrics:
  value: { margin: 0.4 } # of gross
  service:
    schedules:
      - id: office
        timezone: Europe/Berlin
        weekly: { mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"] }
`
const context = {
  connectors: [],
  writableFields: writeFields,
  problemsOfSchedules: (schedules: Parameters<typeof scheduleFile.safeParse>[0]) =>
    (scheduleFile.safeParse({ schedules }).error?.issues ?? []).map(({ path: [, ...at], message }) => ({
      path: at,
      message,
    })),
}

let folder: string
let file: string
let server: TestServer
let owner: SignedIn
let viewer: SignedIn

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-settings-'))
  file = path.join(folder, 'rapport.yaml')
  await writeFile(file, initial)
  server = await startTestServer({
    load: () => loadConfiguration(file, context),
    configuration: { file, parse: (text) => parseConfiguration(text, 'rapport.yaml', context) },
  })
  owner = await server.signIn('owner')
  viewer = await server.signIn('viewer')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as they come
const bodyOf = (answer: Response): Promise<any> => answer.json()
const read = async (address: string, as = owner) => bodyOf(await as.ask(address))
const version = async (): Promise<string> => (await read('/api/settings/policies')).version

const office = {
  id: 'office',
  timezone: 'Europe/Berlin',
  weekly: { mon: ['09:00-17:00'], fri: ['09:00-17:00'] },
}

test('a response from Friday 16:55 to Monday 9:10 counts as a quarter of an hour', async () => {
  const { preview, problems } = await bodyOf(
    await viewer.ask('/api/settings/working-hours/preview', {
      method: 'POST',
      body: { schedules: [office], from: '2026-03-27T16:55', to: '2026-03-30T09:10' },
    }),
  )
  expect(problems).toEqual([])
  // The clocks go forward in between: of the calendar an hour is missing.
  expect(preview).toMatchObject({
    businessSeconds: 15 * 60,
    calendarSeconds: (64 * 60 + 15) * 60 - 3_600,
    from: '2026-03-27T15:55:00.000Z',
    to: '2026-03-30T07:10:00.000Z',
  })
  expect(preview.stretches.map(({ counted }: { counted: boolean }) => counted)).toEqual([true, false, true])
})

test.each([
  [{ ...office, weekly: { mon: ['09:00-25:00'] } }, 'schedules[0].weekly.mon[0]'],
  [{ ...office, weekly: { mon: ['09:00-12:00', '11:00-13:00'] } }, 'schedules[0].weekly'],
  [{ ...office, timezone: 'Europe/Nowhere' }, 'schedules[0].timezone'],
])('working hours that do not fit are refused by the field: %j', async (schedule, at) => {
  const before = await readFile(file, 'utf8')
  const answer = await owner.ask('/api/settings/working-hours', {
    method: 'PUT',
    body: { schedules: [schedule], version: await version() },
  })
  const problem = await bodyOf(answer)
  expect({ status: answer.status, path: problem.errors?.[0]?.path }).toMatchObject({
    status: 422,
    path: expect.stringContaining(at),
  })
  expect(await readFile(file, 'utf8')).toBe(before)
})

test('a preview of centuries is refused', async () => {
  const answer = await viewer.ask('/api/settings/working-hours/preview', {
    method: 'POST',
    body: { schedules: [office], from: '1900-01-01T00:00', to: '2026-01-01T00:00' },
  })
  expect(answer.status).toBe(422)
})

test('working hours are changed in the file, whose other lines and comments stay; an older version is refused', async () => {
  const seen = await version()
  const holiday = { ...office, holidays: [{ date: '2026-12-25' }, { date: '2026-12-24', from: '12:00' }] }
  const body = { schedules: [holiday], version: seen }
  const changed = await owner.ask('/api/settings/working-hours', { method: 'PUT', body })
  expect(changed.status).toBe(200)
  const text = await readFile(file, 'utf8')
  expect(text).toMatch(/^# Ours\.\n/)
  expect(text).toContain('margin: 0.4 } # of gross')
  expect((await read('/api/settings/working-hours')).schedules).toEqual([holiday])
  const again = await owner.ask('/api/settings/working-hours', { method: 'PUT', body })
  expect([again.status, (await bodyOf(again)).type]).toEqual([409, '/problems/changed-meanwhile'])
})

test('a parameter is changed, with who did it and what stood there before', async () => {
  const answer = await owner.ask('/api/settings/policies', {
    method: 'PATCH',
    body: {
      values: { 'metrics.value.margin': 0.5, 'metrics.service.target': '4h' },
      version: await version(),
    },
  })
  expect(answer.status).toBe(200)
  const { items } = await read('/api/settings/policies')
  const value = items.find(({ family }: { family: string }) => family === 'value')
  expect(value).toMatchObject({ policy: 'auto@1', changedBy: owner.email, since: expect.any(String) })
  expect(value.parameters).toContainEqual(
    expect.objectContaining({ path: 'metrics.value.margin', value: 0.5, default: 0.3, input: 'number' }),
  )
  const service = items.find(({ family }: { family: string }) => family === 'service')
  expect(service.policy).toContain('4h')
  const history = await read('/api/settings/history?below=metrics.value')
  expect(history.items[0]).toMatchObject({
    actor: owner.email,
    changes: [{ path: 'metrics.value.margin', before: '0.4', after: '0.5' }],
  })
  // Others are not told who did it.
  const { items: seen } = await read('/api/settings/policies', viewer)
  expect(seen.find(({ family }: { family: string }) => family === 'value').changedBy).toBeNull()
})

test.each([
  ['metrics.value.margin', 2, 'metrics.value.margin'],
  ['metrics.service.target', ': #', 'metrics.service.target'],
  ['metrics.service.fcr.windowDays', 5, 'metrics.service.fcr.windowDays'],
  ['connections', 'x', 'connections'],
  ['metrics.value.deals', 'x', 'metrics.value.deals'],
  ['__proto__', 1, '__proto__'],
])('%s cannot become %j', async (parameter, value, at) => {
  const before = await readFile(file, 'utf8')
  const answer = await owner.ask('/api/settings/policies', {
    method: 'PATCH',
    body: JSON.parse(
      `{"values":{${JSON.stringify(parameter)}:${JSON.stringify(value)}},"version":"${await version()}"}`,
    ),
  })
  expect(answer.status).toBe(422)
  expect((await bodyOf(answer)).detail).toContain(at === '__proto__' ? '' : at)
  expect(await readFile(file, 'utf8')).toBe(before)
})

test('what a person writes stays a text, whatever it means in YAML', async () => {
  const odd = 'https://rapport.example.com/a#b: "c"'
  const answer = await owner.ask('/api/settings/general', {
    method: 'PATCH',
    body: { publicUrl: odd, version: await version() },
  })
  expect(answer.status).toBe(200)
  expect((await read('/api/settings/general')).publicUrl).toBe(odd)
})

test('rates are told with their gaps, and won deals without one', async () => {
  const { db } = server.workspace.store
  await sql`
    insert into exchange_rate (from_currency, to_currency, on_date, rate, source) values
      ('USD', 'EUR', '2024-01-01', 0.9, 'file:rates.csv'), ('USD', 'EUR', '2024-01-02', 0.9, 'file:rates.csv'),
      ('USD', 'EUR', '2024-03-02', 0.9, 'file:rates.csv'),
      ('EUR', 'CHF', '-infinity', 0.95, 'connection:crm'), ('EUR', 'CHF', '2024-03-02', 0.96, 'connection:old')
  `.execute(db)
  const deal = (id: string, currency: string, closedAt: string) =>
    sql`
    insert into deal (connection, id, data, hash, revision, state, closed_at)
    values ('crm', ${id}, ${JSON.stringify({ kind: 'won', amount: '5', currency, closedAt })}, ${id}, 1, 'won', ${closedAt})
  `.execute(db)
  await deal('1', 'USD', '2024-01-05T12:00:00Z')
  await deal('2', 'USD', '2023-12-31T12:00:00Z')
  await deal('3', 'GBP', '2024-01-05T12:00:00Z')
  await deal('4', 'EUR', '2024-01-05T12:00:00Z')
  await deal('5', 'CHF', '2024-01-05T12:00:00Z')
  const { pairs, withoutRate } = await read('/api/settings/currencies')
  expect(pairs).toMatchObject([
    { from: 'EUR', to: 'CHF', days: 1, first: null, longestGapDays: null, source: 'connection:crm' },
    { from: 'EUR', to: 'CHF', days: 1, first: '2024-03-02', source: 'connection:old' },
    { from: 'USD', to: 'EUR', days: 3, longestGapDays: 60, longestGapFrom: '2024-01-02' },
  ])
  expect(withoutRate).toEqual(
    expect.arrayContaining([
      { currency: 'GBP', deals: 1, first: '2024-01-05', last: '2024-01-05' },
      { currency: 'USD', deals: 1, first: '2023-12-31', last: '2023-12-31' },
    ]),
  )
  expect(withoutRate).toHaveLength(2)
})

test('a person sees the own sessions and ends one of them, never one of another', async () => {
  const { items } = await read('/api/account/sessions', viewer)
  expect(items).toMatchObject([{ isThis: true }])
  expect(JSON.stringify(items)).not.toContain(viewer.cookie.split('=')[1]?.slice(0, 20))
  const others = await read('/api/account/sessions')
  const notOwn = await viewer.ask(`/api/account/sessions/${others.items[0].id}`, { method: 'DELETE' })
  expect(notOwn.status).toBe(404)
  const person = await server.signIn('viewer')
  const [own] = (await read('/api/account/sessions', person)).items
  expect((await person.ask(`/api/account/sessions/${own.id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await person.ask('/api/session')).status).toBe(401)
})

test('a name is changed, and the audit has it', async () => {
  const person = await server.signIn('analyst')
  const answer = await person.ask('/api/account', { method: 'PATCH', body: { name: '  Ann: #1 ' } })
  expect(answer.status).toBe(204)
  expect((await read('/api/session', person)).user.name).toBe('Ann: #1')
  expect((await read('/api/audit?action=user.rename')).items).toMatchObject([{ detail: { to: 'Ann: #1' } }])
})

test('the roles are told as they are enforced', async () => {
  const { items } = await read('/api/roles', viewer)
  expect(items).toContainEqual({ role: 'viewer', permissions: ['numbers:read', 'records:read'] })
})
