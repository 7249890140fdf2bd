import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { makeId } from './ids.ts'
import { type OpenOrg, open } from './testing/open.ts'

const A = makeId('001', 1)
const B = makeId('001', 2)
const seed = {
  Account: [
    { Id: A, Name: 'A', Phone: '1' },
    { Id: B, Name: 'B', Phone: '2' },
  ],
}

async function uploaded(
  { send, instanceUrl, accessToken }: OpenOrg,
  job: object,
  csv: string,
): Promise<string> {
  const { body } = await send('POST', '/jobs/ingest', job)
  expect([body.state, body.contentUrl]).toEqual([
    'Open',
    `services/data/v68.0/jobs/ingest/${body.id}/batches`,
  ])
  const { status } = await fetch(`${instanceUrl}/${body.contentUrl}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'text/csv' },
    body: csv,
  })
  expect(status).toBe(201)
  return body.id
}

async function finished(org: OpenOrg, id: string): Promise<string[]> {
  const states = [(await org.send('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' })).body.state]
  while (!['JobComplete', 'Failed'].includes(states.at(-1))) {
    states.push((await org.send('GET', `/jobs/ingest/${id}`)).body.state)
  }
  return states
}

it('is used by jsforce, which gets the three result files', async () => {
  const { client } = await open(seed)
  client.bulk2.pollInterval = 1
  const results = await client.bulk2.loadAndWaitForResults({
    object: 'Account',
    operation: 'update',
    input: [
      { Id: A, Phone: '9' },
      { Id: makeId('001', 99), Phone: '9' },
    ],
  })
  expect(results.successfulResults).toMatchObject([{ sf__Id: A, sf__Created: 'false', Phone: '9' }])
  expect(results.failedResults).toMatchObject([
    { sf__Error: 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--', Phone: '9' },
  ])
  expect(results.unprocessedRecords).toEqual([])
})

it('goes from Open over UploadComplete and InProgress to JobComplete, with counts', async () => {
  const org = await open(seed, { bulkPolls: 2 })
  const id = await uploaded(org, { object: 'Account', operation: 'update' }, `Id,Phone\n${A},7\n${B},8\n`)
  expect(await finished(org, id)).toEqual(['UploadComplete', 'InProgress', 'InProgress', 'JobComplete'])
  expect((await org.send('GET', `/jobs/ingest/${id}`)).body).toMatchObject({
    numberRecordsProcessed: 2,
    numberRecordsFailed: 0,
  })
  expect(org.control.counters()).toMatchObject({ recordsWritten: 2, recordsChanged: 2 })
})

it('ends though nobody looks at it, while other requests are answered', async () => {
  const org = await open(seed, { bulkPolls: 9, bulkRequests: 2 })
  const id = await uploaded(org, { object: 'Account', operation: 'update' }, `Id,Phone\n${A},7\n`)
  const phone = async () => (await org.send('GET', `/sobjects/Account/${A}?fields=Phone`)).body.Phone
  expect(await phone()).toBe('1')
  await org.send('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' })
  expect([await phone(), await phone(), await phone()]).toEqual(['1', '1', '7'])
  expect((await org.send('GET', `/jobs/ingest/${id}`)).body.state).toBe('JobComplete')
  expect(org.control.counters().recordsWritten).toBe(1)
})

it('clears a value by #N/A, leaves one alone that is empty, and keeps quotes and line breaks', async () => {
  const org = await open(seed)
  const csv = `Id,Phone,Description\n${A},#N/A,"He said ""no"",\nand left"\n${B},,x\n`
  const id = await uploaded(org, { object: 'Account', operation: 'update' }, csv)
  await finished(org, id)
  const { records } = await org.client.query('SELECT Phone, Description FROM Account ORDER BY Name')
  expect(records).toMatchObject([
    { Phone: null, Description: 'He said "no",\nand left' },
    { Phone: '2', Description: 'x' },
  ])
  const successful = await org.send('GET', `/jobs/ingest/${id}/successfulResults`)
  expect(parse(successful.body)[1]).toEqual([A, 'false', A, '#N/A', 'He said "no",\nand left'])
})

it('fails rows that Salesforce fails, each with its reason', async () => {
  const org = await open(seed)
  org.control.lockRecords([B])
  const csv = `Id,AnnualRevenue\n${A},much\n${B},1\n${A},1.5\n`
  const id = await uploaded(org, { object: 'Account', operation: 'update' }, csv)
  await finished(org, id)
  const failed: Record<string, string>[] = parse(
    (await org.send('GET', `/jobs/ingest/${id}/failedResults`)).body,
    { columns: true },
  )
  expect(failed.map((row) => row.sf__Error?.split(':')[0])).toEqual([
    'INVALID_TYPE_ON_FIELD_IN_RECORD',
    'UNABLE_TO_LOCK_ROW',
  ])
  expect(failed.map((row) => row.sf__Error?.split(':').at(-1))).toEqual(['AnnualRevenue --', '--'])
})

it('fails a job as a whole when a column is no field, and leaves its records unprocessed', async () => {
  const org = await open(seed)
  const csv = `Id,Nope__c\n${A},1\n`
  const id = await uploaded(org, { object: 'Account', operation: 'update' }, csv)
  expect((await finished(org, id)).at(-1)).toBe('Failed')
  expect((await org.send('GET', `/jobs/ingest/${id}`)).body.errorMessage).toBe(
    'InvalidBatch : Field name not found : Nope__c',
  )
  expect((await org.send('GET', `/jobs/ingest/${id}/unprocessedrecords`)).body).toBe(csv)
})

it('inserts, and hard-deletes beyond queryAll', async () => {
  const org = await open(seed)
  await finished(org, await uploaded(org, { object: 'Contact', operation: 'insert' }, 'LastName\nAda\n'))
  expect((await org.client.query('SELECT Id FROM Contact')).totalSize).toBe(1)
  await finished(org, await uploaded(org, { object: 'Account', operation: 'hardDelete' }, `Id\n${A}\n`))
  expect((await org.client.query('SELECT Id FROM Account', { scanAll: true })).totalSize).toBe(1)
})

it('takes one upload, only while the job is open, and none after it was aborted', async () => {
  const org = await open(seed)
  const id = await uploaded(org, { object: 'Account', operation: 'update' }, `Id,Phone\n${A},7\n`)
  expect((await org.send('PUT', `/jobs/ingest/${id}/batches`, 'x')).body[0].errorCode).toBe('INVALIDJOBSTATE')
  expect((await org.send('PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' })).body.state).toBe('Aborted')
  expect((await org.send('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' })).status).toBe(400)
  expect(org.control.counters().recordsWritten).toBe(0)
})

it('fails half-way when told to: what was done is told apart from what was not', async () => {
  const org = await open(seed)
  org.control.failBulkJobs({ afterRecords: 1 })
  const id = await uploaded(org, { object: 'Account', operation: 'update' }, `Id,Phone\n${A},7\n${B},8\n`)
  expect((await finished(org, id)).at(-1)).toBe('Failed')
  const file = async (name: string) =>
    parse((await org.send('GET', `/jobs/ingest/${id}/${name}`)).body, { from: 2 })
  expect(await file('successfulResults')).toEqual([[A, 'false', A, '7']])
  expect(await file('failedResults')).toEqual([])
  expect(await file('unprocessedrecords')).toEqual([[B, '8']])
})
