import type { LimitReading } from '@rapport/connector'
import { expect, test } from 'vitest'
import { readLimits } from './limits.ts'
import { freeBudgets } from './testing/connection.ts'
import { ContactsOrg } from './testing/contacts-org.ts'

test('the daily budget follows what each answer says of the org', () => {
  expect(readLimits({ 'sforce-limit-info': 'api-usage=10018/100000' })).toEqual([
    { budget: 'daily', requests: 100_000, perMs: 86_400_000, remaining: 89_982 },
  ])
})

test.each(['', 'api-usage=', 'api-usage=1/0', 'per-app-api-usage=17/250(appName=Other)'])(
  'the header "%s" says nothing',
  (header) => {
    expect(readLimits({ 'sforce-limit-info': header })).toEqual([])
  },
)

test('what one app has used is not taken for what the org has', () => {
  const header = 'per-app-api-usage=17/250(appName=Other); api-usage=25/5000'
  expect(readLimits({ 'sforce-limit-info': header })).toMatchObject([{ requests: 5_000, remaining: 4_975 }])
})

test('every answer is looked at', async () => {
  await using org = await ContactsOrg.open(1, { limits: 'enterprise' })
  const readings: LimitReading[] = []
  const budgets = {
    ...freeBudgets,
    observe: async (_specification: unknown, reading: LimitReading) => void readings.push(reading),
  }
  const { calls } = await org.run({ budgets }).read('contact')
  expect(readings).toHaveLength(calls)
})

test("calls stop at the reserve that is left to the org's other apps", async () => {
  await using org = await ContactsOrg.open(100, { limits: { daily: 16 } })
  const run = org.run({ settings: { pageSize: 1, dailyReserve: 0.5, runShare: 1, bulkAbove: 1_000 } })
  await expect(run.read('contact')).rejects.toMatchObject({
    kind: 'rate',
    retryAfterMs: 3_600_000,
    message: expect.stringContaining('the last 50 % are left'),
  })
  expect(org.server.org.usage.used).toBe(8)
})

test('one run spends no more than its share, and the next goes on where it stopped', async () => {
  await using org = await ContactsOrg.open(20, { limits: { daily: 100 } })
  const settings = { pageSize: 2, dailyReserve: 0, runShare: 0.1, bulkAbove: 1_000 }
  await expect(org.run({ settings }).read('contact')).rejects.toMatchObject({
    kind: 'rate',
    message: expect.stringContaining('the most that one run may'),
  })
  const stored = org.store.live('contact').size
  expect(stored).toBeGreaterThan(0)
  await org
    .run({ settings })
    .read('contact')
    .catch(() => {})
  expect(org.store.live('contact').size).toBeGreaterThan(stored)
})

test('the share of a run is spent by all its steps together', async () => {
  await using org = await ContactsOrg.open(20, { limits: { daily: 100 } })
  const settings = { pageSize: 2, dailyReserve: 0, runShare: 0.15, bulkAbove: 1_000 }
  const run = {}
  const before = org.server.org.usage.used
  const steps = ['contact', 'company', 'agent', 'deal'] as const
  const ends = await Promise.allSettled(steps.map((entity) => org.run({ settings, run }).read(entity)))
  expect(ends.map(({ status }) => status)).toContain('rejected')
  expect(org.server.org.usage.used - before).toBeLessThanOrEqual(15)
})

test('the daily limit of the org ends a run with when to come back, the concurrent one is waited for', async () => {
  await using org = await ContactsOrg.open(1)
  const exhausted: number[] = []
  const budgets = {
    ...freeBudgets,
    exhaust: async (_specification: unknown, forMs: number) => void exhausted.push(forMs),
  }
  org.server.control.fail({ path: '*', fault: { kind: 'request-limit', limit: 'concurrent' } })
  await org.run({ budgets }).read('contact')
  expect(exhausted).toEqual([5_000])
  org.server.control.fail({ path: '*', fault: { kind: 'request-limit', limit: 'daily' } })
  await expect(org.run({ budgets }).read('contact')).rejects.toMatchObject({
    kind: 'rate',
    retryAfterMs: 3_600_000,
  })
})
