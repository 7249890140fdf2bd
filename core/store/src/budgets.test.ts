import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type Bucket,
  correctBudget,
  emptyBudget,
  type Limit,
  loadLimit,
  pauseBudget,
  takeToken,
} from './budgets.ts'
import { openStore } from './open.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())

const hour = 3_600_000
// So slow that the time a test takes refills next to nothing: what a test sees is what the bucket computes.
const limit: Limit = { requests: 90, perMs: hour }
const bucket: Bucket = { capacity: 10, refillPerMs: 80 / hour }
const perToken = 1 / bucket.refillPerMs
/** More than any test here takes. */
const slack = 60_000

const newAccount = () => `test ${randomUUID()}`
const take = (account: string, from = db, using = bucket) => takeToken(from, account, 'general', limit, using)

/** Lets time pass for one budget. */
async function elapse(account: string, ms: number): Promise<void> {
  await sql`
    update rapport.budget set
      updated_at = updated_at - ${ms}::float8 * interval '1 millisecond',
      blocked_until = blocked_until - ${ms}::float8 * interval '1 millisecond'
    where account = ${account}
  `.execute(db)
}

describe('taking a token', () => {
  test('is free up to the capacity; from then on each waits behind the one before', async () => {
    const account = newAccount()
    const waits: number[] = []
    for (let call = 0; call < 13; call += 1) waits.push(await take(account))
    expect(waits.slice(0, 10)).toEqual(Array(10).fill(0))
    for (const [index, wait] of waits.slice(10).entries()) {
      expect(wait).toBeLessThanOrEqual((index + 1) * perToken)
      expect(wait).toBeGreaterThan((index + 1) * perToken - slack)
    }
  })

  test('is free again once the bucket has refilled, but never beyond its capacity', async () => {
    const account = newAccount()
    for (let call = 0; call < 10; call += 1) await take(account)
    await elapse(account, 100 * hour)
    const waits: number[] = []
    for (let call = 0; call < 11; call += 1) waits.push(await take(account))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10)
  })

  test('waits for the end of a pause, and is free then as far as something was left', async () => {
    const account = newAccount()
    for (let call = 0; call < 4; call += 1) await take(account)
    await pauseBudget(db, account, 'general', hour)
    const wait = await take(account)
    expect(wait).toBeLessThanOrEqual(hour)
    expect(wait).toBeGreaterThan(hour - slack)
    await elapse(account, hour)
    const waits: number[] = []
    for (let call = 0; call < 6; call += 1) waits.push(await take(account))
    expect(waits.filter((one) => one === 0)).toHaveLength(5)
  })

  test('keeps accounts and budgets apart', async () => {
    const [one, other] = [newAccount(), newAccount()]
    for (let call = 0; call < 11; call += 1) await take(one)
    expect(await take(other)).toBe(0)
    expect(await takeToken(db, one, 'search', limit, bucket)).toBe(0)
  })

  test('waits for the rest of a token where the bucket holds less than one', async () => {
    const account = newAccount()
    const small: Bucket = { capacity: 0.5, refillPerMs: 0.4 / hour }
    const wait = await take(account, db, small)
    expect(wait).toBeCloseTo(0.5 / small.refillPerMs, 0)
    expect(await take(account, db, small)).toBeGreaterThan(wait + 1 / small.refillPerMs - slack)
  })

  test('that nobody would wait for is not taken: asking again does not push the wait further', async () => {
    const account = newAccount()
    for (let call = 0; call < 12; call += 1) await take(account)
    const askFor = (longestWaitMs: number) => takeToken(db, account, 'general', limit, bucket, longestWaitMs)
    for (let asked = 0; asked < 3; asked += 1) {
      const wait = await askFor(2 * perToken)
      expect(wait).toBeLessThanOrEqual(3 * perToken)
      expect(wait).toBeGreaterThan(3 * perToken - slack)
    }
    // It is what one who waits gets next.
    expect(await askFor(3 * perToken)).toBeLessThanOrEqual(3 * perToken)
    expect(await askFor(2 * perToken)).toBeGreaterThan(4 * perToken - slack)
  })

  test('is not taken during a pause that nobody would wait for, and nothing is lost by it', async () => {
    const account = newAccount()
    await take(account)
    await pauseBudget(db, account, 'general', hour)
    for (let asked = 0; asked < 5; asked += 1) {
      expect(await takeToken(db, account, 'general', limit, bucket, slack)).toBeGreaterThan(hour - slack)
    }
    await elapse(account, hour)
    const waits: number[] = []
    for (let call = 0; call < 10; call += 1) waits.push(await take(account))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(9)
  })

  test('from several processes at once grants no more than one process gets', async () => {
    const account = newAccount()
    const other = await openStore({
      workspace: workspace.store.workspace,
      databaseUrl: workspace.store.url,
      folder: '/nowhere',
    })
    const waits = await Promise.all(
      Array.from({ length: 60 }, (_, index) => take(account, index % 2 === 0 ? db : other.db)),
    )
    await other.close()
    const sorted = waits.toSorted((left, right) => left - right)
    expect(sorted.filter((wait) => wait === 0).length).toBe(10)
    for (const [index, wait] of sorted.slice(10).entries()) {
      expect(wait).toBeGreaterThan((index + 1) * perToken - slack)
    }
    // Nobody waits longer than the queue is long either.
    expect(sorted.at(-1)).toBeLessThanOrEqual(50 * perToken)
  })

  test('never grants more than capacity + refill × window in any sliding window', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ take: fc.integer({ min: 1, max: 25 }) }) },
      { weight: 2, arbitrary: fc.record({ elapse: fc.integer({ min: 1, max: 2 * hour }) }) },
      { weight: 1, arbitrary: fc.record({ empty: fc.integer({ min: 1, max: hour }) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        const account = newAccount()
        const grants: number[] = []
        let now = 0
        for (const next of steps) {
          if ('take' in next) {
            for (let call = 0; call < next.take; call += 1) grants.push(now + (await take(account)))
          } else if ('elapse' in next) {
            await elapse(account, next.elapse)
            now += next.elapse
          } else await emptyBudget(db, account, 'general', next.empty)
        }
        grants.sort((left, right) => left - right)
        // The test's own duration is not in `now`: a window that much shorter holds in truth what is counted here.
        const window = hour - slack
        for (const [index, start] of grants.entries()) {
          const inWindow = grants.slice(index).filter((at) => at < start + window).length
          expect(inWindow).toBeLessThanOrEqual(limit.requests)
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('a 429', () => {
  test('empties the budget for everybody for as long as the vendor says', async () => {
    const account = newAccount()
    await take(account)
    await emptyBudget(db, account, 'general', hour)
    const pool = new pg.Pool({ connectionString: workspace.store.url })
    const seen = await pool.query('select tokens from rapport.budget where account = $1', [account])
    await pool.end()
    expect(seen.rows[0].tokens).toBe(0)
    const wait = await take(account)
    expect(wait).toBeGreaterThan(hour + perToken - slack)
    expect(wait).toBeLessThanOrEqual(hour + perToken)
  })

  test('is over when its time is, and the bucket fills from nothing', async () => {
    const account = newAccount()
    await take(account)
    await emptyBudget(db, account, 'general', hour)
    await elapse(account, hour + 2.5 * perToken)
    const waits = [await take(account), await take(account), await take(account)]
    expect(waits.slice(0, 2)).toEqual([0, 0])
    expect(waits[2]).toBeGreaterThan(0)
  })

  test('never shortens an earlier one', async () => {
    const account = newAccount()
    await take(account)
    await emptyBudget(db, account, 'general', hour)
    await emptyBudget(db, account, 'general', 1)
    expect(await take(account)).toBeGreaterThan(hour - slack)
  })
})

describe('the limit in force', () => {
  test('is unknown before the first use, then as declared, then as live headers say', async () => {
    const account = newAccount()
    expect(await loadLimit(db, account, 'general')).toBeNull()
    await take(account)
    expect(await loadLimit(db, account, 'general')).toEqual(limit)
    await correctBudget(db, account, 'general', { requests: 190, perMs: 10_000 }, 150)
    expect(await loadLimit(db, account, 'general')).toEqual({ requests: 190, perMs: 10_000 })
  })

  test('lower than before cuts the tokens that are left', async () => {
    const account = newAccount()
    await take(account)
    const lower: Bucket = { capacity: 1, refillPerMs: 1 / hour }
    expect(await take(account, db, lower)).toBe(0)
    expect(await take(account, db, lower)).toBeGreaterThan(hour - slack)
  })
})
