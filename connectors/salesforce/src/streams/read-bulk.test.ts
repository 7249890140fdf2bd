import { expect, test } from 'vitest'
import { ContactsOrg } from '../testing/contacts-org.ts'

const bulk = { settings: { pageSize: 10, bulkAbove: 20 } }

test('few records are read page by page, many by a job', async () => {
  await using few = await ContactsOrg.open(20)
  await few.run(bulk).read('contact')
  expect(few.bulkCalls()).toEqual([])
  await using many = await ContactsOrg.open(21)
  await many.run(bulk).read('contact')
  expect(many.bulkCalls()).toEqual([
    'POST /jobs/query',
    'GET /jobs/query/ID',
    'GET /jobs/query/ID',
    'GET /jobs/query/ID/resultPages',
    'GET /jobs/query/ID/results',
  ])
  expect(many.store.live('contact').size).toBe(21)
})

test('a job is used below its number of records where calls are short', async () => {
  await using org = await ContactsOrg.open(150, { limits: { daily: 150 } })
  await org.run({ settings: { pageSize: 10, runShare: 1 } }).read('contact')
  expect(org.bulkCalls()[0]).toBe('POST /jobs/query')
  expect(org.store.live('contact').size).toBe(150)
})

test('the query of a job has neither order nor limit, so that Salesforce can split it', async () => {
  await using org = await ContactsOrg.open(30)
  await org.run(bulk).read('contact')
  const [job] = [...org.server.org.jobs.values()]
  expect(job?.kind === 'query' && job.operation).toBe('queryAll')
  expect(job?.kind === 'query' && job.plan.run().length).toBe(30)
})

test('a run that is killed in the middle of the results goes on with the same job and the parts that are left', async () => {
  await using org = await ContactsOrg.open(60, { bulkPageSize: 10 })
  await org.run(bulk).read('contact', { stopAfter: 35 })
  const before = org.bulkCalls().length
  await org.run(bulk).read('contact')
  const after = org.bulkCalls().slice(before)
  expect(after).not.toContain('POST /jobs/query')
  expect(after.filter((call) => call.endsWith('/results')).length).toBeLessThan(6)
  expect(org.store.live('contact').size).toBe(60)
})

test('a job that Salesforce has dropped is made anew', async () => {
  await using org = await ContactsOrg.open(60, { bulkPageSize: 10 })
  await org.run(bulk).read('contact', { stopAfter: 15 })
  org.server.org.jobs.clear()
  await org.run(bulk).read('contact')
  expect(org.bulkCalls().filter((call) => call === 'POST /jobs/query')).toHaveLength(2)
  expect(org.store.live('contact').size).toBe(60)
})

test('a job whose results have ended, although it is still known, is made anew', async () => {
  await using org = await ContactsOrg.open(60, { bulkPageSize: 10 })
  await org.run(bulk).read('contact', { stopAfter: 15 })
  org.pass(8 * 86_400_000)
  await org.run(bulk).read('contact')
  expect(org.bulkCalls().filter((call) => call === 'POST /jobs/query')).toHaveLength(2)
  expect(org.store.live('contact').size).toBe(60)
})

test('a job that failed leaves its records to be read page by page', async () => {
  await using org = await ContactsOrg.open(60)
  await org.run(bulk).read('contact', {
    afterChange: (change) => {
      if (change.type !== 'checkpoint') return
      for (const job of org.server.org.jobs.values()) if (job.state !== 'JobComplete') job.state = 'Failed'
    },
  })
  expect(org.bulkCalls().filter((call) => call.endsWith('/results'))).toEqual([])
  expect(org.store.live('contact').size).toBe(60)
})

test('an object that bulk jobs do not take is read page by page', async () => {
  await using org = await ContactsOrg.open(60)
  const fault = { kind: 'status', status: 400, errorCode: 'INVALIDENTITY', message: 'not supported' } as const
  org.server.control.fail({ method: 'POST', path: '*/jobs/query', fault })
  await org.run(bulk).read('contact')
  expect(org.store.live('contact').size).toBe(60)
})

test('what changes while a job runs is read after it', async () => {
  await using org = await ContactsOrg.open(30)
  let isEdited = false
  await org.run(bulk).read('contact', {
    afterChange: (change) => {
      if (change.type !== 'checkpoint' || isEdited) return
      isEdited = true
      org.rename(org.ids[0] ?? '', 'edited')
      org.add()
    },
  })
  expect(org.nameOf(org.ids[0] ?? '')).toBe('edited')
  expect(org.store.live('contact').size).toBe(31)
})

test('a record that shows late while a job runs is read after it', async () => {
  await using org = await ContactsOrg.open(0)
  for (let number = 0; number < 30; number++) org.add({}, 3_600_000)
  let late: string | null = null
  await org.run(bulk).read('contact', {
    afterChange: (change) => {
      if (change.type === 'checkpoint') late ??= lateIn(org)
    },
  })
  expect(late !== null && org.store.live('contact').has(late)).toBe(true)
})

test('so is one that shows late beside an import, although that is more than a page', async () => {
  await using org = await ContactsOrg.open(0)
  org.import(60)
  let late: string | null = null
  await org.run(bulk).read('contact', {
    afterChange: (change) => {
      if (change.type === 'checkpoint') late ??= lateIn(org)
    },
  })
  expect(late !== null && org.store.live('contact').has(late)).toBe(true)
})

/** A record that a job no longer takes, changed a minute before the newest that it does. */
function lateIn(org: ContactsOrg): string {
  // The stand-in answers with what is there when results are fetched: the plan of the job is made to have run before.
  for (const job of org.server.org.jobs.values()) {
    if (job.kind !== 'query') continue
    const rows = job.plan.run()
    job.plan = { ...job.plan, run: () => rows }
  }
  return org.add({ SystemModstamp: org.modifiedAt(org.ids.at(-1) ?? '') - 60_000 })
}

test('after an import that was read in bulk, the next run reads nothing of it again', async () => {
  await using org = await ContactsOrg.open(0)
  org.import(60)
  await org.run(bulk).read('contact')
  const { upserts } = await org.run(bulk).read('contact')
  expect(upserts).toBe(0)
  expect(org.bulkCalls().filter((call) => call === 'POST /jobs/query')).toHaveLength(1)
})

test.each([
  ['broken off', { kind: 'truncated-body' }],
  ['reset', { kind: 'reset' }],
  ['refused for once', { kind: 'status', status: 503 }],
] as const)('results that are %s are fetched again, and no row is given twice', async (_name, fault) => {
  await using org = await ContactsOrg.open(40, { bulkPageSize: 40 })
  org.server.control.fail({ path: '*/results', fault })
  const { upserts } = await org.run(bulk).read('contact')
  expect(upserts).toBe(40)
})

test('values are the same whether they were read in bulk or page by page', async () => {
  await using org = await ContactsOrg.open(0)
  for (let number = 0; number < 30; number++) {
    org.add({ Email: `p${number}@example.com`, Title: 'He said "no", twice\nand left', Phone: '+1 2' })
  }
  const selection = { extra: ['Title', 'CreatedDate', 'IsDeleted', 'Birthdate'] }
  const { store } = org.run({ settings: { pageSize: 10 } })
  await org.run({ settings: { pageSize: 10 } }).read('contact', { selection })
  const byPage = [...store.live('contact').values()]
  store.records.clear()
  store.states.clear()
  await org.run(bulk).read('contact', { selection })
  const byId = (one: { record: { id: string } }, other: { record: { id: string } }) =>
    one.record.id < other.record.id ? -1 : 1
  expect(org.bulkCalls()).not.toEqual([])
  expect([...store.live('contact').values()].toSorted(byId)).toEqual(byPage.toSorted(byId))
})
