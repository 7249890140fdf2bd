import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Change, type CheckResult, noCredentials, noSelection } from '@rapport/connector'
import { openSession } from '@rapport/contract-kit'
import type { EntityName } from '@rapport/model'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { csv } from '../index.ts'
import { fileNames } from '../settings.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-events-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Line = Readonly<Record<string, unknown>> | string

const write = (name: string, text: string | Buffer): Promise<void> => writeFile(join(folder, name), text)
const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
const save = (...lines: readonly Line[]): Promise<void> => write(fileNames.ticketEvents, textOf(lines))

function contextOf() {
  const standIn = {
    settings: () => ({ folder }),
    credentials: () => noCredentials,
    secrets: [],
    close: async () => {},
  }
  return openSession(csv, standIn).ctx as never
}

async function read(entity: EntityName, since: unknown = null): Promise<Change[]> {
  const stream = csv.streams.find((candidate) => candidate.entity === entity)!
  return all(stream.read(contextOf(), since, noSelection))
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const value of values) found.push(value)
  return found
}

const records = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.type === 'upsert' ? [change.record] : []))
const reasons = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.type === 'reject' ? [change.reason] : []))
const endings = (changes: readonly Change[]) =>
  changes.filter(({ type }) => type === 'delete' || type === 'merge')
const stateOf = (changes: readonly Change[]) => {
  const last = changes.at(-1)
  return last?.type === 'checkpoint' ? last.state : null
}

const created = (ticketId: string, keys: object = {}) => ({
  ticketId,
  type: 'created',
  at: '2026-03-02T09:00:00Z',
  initiator: 'customer',
  ...keys,
})
const asks = (ticketId: string, keys: object = {}) => ({
  ticketId,
  type: 'message',
  at: '2026-03-02T09:05:00Z',
  direction: 'in',
  author: 'customer',
  ...keys,
})
const happens = (ticketId: string, type: string, at: string, keys: object = {}) => ({
  ticketId,
  type,
  at: `2026-03-02T${at}:00Z`,
  ...keys,
})

describe('a ticket', () => {
  test('is made of its creation, and its customer is the contact of that id', async () => {
    await save(created('1', { customerId: 'c1', channel: 'email', topic: 'billing' }))
    expect(records(await read('ticket'))).toEqual([
      {
        id: '1',
        category: 'new',
        createdAt: '2026-03-02T09:00:00.000Z',
        initiator: 'customer',
        channel: 'email',
        topic: 'billing',
        contacts: [{ id: 'c1', primary: true }],
        hasMessages: false,
      },
    ])
    expect(records(await read('contact'))).toEqual([{ id: 'c1' }])
  })

  test('without a creation begins with the first thing that happened to it, wherever that line stands', async () => {
    await save(happens('1', 'status', '10:00', { to: 'solved' }), asks('1'))
    expect(records(await read('ticket'))).toEqual([
      { id: '1', category: 'new', createdAt: '2026-03-02T09:05:00.000Z', creationKnown: false },
    ])
  })

  test('keeps the first response that the vendor measured', async () => {
    await save(created('1', { vendorFirstResponseSeconds: 90, hasMessages: true }))
    expect(records(await read('ticket'))).toMatchObject([
      { hasMessages: true, vendorReported: { firstResponseSeconds: 90 } },
    ])
  })

  test('that was merged or deleted before its creation stands in the file is merged or deleted', async () => {
    await save(
      happens('1', 'merged', '12:00', { into: '2' }),
      happens('3', 'deleted', '12:00'),
      created('1'),
      created('2'),
      created('3'),
    )
    expect(endings(await read('ticket'))).toEqual([
      { type: 'merge', id: '1', into: '2', at: '2026-03-02T12:00:00.000Z' },
      { type: 'delete', id: '3', at: '2026-03-02T12:00:00.000Z' },
    ])
  })

  test('that was restored after its deletion is there, and that it was gone meanwhile is kept', async () => {
    await save(happens('1', 'restore', '13:00'), happens('1', 'deleted', '12:00'), created('1'))
    expect(endings(await read('ticket'))).toEqual([])
    expect(records(await read('ticketEvent'))).toMatchObject([{ type: 'restore' }, { type: 'deleted' }])
  })

  test('of a table of tickets is as the table has it, with the events of the file', async () => {
    await write(
      'tickets.csv',
      'id,subject,category,status,customer_id,agent_id,created_at,first_response_seconds\n' +
        '1,Help,On_Hold,Waiting,c1,a1,2026-03-01T09:00:00Z,120\n',
    )
    await save(created('1', { topic: 'x' }), happens('1', 'merged', '12:00', { into: '2' }), created('2'))
    const changes = await read('ticket')
    expect(records(changes)).toMatchObject([
      {
        id: '1',
        subject: 'Help',
        category: 'on_hold',
        status: 'Waiting',
        contacts: [{ id: 'c1' }],
        agentId: 'a1',
        createdAt: '2026-03-01T09:00:00.000Z',
        vendorReported: { firstResponseSeconds: 120 },
      },
      { id: '2' },
    ])
    expect(endings(changes)).toMatchObject([{ type: 'merge', id: '1', into: '2' }])
  })
})

describe('the events of a ticket', () => {
  test('keep who was told of an assignment, and who was not', async () => {
    await save(
      happens('1', 'assigned', '10:00', { agent: 'a1' }),
      happens('1', 'assigned', '11:00', { team: null }),
    )
    const [first, second] = records(await read('ticketEvent'))
    expect(first).toMatchObject({ agentId: 'a1' })
    expect(first).not.toHaveProperty('teamId')
    expect(second).toMatchObject({ teamId: null })
    expect(second).not.toHaveProperty('agentId')
  })

  test('keep which role changed a status, and when a reply was logged', async () => {
    await save(
      happens('1', 'status', '10:00', { to: 'Parked', category: 'on_hold', by: 'customer' }),
      asks('1', { loggedAt: '2026-03-02T11:00:00+01:00' }),
    )
    expect(records(await read('statusChange'))).toMatchObject([
      { to: 'Parked', category: 'on_hold', byRole: 'customer' },
    ])
    expect(records(await read('message'))).toMatchObject([{ loggedAt: '2026-03-02T10:00:00.000Z' }])
  })

  test('with a rating are survey responses of the customer, without one they are not', async () => {
    await save(
      happens('1', 'survey', '12:00', { satisfaction: 9, resolved: true }),
      happens('2', 'survey', '12:00', { resolved: false }),
      created('1', { customerId: 'c1' }),
      created('2', { customerId: 'c2' }),
    )
    expect(records(await read('surveyResponse'))).toMatchObject([
      {
        kind: 'csat',
        score: 9,
        scaleMin: 1,
        scaleMax: 10,
        ticketId: '1',
        resolved: true,
        contacts: [{ id: 'c1' }],
      },
    ])
    expect(records(await read('ticketEvent'))).toMatchObject([
      { type: 'survey', ticketId: '2', resolved: false },
    ])
  })

  test('are known by the id of their source, with its name where one is given', async () => {
    await save(asks('1', { id: '7' }), asks('1', { id: '7', source: 'desk' }))
    expect(records(await read('message')).map(({ id }) => id)).toEqual(['7', '["desk","7"]'])
  })

  test('without an id are known by what they say, however it is written', async () => {
    await save(
      asks('1'),
      '{"author":"customer","at":"2026-03-02T10:05:00+01:00","type": "message","ticketId":"1","direction":"in"}',
      '{"ticketId":"1","type":"mess\\u0061ge","at":"2026-03-02T09:05:00Z","direction":"in","author":"customer","kind":"text"}',
      asks('2'),
    )
    const [first, second, third, other] = records(await read('message')).map(({ id }) => id)
    expect([second, third]).toEqual([first, first])
    expect(other).not.toBe(first)
  })
})

describe('a bad line', () => {
  test('is set aside once with its number, the reason and what to write, and the others go on', async () => {
    const text = textOf([
      created('1'),
      '',
      'ticketId,type',
      asks('1', { author: 'robot' }),
      asks('1', { directoin: 'in' }),
      happens('1', 'statsu', '10:00'),
      happens('1', 'status', '10:00', { to: 'Parked' }),
      happens('1', 'survey', '10:00', { satisfaction: 11 }),
      happens('', 'assigned', '10:00'),
      happens('1', 'merged', '10:00', { into: '1' }),
    ])
    const notUtf8 = Buffer.from(`${JSON.stringify(asks('1', { authorId: 'J\u00fcrgen' }))}\n`, 'latin1')
    await write(fileNames.ticketEvents, Buffer.concat([Buffer.from(text), notUtf8, Buffer.from('{"')]))
    const found: string[] = []
    for (const { entity } of csv.streams) found.push(...reasons(await read(entity)))
    expect(found.map((reason) => reason.replace(/^.*jsonl, /, '')).sort()).toEqual([
      expect.stringContaining('the ticket 1 is merged into itself'),
      expect.stringMatching(/^line 11: the line is not UTF-8/),
      expect.stringMatching(/^line 12: the line is no JSON object/),
      expect.stringMatching(/^line 3: the line is no JSON object: write one event on each line/),
      expect.stringMatching(/^line 4: author "robot" must be one of customer, agent, /),
      expect.stringMatching(/^line 5: the key "directoin" is not known; did you mean "direction"\?/),
      expect.stringMatching(/^line 6: the type "statsu" is not known; did you mean "status"\?/),
      expect.stringMatching(/^line 7: What "Parked" means is not known; add "category"/),
      expect.stringMatching(/^line 8: satisfaction 11 must be a number from 1 to 10/),
      expect.stringMatching(/^line 9: ticketId "" must be a text that is not empty/),
    ])
    expect(records(await read('ticket')).map(({ id }) => id)).toEqual(['1'])
  })

  test('is one of more than a megabyte, which is not kept in memory', async () => {
    await save(asks('1', { authorId: 'x'.repeat(2_000_000) }), created('2'))
    const changes = await read('ticket')
    expect(reasons(changes)).toEqual([expect.stringContaining('line 1: the line is longer than 1 MB')])
    expect(records(changes).map(({ id }) => id)).toEqual(['2'])
  })
})

test('lines across the borders of what is read at once are whole, to the last one without an end', async () => {
  const lines = Array.from({ length: 9_000 }, (_, index) => asks('1', { id: `${index}`, authorId: 'Zoë 🙂' }))
  await write(fileNames.ticketEvents, `\ufeff${textOf(lines).trimEnd().replaceAll('\n', '\r\n')}`)
  const found = records(await read('message'))
  expect(found.map(({ id }) => id)).toEqual(lines.map((_, index) => `${index}`))
  expect(new Set(found.map((record) => 'authorId' in record && record.authorId))).toEqual(new Set(['Zoë 🙂']))
})

describe('reading again', () => {
  test('gives nothing while the file is unchanged, and all when a line was added', async () => {
    await save(created('1'), asks('1'))
    const since = stateOf(await read('message'))
    expect(await read('message', since)).toEqual([])
    await appendFile(join(folder, fileNames.ticketEvents), `${JSON.stringify(asks('1', { id: 'new' }))}\n`)
    const again = await read('message', since)
    expect(again[0]).toMatchObject({ type: 'checkpoint', startsOver: true })
    expect(records(again)).toHaveLength(2)
  })

  test('leaves an event alone that is no longer in the file', async () => {
    await save(created('1'), created('2'))
    const since = stateOf(await read('ticket'))
    await save(created('1'))
    expect(endings(await read('ticket', since))).toEqual([])
  })
})

test('where there is a table of contacts, nobody else is one', async () => {
  await write('contacts.csv', 'id,name\nc1,Ada\n')
  await save(created('1', { customerId: 'c2' }))
  expect(records(await read('contact')).map(({ id }) => id)).toEqual(['c1'])
})

describe('a table of surveys', () => {
  const columns = 'customer_id,kind,score,scale_min,scale_max,direction,at,delivered'

  test('has the columns of rapport calc surveys; a row is known by who was asked what and when', async () => {
    await write(
      'surveys.csv',
      `${columns}\nc1,NPS,9,0,10,higher,2026-03-02,true\nc1,nps,9,0,10,higher,2026-03-02,\nc2,ces,,1,5,lower_is_better,2026-03-02T10:00:00Z,no\n`,
    )
    expect(records(await read('surveyResponse'))).toMatchObject([
      { id: 'c1|nps|2026-03-02T00:00:00.000Z|||', kind: 'nps', score: 9, contacts: [{ id: 'c1' }] },
      { id: 'c1|nps|2026-03-02T00:00:00.000Z|||', delivered: true, higherIsBetter: true },
      { kind: 'ces', score: null, delivered: false, higherIsBetter: false },
    ])
  })

  test('sets aside what cannot be counted', async () => {
    await write(
      'surveys.csv',
      `${columns}\n,nps,9,0,10,higher,2026-03-02,\nc1,nps,11,0,10,higher,2026-03-02,\nc1,nsp,9,0,10,higher,2026-03-02,\nc1,nps,9,10,0,higher,2026-03-02,\nc1,nps,9,0,10,up,2026-03-02,\n`,
    )
    expect(reasons(await read('surveyResponse')).map((reason) => reason.replace(/^.*csv, /, ''))).toEqual([
      expect.stringContaining('line 2: customer_id is empty'),
      expect.stringContaining('line 3: the score 11 is not on its scale from 0 to 10'),
      expect.stringContaining('line 4: kind "nsp" is not known: write one of nps, csat, ces, csi'),
      expect.stringContaining('line 5: a scale from 10 to 0 has no two ends'),
      expect.stringContaining('line 6: direction "up" is not known'),
    ])
  })
})

describe('check', () => {
  const check = async (): Promise<CheckResult[]> =>
    (await all(csv.check(contextOf(), () => noSelection))).filter(({ name }) => name !== 'files')

  test('says that the file can be read and its first line is an event', async () => {
    await save(created('1', { customerId: 'c1' }))
    expect(await check()).toEqual([
      { name: 'ticketEvents: readable', ok: true, detail: join(folder, fileNames.ticketEvents) },
      {
        name: 'ticketEvents: a sample line',
        ok: true,
        detail: expect.stringMatching(/^the first line is an event "created" with ticketId, at, initiator/),
      },
    ])
  })

  test('says what is wrong with the first line', async () => {
    await save({ ticket: '1' })
    expect((await check()).at(-1)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('line 1: type is missing: write one of created,'),
    })
  })
})
