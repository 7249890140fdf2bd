import { recordCurrency, type WriteResult } from '@rapport/connector'
import { expect, test } from 'vitest'
import { accountTarget } from './account.ts'
import { everyType, TargetOrg } from './testing/target-org.ts'

const count = 10_000

/** Reads and writes all accounts as write-back does: batch by batch, each read before it is written or added to a job. */
async function writeAll(org: TargetOrg): Promise<number> {
  const { ctx } = org.run()
  await accountTarget.currency?.(ctx)
  const writes = org.writes((index) => ({ clv_low: index, segment: 'loyal', why: `Ordered ${index} times` }))
  const { jobs } = accountTarget
  const job = jobs === undefined || writes.length <= jobs.above(ctx) ? null : jobs.open(ctx, everyType)
  let written = 0
  for (let start = 0; start < writes.length; start += accountTarget.batchSize) {
    const batch = writes.slice(start, start + accountTarget.batchSize)
    await accountTarget.current(
      ctx,
      batch.map(({ id }) => id),
      everyType,
    )
    if (job === null) written += done(await accountTarget.write(ctx, batch, everyType))
    else await job.add(batch)
  }
  for await (const results of job?.send() ?? []) written += done(results)
  return written
}

const done = (results: readonly WriteResult[]): number => results.filter(({ ok }) => ok).length

test('10,000 changed accounts cost a dozen calls', async () => {
  await using org = await TargetOrg.open('Account', count)
  await accountTarget.ensureFields(org.run().ctx, everyType)
  org.server.control.resetLog()
  expect(await writeAll(org)).toBe(count)
  expect(org.updates()).toBe(count)
  // List of jobs, describe, 5 reads of 2,000, and a job: made, filled, closed, looked at twice.
  expect(org.calls().length).toBe(12)
})

test('2,000 changed accounts go by collections, without a job', async () => {
  await using org = await TargetOrg.open('Account', 2_000)
  await accountTarget.ensureFields(org.run().ctx, everyType)
  org.server.control.resetLog()
  expect(await writeAll(org)).toBe(2_000)
  expect(org.calls()).toEqual([
    'GET /sobjects/Account/describe',
    'GET /jobs/ingest',
    'POST /composite/sobjects/Account',
    ...Array.from({ length: 10 }, () => 'PATCH /composite/sobjects'),
  ])
})

test('in an org with several currencies, those are read with the records', async () => {
  await using org = await TargetOrg.open('Account', 0, { features: ['multiCurrency'] })
  org.add(count, { CurrencyIsoCode: 'USD' })
  await accountTarget.ensureFields(org.run().ctx, everyType)
  org.server.control.resetLog()
  expect(await writeAll(org)).toBe(count)
  expect(org.calls().length).toBe(12)
})

test('where the currencies are not known yet, five calls tell those of 10,000 accounts', async () => {
  await using org = await TargetOrg.open('Account', 0, { features: ['multiCurrency'] })
  org.add(count, { CurrencyIsoCode: 'EUR' })
  const current = await accountTarget.current(org.run().ctx, org.ids, [])
  expect(current.get(org.ids[count - 1] ?? '')).toEqual({ [recordCurrency]: 'EUR' })
  // List of jobs, describe, 5 reads of 2,000.
  expect(org.calls().length).toBe(7)
})
