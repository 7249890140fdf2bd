import { predictValue } from '@rapport/metrics'
import { markDeleted } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { customerScore } from './customer-score.ts'
import { loadPopulation } from './population.ts'
import { basisOf } from './score-customers.ts'
import { loadState } from './score-state.ts'
import {
  clearWorkspace,
  dayAfter,
  giveDeals,
  givePurchases,
  join,
  modelSettings,
  scoreAll,
} from './testing/scoring.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())

const customers = 60
const contact = fc
  .integer({ min: 0, max: customers - 1 })
  .map((index) => `c${String(index).padStart(3, '0')}`)
const when = fc.integer({ min: 0, max: 740 }).map((days) => dayAfter('2024-07-01', days))
const amount = fc.option(
  fc.integer({ min: -30_00, max: 900_00 }).map((cents) => (cents / 100).toFixed(2)),
  {
    freq: 5,
  },
)

/** What can happen to deals between two scorings; each touches at most two customers. */
const change = fc.oneof(
  fc.record({ do: fc.constant('buy'), of: contact, closedAt: when, amount }),
  fc.record({ do: fc.constant('correct'), of: contact, amount }),
  fc.record({ do: fc.constant('lose'), of: contact }),
  fc.record({ do: fc.constant('move'), of: contact, to: contact }),
  fc.record({ do: fc.constant('join'), of: contact, to: contact }),
)

async function carryOut(changed: typeof change extends fc.Arbitrary<infer Change> ? Change : never) {
  const first = `${changed.of}-0`
  if (changed.do === 'join') {
    if (changed.of !== changed.to) await join(store, changed.of, changed.to)
  } else if (!('to' in changed) && !('amount' in changed)) {
    await markDeleted(store.db, 'crm', 'deal', [{ id: first }])
  } else if ('to' in changed) await giveDeals(store, [{ id: first, of: changed.to }])
  else if ('closedAt' in changed) {
    const { of, closedAt, amount } = changed
    await giveDeals(store, [{ id: `${of}-new`, of, closedAt, amount }])
  } else await giveDeals(store, [{ id: first, of: changed.of, amount: changed.amount }])
}

/** What scoring everybody with the model in force gives, by customer. */
async function scoreEverybody() {
  const state = await loadState(store.db)
  if (state === null) throw new Error('nothing was scored yet')
  const signal = new AbortController().signal
  const { population } = await loadPopulation(store.db, modelSettings, { changed: null, signal })
  const basis = basisOf(population, modelSettings, state)
  const result = { ...basis, firstRow: 0, scores: predictValue(state.fitted, population.columns) }
  const scores = population.columns.ids.map((_, row) => customerScore(result, row, null))
  return new Map(
    scores.map(({ customerId, n, why, values, explanation }) => [
      customerId,
      { n, why, values, explanation },
    ]),
  )
}

async function storedScores() {
  const rows = await store.db.selectFrom('score').selectAll().where('n', '>', 0).execute()
  return new Map(
    rows.map(({ customer_id, n, why, values, explanation }) => [
      customer_id,
      { n, why, values, explanation },
    ]),
  )
}

test('After any small changes, scoring the changed customers gives what scoring everybody with that model gives', async () => {
  const rounds = fc.array(fc.array(change, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(rounds, async (drawn) => {
      await clearWorkspace(store)
      await givePurchases(store, customers)
      await scoreAll(store, modelSettings)
      for (const round of drawn) {
        for (const changed of round) await carryOut(changed)
        const counts = await scoreAll(store, modelSettings)
        const everybody = await scoreEverybody()
        expect(await storedScores()).toEqual(everybody)
        expect(counts.customers).toBe(everybody.size)
      }
    }),
    { numRuns: 6 },
  )
})
