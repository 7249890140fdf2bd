import type { SalesforceOptions } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { accountTarget as target } from './account.ts'
import { everyType, TargetOrg } from './testing/target-org.ts'

const settings = { ingestAbove: 0 }

/** An org of accounts with the fields in place, and a run in it that writes by ingest jobs. */
async function open(count: number, options: SalesforceOptions = {}) {
  const org = await TargetOrg.open('Account', count, options)
  const run = org.run({ settings })
  await target.ensureFields(run.ctx, everyType)
  org.server.control.resetLog()
  return { org, ...run, [Symbol.asyncDispose]: () => org[Symbol.asyncDispose]() }
}

const upload = { method: 'PUT', path: '*/jobs/ingest/*/batches' }
const closing = { method: 'PATCH', path: '*/jobs/ingest/*' }
const jobCalls = (org: TargetOrg) => org.calls().filter((call) => call.includes('/jobs/ingest'))

test('records are written by one job, whose results are not fetched where none failed', async () => {
  await using opened = await open(30)
  const { org, ctx } = opened
  const results = await target.write(
    ctx,
    org.writes((index) => ({ orders: index, why: `"${index}",\nso` })),
    everyType,
  )
  expect(results).toEqual(org.ids.map((id) => ({ id, ok: true, modifiedAt: null })))
  expect(jobCalls(org)).toEqual([
    'POST /jobs/ingest',
    'PUT /jobs/ingest/ID/batches',
    'PATCH /jobs/ingest/ID',
    'GET /jobs/ingest/ID',
    'GET /jobs/ingest/ID',
  ])
  expect(org.stored(org.ids[7]!, 'Rapport_Why__c')).toBe('"7",\nso')
})

test('null clears, and a field that is not written stays as it is', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  await target.write(
    ctx,
    org.writes(() => ({ orders: 1, segment: 'loyal' })),
    everyType,
  )
  const [one = '', other = ''] = org.ids
  await target.write(
    ctx,
    [
      { id: one, values: { orders: null } },
      { id: other, values: { segment: 'at_risk' } },
    ],
    everyType,
  )
  expect([org.stored(one, 'Rapport_Orders__c'), org.stored(one, 'Rapport_Segment__c')]).toEqual([
    null,
    'loyal',
  ])
  expect([org.stored(other, 'Rapport_Orders__c'), org.stored(other, 'Rapport_Segment__c')]).toEqual([
    1,
    'at_risk',
  ])
})

test('a text that a file would take for clearing is written all the same', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  const results = await target.write(
    ctx,
    org.writes((index) => ({ why: index === 0 ? '#N/A' : 'because' })),
    everyType,
  )
  expect(results.every(({ ok }) => ok)).toBe(true)
  expect(org.stored(org.ids[0]!, 'Rapport_Why__c')).toBe('#N/A')
})

test('records that Salesforce refuses are set aside, each with its reason', async () => {
  await using opened = await open(4)
  const { org, ctx } = opened
  const [, ruled = '', deleted = ''] = org.ids
  org.server.control.addValidationRule({
    object: 'Account',
    field: 'Rapport_Orders__c',
    message: 'Ask: finance, first',
    refuses: (value) => value('Id') === ruled,
  })
  org.remove(deleted)
  const results = await target.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results).toMatchObject([
    { ok: true },
    {
      ok: false,
      error: {
        kind: 'invalid',
        message: expect.stringContaining(
          'Ask: finance, first (Rapport_Orders__c) [FIELD_CUSTOM_VALIDATION_EXCEPTION]',
        ),
      },
    },
    { ok: false, error: { kind: 'gone' } },
    { ok: true },
  ])
})

test('records that a job found locked are sent again afterwards', async () => {
  await using opened = await open(30)
  const { org, ctx } = opened
  org.server.control.lockRecords(org.ids.slice(0, 25), 2)
  const results = await target.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results.every(({ ok }) => ok)).toBe(true)
  expect(org.updates()).toBe(30)
})

test('a job that fails half-way: what it wrote counts, the others may be sent again', async () => {
  await using opened = await open(5)
  const { org, ctx } = opened
  org.server.control.failBulkJobs({ afterRecords: 2, message: 'InternalServerError : The job failed' })
  const results = await target.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(results.map(({ ok }) => ok)).toEqual([true, true, false, false, false])
  expect(results[4]).toMatchObject({
    error: { kind: 'transient', outcome: 'none', message: expect.stringContaining('The job failed') },
  })
  expect(org.updates()).toBe(2)
})

test('a column that is no field for this user is a setting, not the fault of every record', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  const grants = org.server.org.table('FieldPermissions')
  for (const row of grants.rowsWhere('Field', 'Account.Rapport_Orders__c')) grants.purge(row)
  org.server.org.permissionsChanged()
  const [result] = await target.write(
    ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  expect(result).toMatchObject({
    ok: false,
    error: { kind: 'config', message: expect.stringContaining('Rapport_Orders__c') },
  })
})

test.each(['reset', 'reset-after-commit', 'truncated-body'] as const)(
  'an upload that ends in %s is made again in a new job, and its records are written once',
  async (kind) => {
    await using opened = await open(10)
    const { org, ctx } = opened
    org.server.control.fail({ ...upload, fault: { kind } })
    const results = await target.write(
      ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    )
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(org.updates()).toBe(10)
  },
)

test('an upload that keeps failing has surely had no effect', async () => {
  await using opened = await open(10)
  const { org, ctx } = opened
  org.server.control.fail({ ...upload, times: 'always', fault: { kind: 'reset-after-commit' } })
  await expect(
    target.write(
      ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    ),
  ).rejects.toMatchObject({ kind: 'transient', outcome: 'none' })
  expect(org.updates()).toBe(0)
})

test.each(['reset', 'reset-after-commit'] as const)(
  'a job whose closing ends in %s writes its records once',
  async (kind) => {
    await using opened = await open(10)
    const { org, ctx } = opened
    org.server.control.fail({ ...closing, fault: { kind } })
    const results = await target.write(
      ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    )
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(org.updates()).toBe(10)
    expect(jobCalls(org).filter((call) => call === 'POST /jobs/ingest').length).toBe(1)
  },
)

test('a run that is killed while its job works leaves it to the next run, which waits for it', async () => {
  await using opened = await open(10, { bulkPolls: 5 })
  const { org } = opened
  const killed = new AbortController()
  const dying = org.run({ settings, signal: killed.signal })
  const unsettled = target
    .write(
      dying.ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    )
    .catch((error: unknown) => error)
  while (!jobCalls(org).includes('GET /jobs/ingest/ID')) await new Promise((next) => setTimeout(next, 5))
  killed.abort()
  expect(await unsettled).toBeInstanceOf(Error)
  expect(org.updates()).toBe(0)
  const current = await target.current(org.run({ settings }).ctx, org.ids, everyType)
  expect([...current.values()].map(({ orders }) => orders)).toEqual(org.ids.map(() => 1))
  expect(org.updates()).toBe(10)
})

test('a run that was killed before its job was closed has had no effect, and nobody waits for that job', async () => {
  await using opened = await open(10)
  const { org } = opened
  org.server.control.fail({ ...closing, fault: { kind: 'hang' } })
  const killed = new AbortController()
  const dying = org.run({ settings, signal: killed.signal })
  const unsettled = target
    .write(
      dying.ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    )
    .catch((error: unknown) => error)
  while (!jobCalls(org).includes('PUT /jobs/ingest/ID/batches')) {
    await new Promise((next) => setTimeout(next, 5))
  }
  await new Promise((next) => setTimeout(next, 50))
  killed.abort()
  expect(await unsettled).toBeInstanceOf(Error)
  const current = await target.current(org.run({ settings }).ctx, org.ids, everyType)
  expect([...current.values()].map(({ orders }) => orders)).toEqual(org.ids.map(() => null))
  expect(org.updates()).toBe(0)
})

test('a job whose end nobody saw is waited for before the records are read again', async () => {
  await using opened = await open(10, { bulkPolls: 3 })
  const { org, ctx } = opened
  await target.current(ctx, org.ids, everyType)
  org.server.control.fail({ method: 'GET', path: '*/jobs/ingest/*', times: 2, fault: { kind: 'reset' } })
  await expect(
    target.write(
      ctx,
      org.writes(() => ({ orders: 1 })),
      everyType,
    ),
  ).rejects.toMatchObject({ outcome: 'unknown' })
  expect(org.updates()).toBe(0)
  const current = await target.current(ctx, org.ids, everyType)
  expect([...current.values()].every(({ orders }) => orders === 1)).toBe(true)
  expect(org.updates()).toBe(10)
})

test('jobs of other users are not waited for', async () => {
  await using opened = await open(1)
  const { org } = opened
  await target.write(
    opened.ctx,
    org.writes(() => ({ orders: 1 })),
    everyType,
  )
  for (const job of org.server.org.jobs.values()) {
    job.state = 'InProgress'
    job.createdById = '005000000000999AAA'
    job.pollsLeft = Number.POSITIVE_INFINITY
  }
  const current = await target.current(org.run({ settings }).ctx, org.ids, everyType)
  expect(current.size).toBe(1)
})
