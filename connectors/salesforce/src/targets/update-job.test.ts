import type { ConnectorContext, Write, WriteResult } from '@rapport/connector'
import type { SalesforceOptions } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import type { SalesforceSettings } from '../settings.ts'
import { accountTarget as target } from './account.ts'
import { everyType, TargetOrg } from './testing/target-org.ts'
import { UpdateJob } from './update-job.ts'

/** An org of accounts with the fields in place, and a run in it. */
async function open(count: number, options: SalesforceOptions = {}) {
  const org = await TargetOrg.open('Account', count, options)
  const run = org.run()
  await target.ensureFields(run.ctx, everyType)
  org.server.control.resetLog()
  return { org, ...run, [Symbol.asyncDispose]: () => org[Symbol.asyncDispose]() }
}

const jobOf = (ctx: ConnectorContext<SalesforceSettings>, mostBytes = 1_000_000) =>
  new UpdateJob(ctx, { object: 'Account', fields: everyType, mostBytes })

/** Writes by one job. Returns the results in the order of the writes. */
async function writeByJob(
  ctx: ConnectorContext<SalesforceSettings>,
  writes: readonly Write[],
): Promise<readonly WriteResult[]> {
  const job = jobOf(ctx)
  await job.add(writes)
  const results = new Map<string, WriteResult>()
  for await (const part of job.send()) for (const result of part) results.set(result.id, result)
  return writes.flatMap(({ id }) => results.get(id) ?? [])
}

const upload = { method: 'PUT', path: '*/jobs/ingest/*/batches' }
const closing = { method: 'PATCH', path: '*/jobs/ingest/*' }
const jobCalls = (org: TargetOrg) => org.calls().filter((call) => call.includes('/jobs/ingest'))

test('records are written by one job, whose results are not fetched where none failed', async () => {
  await using opened = await open(30)
  const { org, ctx } = opened
  const results = await writeByJob(
    ctx,
    org.writes((index) => ({ orders: index, why: `"${index}",\nso` })),
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
  await writeByJob(
    ctx,
    org.writes(() => ({ orders: 1, segment: 'loyal' })),
  )
  const [one = '', other = ''] = org.ids
  await writeByJob(ctx, [
    { id: one, values: { orders: null } },
    { id: other, values: { segment: 'at_risk' } },
  ])
  expect([org.stored(one, 'Rapport_Orders__c'), org.stored(one, 'Rapport_Segment__c')]).toEqual([
    null,
    'loyal',
  ])
  expect([org.stored(other, 'Rapport_Orders__c'), org.stored(other, 'Rapport_Segment__c')]).toEqual([
    1,
    'at_risk',
  ])
})

test('what a file cannot carry and what cannot be sent is left to be written otherwise', async () => {
  await using opened = await open(3)
  const { org, ctx } = opened
  const [clearing = '', unreadable = ''] = org.ids
  const job = jobOf(ctx)
  const texts = ['#N/A', 'because', 'because']
  const writes = org.writes((index) => ({
    why: texts[index] ?? null,
    ...(index === 1 ? { orders: 'many' } : {}),
  }))
  expect(await job.add(writes)).toEqual({ taken: 3, unfit: [clearing, unreadable] })
  expect(job.size).toBe(1)
  expect(await target.write(ctx, writes.slice(0, 2), everyType)).toMatchObject([
    { ok: true },
    { ok: false, error: { kind: 'invalid' } },
  ])
  expect(org.stored(clearing, 'Rapport_Why__c')).toBe('#N/A')
})

test('a job takes so many bytes and no more; what it has no room for goes by the next one', async () => {
  await using opened = await open(300)
  const { org, ctx } = opened
  const mostBytes = 4_000
  let waiting: readonly Write[] = org.writes((index) => ({ orders: index, why: 'ü'.repeat(index % 7) }))
  let sent = 0
  while (waiting.length > 0) {
    const job = jobOf(ctx, mostBytes)
    while (waiting.length > 0 && !job.isFull) {
      const { taken } = await job.add(waiting.slice(0, 50))
      waiting = waiting.slice(taken)
    }
    sent += job.size
    for await (const part of job.send()) expect(part.every(({ ok }) => ok)).toBe(true)
  }
  expect(sent).toBe(300)
  const bytes = [...org.server.org.jobs.values()].map((job) =>
    Buffer.byteLength(job.kind === 'ingest' ? (job.upload ?? '') : ''),
  )
  expect(Math.max(...bytes)).toBeLessThanOrEqual(mostBytes)
  expect(Math.min(...bytes.slice(0, -1))).toBeGreaterThan(mostBytes - 100)
  expect(jobCalls(org).filter((call) => call === 'POST /jobs/ingest').length).toBe(bytes.length)
  expect(org.updates()).toBe(300)
})

test('a record larger than a job may be goes by a job of its own', async () => {
  await using opened = await open(2)
  const { org, ctx } = opened
  const job = jobOf(ctx, 10)
  expect(await job.add(org.writes(() => ({ orders: 1 })))).toEqual({ taken: 1, unfit: [] })
  expect(job.isFull).toBe(true)
})

test('batches that are added at once are all in the job', async () => {
  await using opened = await open(40)
  const { org, ctx } = opened
  const job = jobOf(ctx)
  const writes = org.writes((index) => ({ orders: index }))
  await Promise.all([0, 10, 20, 30].map((start) => job.add(writes.slice(start, start + 10))))
  for await (const _part of job.send());
  expect(org.ids.map((id) => org.stored(id, 'Rapport_Orders__c'))).toEqual(org.ids.map((_, index) => index))
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
  const results = await writeByJob(
    ctx,
    org.writes(() => ({ orders: 1 })),
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

test('records that a job found locked were not written, and may be taken when they are sent again', async () => {
  await using opened = await open(30)
  const { org, ctx } = opened
  org.server.control.lockRecords(org.ids.slice(0, 25))
  const results = await writeByJob(
    ctx,
    org.writes(() => ({ orders: 1 })),
  )
  expect(results.filter(({ ok }) => ok).length).toBe(5)
  expect(results[0]).toMatchObject({ error: { kind: 'conflict', outcome: 'none' } })
  expect(org.updates()).toBe(5)
})

test('a job that fails half-way: what it wrote counts, the others may be sent again', async () => {
  await using opened = await open(5)
  const { org, ctx } = opened
  org.server.control.failBulkJobs({ afterRecords: 2, message: 'InternalServerError : The job failed' })
  const results = await writeByJob(
    ctx,
    org.writes(() => ({ orders: 1 })),
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
  const [result] = await writeByJob(
    ctx,
    org.writes(() => ({ orders: 1 })),
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
    const results = await writeByJob(
      ctx,
      org.writes(() => ({ orders: 1 })),
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
    writeByJob(
      ctx,
      org.writes(() => ({ orders: 1 })),
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
    const results = await writeByJob(
      ctx,
      org.writes(() => ({ orders: 1 })),
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
  const dying = org.run({ signal: killed.signal })
  const unsettled = writeByJob(
    dying.ctx,
    org.writes(() => ({ orders: 1 })),
  ).catch((error: unknown) => error)
  while (!jobCalls(org).includes('GET /jobs/ingest/ID')) await new Promise((next) => setTimeout(next, 5))
  killed.abort()
  expect(await unsettled).toBeInstanceOf(Error)
  expect(org.updates()).toBe(0)
  const current = await target.current(org.run().ctx, org.ids, everyType)
  expect([...current.values()].map(({ orders }) => orders)).toEqual(org.ids.map(() => 1))
  expect(org.updates()).toBe(10)
})

test('a run that was killed before its job was closed has had no effect, and nobody waits for that job', async () => {
  await using opened = await open(10)
  const { org } = opened
  org.server.control.fail({ ...closing, fault: { kind: 'hang' } })
  const killed = new AbortController()
  const dying = org.run({ signal: killed.signal })
  const unsettled = writeByJob(
    dying.ctx,
    org.writes(() => ({ orders: 1 })),
  ).catch((error: unknown) => error)
  while (!jobCalls(org).includes('PUT /jobs/ingest/ID/batches')) {
    await new Promise((next) => setTimeout(next, 5))
  }
  await new Promise((next) => setTimeout(next, 50))
  killed.abort()
  expect(await unsettled).toBeInstanceOf(Error)
  const current = await target.current(org.run().ctx, org.ids, everyType)
  expect([...current.values()].map(({ orders }) => orders)).toEqual(org.ids.map(() => null))
  expect(org.updates()).toBe(0)
})

test('a job whose end nobody saw is waited for before the records are read again', async () => {
  await using opened = await open(10, { bulkPolls: 3 })
  const { org, ctx } = opened
  await target.current(ctx, org.ids, everyType)
  org.server.control.fail({ method: 'GET', path: '*/jobs/ingest/*', times: 2, fault: { kind: 'reset' } })
  await expect(
    writeByJob(
      ctx,
      org.writes(() => ({ orders: 1 })),
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
  await writeByJob(
    opened.ctx,
    org.writes(() => ({ orders: 1 })),
  )
  for (const job of org.server.org.jobs.values()) {
    job.state = 'InProgress'
    job.createdById = '005000000000999AAA'
    job.pollsLeft = Number.POSITIVE_INFINITY
  }
  const current = await target.current(org.run().ctx, org.ids, everyType)
  expect(current.size).toBe(1)
})
