import { markDeleted, rememberWritten, saveStageState, upsertRecords } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'
import { type WantedRecord, wantedFromScores } from './wanted.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const fields = targetFields(
  ['first_response_minutes', 'resolved_first_contact', 'scores_as_of', 'why'],
  'ticket',
)

async function tickets(...ids: string[]): Promise<void> {
  const records = ids.map((id) => ({ record: { id, createdAt: '2026-01-01T00:00:00Z' }, raw: null }))
  await upsertRecords(workspace.db, 'crm', 'ticket', records)
}

/** A ticket as it was measured, as of the first of February. */
async function figures(
  id: string,
  more: Readonly<Record<string, unknown>> = {},
  asOf = '2026-02-01T00:00:00Z',
) {
  const row = {
    connection: 'crm',
    ticket_id: id,
    started_at: '2026-01-01',
    started_on: '2026-01-01',
    standing: 'counted',
    initiator: 'customer',
    category: 'solved',
    requester_wait: 0,
    agent_wait: 0,
    on_hold: 0,
    replies: 1,
    touches: 1,
    reopens: 0,
    flags: [],
    ...more,
  }
  const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)))
  await sql`
    insert into ticket_metric (${columns})
    select ${columns} from jsonb_populate_record(null::ticket_metric, ${JSON.stringify(row)}::jsonb)
  `.execute(workspace.db)
  await saveStageState(workspace.db, 'service-measured', { asOf })
}

async function read(): Promise<WantedRecord[]> {
  const records: WantedRecord[] = []
  const options = { connection: 'crm', entity: 'ticket', fields, asOf: '2026-02-01T00:00:00Z' } as const
  for await (const { asOf: _, ...record } of wantedFromScores(workspace.db, options)) records.push(record)
  return records
}

const unknown = { first_response_minutes: null, resolved_first_contact: null, scores_as_of: null, why: null }

test('a ticket gets its own figures, and a sentence', async () => {
  await tickets('1', '2')
  await figures('1', { first_response: 750, first_outcome: 'met', fcr: true })
  expect(await read()).toEqual([
    {
      recordId: '1',
      customerId: null,
      values: {
        first_response_minutes: 12.5,
        resolved_first_contact: 'yes',
        scores_as_of: '2026-02-01T00:00:00.000Z',
        why: 'First answered after 13 min, in time. Resolved at the first contact.',
      },
    },
  ])
})

test('what is not known yet stays empty', async () => {
  await tickets('1')
  await figures('1', { first_outcome: 'pending', first_due_at: '2026-02-03', waiting_since: '2026-01-31' })
  expect((await read())[0]?.values).toMatchObject({
    first_response_minutes: null,
    resolved_first_contact: null,
    why: 'Not answered yet.',
  })
})

test('nothing is said of spam, and of a ticket that was merged away', async () => {
  await tickets('1')
  await figures('1', { first_response: 750, standing: 'spam' })
  expect((await read())[0]?.values).toMatchObject({ first_response_minutes: null, why: null })
})

test('all is unknown of a ticket that Rapport wrote to and that has no figures any more', async () => {
  await tickets('1', '2')
  await figures('1')
  await rememberWritten(workspace.db, 'crm', 'ticket', [{ id: '2', values: { reopens: 1 } }])
  expect((await read()).find(({ recordId }) => recordId === '2')).toEqual({
    recordId: '2',
    customerId: null,
    values: unknown,
  })
})

test('deleted tickets and those of other connections are left out', async () => {
  await tickets('gone')
  await figures('gone')
  await figures('never read')
  await markDeleted(workspace.db, 'crm', 'ticket', [{ id: 'gone' }])
  await upsertRecords(workspace.db, 'other', 'ticket', [{ record: { id: '1' }, raw: null }])
  expect(await read()).toEqual([])
})

test('figures of a later moment than the one in force do not count', async () => {
  await tickets('1')
  await figures('1', { first_response: 60 }, '2026-02-02T00:00:00Z')
  expect(await read()).toEqual([])
})

test('tickets are read over page edges', async () => {
  const ids = Array.from({ length: 1_003 }, (_, index) => `t${index}`)
  await tickets(...ids)
  for (const id of ids) await figures(id)
  expect((await read()).map(({ recordId }) => recordId)).toEqual(ids.sort())
})
