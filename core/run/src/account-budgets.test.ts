import { randomUUID } from 'node:crypto'
import { openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { accountBudgets } from './account-budgets.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())

/** Three at once, then one in about 22 minutes: nothing comes back while a test runs. */
const general = { name: 'general', requests: 10, perMs: 10_000_000, capacity: 3 }

/** Takes requests until one has to wait. Returns how many went at once. */
async function spendAll(budgets: ReturnType<typeof accountBudgets>): Promise<number> {
  for (let taken = 0; ; taken += 1) if ((await budgets.take(general)) > 0) return taken
}

async function limitOf(account: string) {
  const { rows } = await sql<{ requests: number; per_ms: number; remaining: number | null }>`
    select requests, per_ms, remaining from rapport.budget where account = ${account} and name = 'general'
  `.execute(db)
  return rows[0]
}

test('A budget allows what the connector declares, and is one for all processes of an account', async () => {
  const account = `test:${randomUUID()}`
  expect(await accountBudgets(db, account).take(general)).toBe(0)
  expect(await spendAll(accountBudgets(db, account))).toBe(2)
  expect(await accountBudgets(db, account).take(general)).toBeGreaterThan(0)
  expect(await accountBudgets(db, `test:${randomUUID()}`).take(general)).toBe(0)
})

test('A limit follows what live headers say, up and down, also for processes that start later', async () => {
  const account = `test:${randomUUID()}`
  const budgets = accountBudgets(db, account)
  await budgets.take(general)
  await budgets.observe(general, { budget: 'general', requests: 190, remaining: 180 })
  expect(await limitOf(account)).toEqual({ requests: 190, per_ms: 10_000_000, remaining: 180 })
  await accountBudgets(db, account).take(general)
  expect(await limitOf(account)).toMatchObject({ requests: 190 })
  await accountBudgets(db, account).observe(general, { budget: 'general', requests: 100, perMs: 5_000_000 })
  expect(await limitOf(account)).toMatchObject({ requests: 100, per_ms: 5_000_000 })
})

test('Headers that say nothing new leave the limit as it is', async () => {
  const account = `test:${randomUUID()}`
  const budgets = accountBudgets(db, account)
  await budgets.take(general)
  const before = await limitOf(account)
  await budgets.observe(general, { budget: 'general' })
  await budgets.observe(general, { budget: 'general', requests: 10, perMs: 10_000_000 })
  expect(await limitOf(account)).toEqual(before)
})

test('What is left is kept each time the vendor tells it, though the limit stays the same', async () => {
  const account = `test:${randomUUID()}`
  await accountBudgets(db, account).take(general)
  for (const remaining of [9, 7]) {
    await accountBudgets(db, account).observe(general, { budget: 'general', requests: 10, remaining })
    expect(await limitOf(account)).toMatchObject({ requests: 10, remaining })
  }
})

test('Whoever watches hears each time what is left, however seldom it is kept', async () => {
  const heard: (readonly [string, number])[] = []
  const account = `test:${randomUUID()}`
  const budgets = accountBudgets(db, account, (...told) => heard.push(told))
  await budgets.observe(general, { budget: 'general', requests: 10 })
  for (const remaining of [9, 8, 0]) await budgets.observe(general, { budget: 'general', remaining })
  expect(heard).toEqual([
    ['general', 9],
    ['general', 8],
    ['general', 0],
  ])
})

test('A budget that only the vendor counts is kept without anything being spent from it', async () => {
  const account = `test:${randomUUID()}`
  const told = { budget: 'general', requests: 12, remaining: 11 }
  await accountBudgets(db, account).observe(general, told)
  expect(await limitOf(account)).toMatchObject({ requests: 12, remaining: 11 })
  expect(await spendAll(accountBudgets(db, account))).toBe(3)
})

test('After a 429 nobody spends from the budget for as long as the vendor asks', async () => {
  const account = `test:${randomUUID()}`
  const budgets = accountBudgets(db, account)
  await budgets.take(general)
  await budgets.exhaust(general, 3_600_000)
  expect(await accountBudgets(db, account).take(general)).toBeGreaterThan(3_500_000)
})

test('A pause of seconds does not take away what is left of a day', async () => {
  const account = `test:${randomUUID()}`
  const daily = { name: 'daily', requests: 15_000, perMs: 86_400_000, capacity: 3_750 }
  const budgets = accountBudgets(db, account)
  await budgets.take(daily)
  await budgets.exhaust(daily, 5_000)
  // Emptied, it would give the second one more than ten seconds after the first.
  for (let call = 0; call < 3; call += 1) expect(await budgets.take(daily)).toBeLessThanOrEqual(5_000)
})

test('A call that is told to come back later has taken nothing: asked again, it hears no longer wait', async () => {
  const budgets = accountBudgets(db, `test:${randomUUID()}`)
  await spendAll(budgets)
  const heard = [await budgets.take(general, 60_000), await budgets.take(general, 60_000)]
  expect(Math.min(...heard)).toBeGreaterThan(60_000)
  expect(heard[1]).toBeLessThanOrEqual(heard[0] ?? 0)
})
