import { MemoryStore } from '@rapport/contract-kit'
import {
  editSalesforceRecords,
  loadSalesforceRecord,
  type SalesforceServer,
  startSalesforce,
} from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { salesforce } from '../index.ts'
import { accountTarget } from '../targets/account.ts'
import { everyType } from '../targets/testing/target-org.ts'
import { connect } from '../testing/connection.ts'

/** Streams that read what another one has asked for ask nothing. */
const callsOf = (entity: string): number => (entity === 'ticketEvent' ? 0 : 2)

const entities = salesforce.streams.map(({ entity }) => entity)

/** Reads all streams as a run does. Returns the calls that each made, by the org's own log. */
async function readAll(server: SalesforceServer, store: MemoryStore): Promise<Record<string, number>> {
  const run = {}
  const calls: Record<string, number> = {}
  for (const entity of entities) {
    const before = server.control.log().length
    await connect(server, { store, run }).read(entity)
    calls[entity] = server.control.log().length - before
  }
  return calls
}

/** An org with records of every object that is read. */
async function openOrg(accounts: number): Promise<{ server: SalesforceServer; accountIds: string[] }> {
  const server = await startSalesforce({ limits: 'off' })
  const add = (object: string, values: Parameters<typeof loadSalesforceRecord>[2] = {}): string =>
    loadSalesforceRecord(server.org, object, values)
  const accountIds = Array.from({ length: accounts }, (_, index) =>
    add('Account', { Name: `Company ${index}` }),
  )
  const AccountId = accountIds[0] ?? null
  add('Contact', { LastName: 'Lee', AccountId })
  add('Opportunity', { Name: 'A sale', AccountId, IsClosed: true, IsWon: true, CloseDate: '2026-01-01' })
  add('Order', { AccountId, EffectiveDate: '2026-01-01', Status: 'Activated', StatusCode: 'A' })
  add('Contract', { AccountId })
  const ParentId = add('Case', { AccountId })
  add('EmailMessage', { ParentId, Incoming: true })
  add('CaseComment', { ParentId, IsPublished: true })
  add('CaseHistory', { CaseId: ParentId, Field: 'Status' })
  add('CaseHistory', { CaseId: ParentId, Field: 'Priority' })
  const QuestionId = add('SurveyQuestion', { QuestionType: 'NPS' })
  add('SurveyQuestionResponse', { QuestionId, NumberValue: 9 })
  return { server, accountIds }
}

test('a run that finds nothing new makes no more than two calls for each stream', async () => {
  const { server, accountIds } = await openOrg(3)
  const store = new MemoryStore()
  await readAll(server, store)
  editSalesforceRecords(server.org, accountIds, { Description: 'as if written by Rapport' })
  await readAll(server, store)
  const calls = await readAll(server, store)
  await server.close()
  expect(calls).toEqual(Object.fromEntries(entities.map((entity) => [entity, callsOf(entity)])))
})

test('nor where so many records were changed at once that they fill a page', async () => {
  const { server, accountIds } = await openOrg(2_001)
  const store = new MemoryStore()
  await readAll(server, store)
  editSalesforceRecords(server.org, accountIds, { Description: 'as if written by Rapport' })
  await readAll(server, store)
  const calls = await readAll(server, store)
  await server.close()
  expect(calls).toEqual(Object.fromEntries(entities.map((entity) => [entity, callsOf(entity)])))
})

test('a run that writes 10,000 accounts, and the one that reads them again, make 60 calls or less together', async () => {
  const { server, accountIds } = await openOrg(10_000)
  const store = new MemoryStore()
  await accountTarget.ensureFields(connect(server).ctx, everyType)
  await readAll(server, store)
  server.control.resetLog()
  await readAll(server, store)
  const { ctx } = connect(server)
  const writes = accountIds.map((id, index) => ({ id, values: { why: `Ordered ${index} times` } }))
  const job = accountTarget.jobs?.open(ctx, everyType)
  for (let start = 0; start < writes.length; start += accountTarget.batchSize) {
    const batch = writes.slice(start, start + accountTarget.batchSize)
    await accountTarget.current(
      ctx,
      batch.map(({ id }) => id),
      everyType,
    )
    await job?.add(batch)
  }
  for await (const _results of job?.send() ?? []);
  await readAll(server, store)
  const calls = server.control.log().length
  await server.close()
  expect(calls).toBeLessThanOrEqual(60)
})
