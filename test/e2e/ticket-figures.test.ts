import { type RunResult, revert, runStages, type StageName, type Workspace } from '@rapport/run'
import { loadSalesforceRecord } from '@rapport/sandbox'
import { saveStageState } from '@rapport/store'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openHere } from '../support/in-process.ts'
import { askOrg, connectOrg, openOrg } from '../support/org.ts'

const signal = new AbortController().signal

function run(workspace: Workspace, ...stages: StageName[]): Promise<RunResult> {
  const options = { dryRun: false, wait: false, confirm: false, connections: null, signal }
  return runStages(workspace, { ...options, stages })
}

/** What is known of tickets, as their scoring keeps it. */
async function giveFigures(
  { store }: Workspace,
  figures: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<void> {
  const usual = {
    connection: 'salesforce',
    started_at: '2024-06-01',
    started_on: '2024-06-01',
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
  }
  const names = [...new Set(Object.values(figures).flatMap(Object.keys)), 'ticket_id', ...Object.keys(usual)]
  const columns = sql.join([...new Set(names)].map((name) => sql.ref(name)))
  const rows = Object.entries(figures).map(([ticket_id, figure]) => ({ ...usual, ticket_id, ...figure }))
  await sql`delete from ticket_metric where ticket_id = any(${Object.keys(figures)}::text[])`.execute(
    store.db,
  )
  await sql`
    insert into ticket_metric (${columns})
    select ${columns} from jsonb_populate_recordset(null::ticket_metric, ${JSON.stringify(rows)}::jsonb)
  `.execute(store.db)
  await saveStageState(store.db, 'service-measured', { asOf: '2024-12-30T00:00:00Z' })
}

it('figures of tickets are written to their cases, edits are kept, and a revert takes them back', async () => {
  await using org = await openOrg({ seed: 'empty' })
  const load = (Subject: string) =>
    loadSalesforceRecord(org.server.org, 'Case', {
      Subject,
      Status: 'New',
      CreatedDate: '2024-06-01T00:00:00.000Z',
    })
  const [one, two] = [load('One'), load('Two')]
  const fields = ['first_response_minutes', 'reopens', 'resolved_first_contact', 'why', 'scores_as_of']
  await using installation = await connectOrg(org, {
    connection: { streams: ['ticket'] },
    more: { writeBack: { salesforce: { ticket: fields } } },
  })
  await using workspace = await openHere(installation)
  expect(await run(workspace, 'extract')).toMatchObject({ read: { 'salesforce/ticket': 2 } })
  await giveFigures(workspace, {
    [one]: { first_response: 750, fcr: true },
    [two]: { first_response: 5_400, reopens: 2 },
  })
  const first = await run(workspace, 'plan', 'write')
  expect(first).toMatchObject({ state: 'succeeded', planned: { 'salesforce/ticket': 2 }, written: 2 })
  const held = async (id: string) => {
    const record = await askOrg<Record<string, unknown>>(org, 'GET', `/sobjects/Case/${id}`)
    return ['First_Response_Minutes', 'Reopens', 'Resolved_First_Contact', 'Why'].map(
      (name) => record[`Rapport_${name}__c`],
    )
  }
  expect(await held(one)).toEqual([
    12.5,
    0,
    'yes',
    'First answered after 13 min. Resolved at the first contact.',
  ])
  expect(await held(two)).toEqual([90, 2, null, 'First answered after 1 h 30 min. Reopened 2 times.'])
  expect(await run(workspace, 'plan', 'write')).toMatchObject({ written: 0 })

  await askOrg(org, 'PATCH', `/sobjects/Case/${one}`, { Rapport_Reopens__c: 7 })
  await giveFigures(workspace, {
    [one]: { first_response: 750, reopens: 1, fcr: false, fcr_reason: 'reopened' },
  })
  expect(await run(workspace, 'plan', 'write')).toMatchObject({ written: 1 })
  expect(await held(one)).toEqual([
    12.5,
    7,
    'no',
    'First answered after 13 min. Reopened once. Not resolved at the first contact: reopened.',
  ])

  const record = { connection: 'salesforce', entity: 'ticket', id: two } as const
  expect(await revert(workspace, { record }, { signal })).toMatchObject({ applied: 1, refused: 0 })
  expect(await held(two)).toEqual([null, null, null, null])
  // What was put back is held.
  expect(await run(workspace, 'plan', 'write')).toMatchObject({ written: 0 })
})
