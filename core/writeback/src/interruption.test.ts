import type { FieldValues } from '@rapport/connector'
import { type Database, rememberHeld } from '@rapport/store'
import fc from 'fast-check'
import type { KyselyPlugin, PluginTransformQueryArgs, PluginTransformResultArgs } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyPlan } from './apply.ts'
import { targetFields } from './fields.ts'
import { releaseHolds } from './holds.ts'
import { createPlan } from './plan.ts'
import { loadPlan } from './plan-record.ts'
import { readPlan } from './preview.ts'
import { planRevert } from './revert.ts'
import { refusal, type TestCrm, testContext, testCrm } from './testing/crm.ts'
import { planRequest } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())

const fields = targetFields(['clv', 'orders', 'why'], 'contact')
const batchSize = 3

/** A process that dies after so many steps, a step being a query or the beginning or end of a call to the CRM. */
class Life {
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  step(): void {
    this.#left -= 1
    if (this.#left < 0) throw new Error('killed')
  }

  get ended(): boolean {
    return this.#left < 0
  }
}

/** Queries of a process die with it. */
function mortal(db: Database, life: Life): Database {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }: PluginTransformQueryArgs) => {
      life.step()
      return node
    },
    transformResult: async ({ result }: PluginTransformResultArgs) => result,
  }
  return db.withPlugin(plugin)
}

async function plan(wanted: Readonly<Record<string, FieldValues>>): Promise<number> {
  const { planId } = await createPlan(workspace.db, planRequest(fields, wanted))
  return planId
}

function apply(db: Database, crm: TestCrm, planId: number) {
  return applyPlan(db, testContext(), crm.target, planId, {
    onDrift: 'keep',
    fields,
    signal: new AbortController().signal,
    hold: workspace.hold,
    concurrency: 2,
  })
}

/** Applies in a process that dies, then again in one that lives. */
async function applyTwice(crm: TestCrm, planId: number, life: Life): Promise<void> {
  crm.interrupt = () => life.step()
  await apply(mortal(workspace.db, life), crm, planId).catch((error: unknown) => {
    if (!life.ended) throw error
  })
  crm.interrupt = () => {}
  await apply(workspace.db, crm, planId)
}

const value = fc.record({
  clv: fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }),
  orders: fc.integer({ min: 0, max: 9 }),
  why: fc.constantFrom('buys often', 'buys rarely'),
})
const wantedValues = fc
  .array(value, { minLength: 1, maxLength: 8 })
  .map((values) => Object.fromEntries(values.map((each, index) => [`r${index}`, each])))

const known = () => workspace.db.selectFrom('remote_value').selectAll().orderBy('record_id').execute()
const facts = async () =>
  (await known()).map(({ record_id, held, written }) => ({ record_id, held, written }))
const states = async (planId: number) =>
  (await readPlan(workspace.db, planId, { limit: 99 })).lines.map(({ recordId, state, changes }) => ({
    recordId,
    state,
    changes,
  }))

type Wanted = Readonly<Record<string, FieldValues>>

/** How the CRM takes changes: by batches alone, or more than two by jobs of at most three. */
const ways = { byBatches: undefined, byJobs: { above: 2, writesPerJob: 3 } }
type Way = keyof typeof ways

/** How applying ends that nothing disturbs. */
async function undisturbed(wanted: Wanted, way: Way) {
  await workspace.empty()
  const crm = testCrm(Object.keys(wanted), batchSize, ways[way])
  const planId = await plan(wanted)
  await apply(workspace.db, crm, planId)
  return { crm: crm.snapshot(), facts: await facts(), lines: await states(planId) }
}

async function mustEndAs(
  expected: Awaited<ReturnType<typeof undisturbed>>,
  wanted: Wanted,
  way: Way,
  life: Life,
): Promise<void> {
  const ids = Object.keys(wanted)
  await workspace.empty()
  const crm = testCrm(ids, batchSize, ways[way])
  const planId = await plan(wanted)
  await applyTwice(crm, planId, life)
  crm.jobs.finish()
  expect([...crm.effects.values()]).toEqual(ids.map(() => 1))
  expect({ crm: crm.snapshot(), facts: await facts(), lines: await states(planId) }).toEqual(expected)
  expect((await loadPlan(workspace.db, planId)).state).toBe('applied')
}

// Three batches, each with a read, a write and two transactions, and what stands before and after them; by jobs the parts of
// the results come instead of the writes.
test.each([
  ['byBatches', 25],
  ['byJobs', 40],
] as const)(
  'killed at any step and applied again (%s), every record is written once and all ends as if undisturbed',
  async (way, leastSteps) => {
    const wanted = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`r${index}`, { clv: 100 + index, orders: index, why: 'so' }]),
    )
    const expected = await undisturbed(wanted, way)
    let steps = 0
    for (let life = new Life(steps); ; life = new Life(steps)) {
      await mustEndAs(expected, wanted, way, life)
      if (!life.ended) break
      steps += 1
    }
    expect(steps).toBeGreaterThan(leastSteps)
  },
  120_000,
)

test('whatever is wanted, a process that is killed does not show in the end', async () => {
  const way = fc.constantFrom<Way>('byBatches', 'byJobs')
  await fc.assert(
    fc.asyncProperty(wantedValues, way, fc.integer({ min: 0, max: 40 }), async (wanted, by, steps) =>
      mustEndAs(await undisturbed(wanted, by), wanted, by, new Life(steps)),
    ),
    { numRuns: 40 },
  )
}, 120_000)

test('killed while reverting and applied again, the CRM and what is known of it are as before the write', async () => {
  await fc.assert(
    fc.asyncProperty(wantedValues, fc.integer({ min: 0, max: 45 }), async (wanted, steps) => {
      await workspace.empty()
      const crm = testCrm(Object.keys(wanted), batchSize)
      const held = { clv: 77, orders: null, why: null }
      for (const id of Object.keys(wanted)) crm.edit(id, held)
      const read = Object.keys(wanted).map((id) => ({ id, held }))
      await rememberHeld(workspace.db, 'crm', 'contact', read)
      const before = crm.snapshot()
      const planId = await plan(wanted)
      await apply(workspace.db, crm, planId)
      const revert = await planRevert(workspace.db, planId)
      await applyTwice(crm, revert.planId, new Life(steps))
      expect(crm.snapshot()).toEqual(before)
      expect((await known()).map(({ written }) => written)).toEqual(Object.keys(wanted).map(() => ({})))
      expect([...crm.effects.values()]).toEqual(Object.keys(wanted).map(() => 2))
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('where nobody edits, reverting the second write restores the first, and the next plan finds it as it was', async () => {
  await fc.assert(
    fc.asyncProperty(wantedValues, wantedValues, async (first, second) => {
      await workspace.empty()
      const crm = testCrm([...new Set([...Object.keys(first), ...Object.keys(second)])], batchSize)
      await apply(workspace.db, crm, await plan(first))
      const before = { crm: crm.snapshot(), facts: await facts() }
      const planId = await plan(second)
      await apply(workspace.db, crm, planId)
      const written = (await states(planId)).length
      if (written === 0) return
      const revert = await planRevert(workspace.db, planId)
      await apply(workspace.db, crm, revert.planId)
      await releaseHolds(workspace.db, { connection: 'crm' })

      expect(normalized(crm.snapshot())).toEqual(normalized(before.crm))
      const again = await plan(second)
      expect((await states(again)).length).toBe(written)
    }),
    { numRuns: 40 },
  )
}, 120_000)

test('every line of a plan ends in exactly one count', async () => {
  const fate = fc.constantFrom('fine', 'there', 'edited', 'refused', 'gone')
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 12 }), async (fates) => {
      await workspace.empty()
      const ids = fates.map((_, index) => `r${index}`)
      const crm = testCrm(ids, batchSize)
      const all = (clv: number) => Object.fromEntries(ids.map((id) => [id, { clv }]))
      await apply(workspace.db, crm, await plan(all(1)))
      const planId = await plan(all(2))
      for (const [index, id] of ids.entries()) {
        if (fates[index] === 'there') crm.edit(id, { clv: 2 })
        if (fates[index] === 'edited') crm.edit(id, { clv: 7 })
        if (fates[index] === 'refused') crm.refused.set(id, refusal('invalid', 'no'))
        if (fates[index] === 'gone') crm.records.delete(id)
      }
      const counts = await apply(workspace.db, crm, planId)
      const of = (wanted: string) => fates.filter((each) => each === wanted).length
      const batches = Math.ceil(ids.length / batchSize)
      expect(counts).toMatchObject({
        applied: of('fine'),
        alreadyThere: of('there'),
        drifted: of('edited'),
        rejected: of('refused'),
        gone: of('gone'),
        refused: 0,
        readCalls: batches,
      })
      expect(counts.writeCalls).toBeLessThanOrEqual(batches)
      expect((await states(planId)).filter(({ state }) => state === 'rejected')).toHaveLength(of('refused'))
    }),
    { numRuns: 30 },
  )
}, 120_000)

/** An empty field and a missing one are the same to a person. */
function normalized(records: Record<string, FieldValues>): Record<string, FieldValues> {
  return Object.fromEntries(
    Object.entries(records).map(([id, values]) => [
      id,
      Object.fromEntries(Object.entries(values).filter(([, each]) => each !== null)),
    ]),
  )
}
