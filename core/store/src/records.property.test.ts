import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { type IncomingRecord, markDeleted, markMerged, upsertRecords } from './records.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())

const id = fc.constantFrom('1', '2', '3')
const moment = fc.constantFrom('2024-03-04T10:00:00.000Z', '2024-03-05T10:00:00.000Z')
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('upsert'), id, name: fc.constantFrom('Ada', 'Bob'), at: moment }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete'), id, at: moment }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('merge'), id, into: fc.constantFrom('8', '9'), at: moment }),
  },
)
type Step = {
  readonly do: string
  readonly id: string
  readonly at: string
  readonly name?: string
  readonly into?: string
}

/** One call to the store: steps of one kind that follow one another. */
async function carryOut(connection: string, steps: readonly Step[]): Promise<void> {
  if (steps[0]?.do === 'delete') await markDeleted(db, connection, 'contact', steps)
  else if (steps[0]?.do === 'merge') {
    await markMerged(
      db,
      connection,
      'contact',
      steps.map((merge) => ({ id: merge.id, into: merge.into ?? '', at: merge.at })),
    )
  } else await upsertRecords(db, connection, 'contact', steps.map(toRecord))
}

function toRecord({ id, name, at }: Step): IncomingRecord {
  return { record: { id, modifiedAt: at, ...{ name } }, raw: null }
}

/** Cuts into calls where the kind changes, and further where `cuts` says so. */
function inBatches(steps: readonly Step[], cuts: readonly boolean[]): Step[][] {
  const batches: Step[][] = []
  steps.forEach((next, index) => {
    const last = batches.at(-1)
    if (last === undefined || last[0]?.do !== next.do || cuts[index] === true) batches.push([next])
    else last.push(next)
  })
  return batches
}

function contentOf(connection: string) {
  return db
    .selectFrom('contact')
    .select(['id', 'data', 'hash', 'modified_at', 'deleted_at', 'merged_into'])
    .where('connection', '=', connection)
    .orderBy('id')
    .execute()
}

test('any sequence of changes ends the same, however it is cut into batches', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      async (steps, cuts) => {
        await db.deleteFrom('contact').execute()
        for (const single of steps) await carryOut('one by one', [single])
        for (const batch of inBatches(steps, cuts)) await carryOut('in batches', batch)
        expect(await contentOf('in batches')).toEqual(await contentOf('one by one'))
      },
    ),
    { numRuns: 40 },
  )
})

test('carrying out the last state again is no change', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.record({ do: fc.constant('upsert'), id, name: fc.string(), at: moment }), {
        selector: (row) => row.id,
        minLength: 1,
      }),
      async (steps) => {
        await db.deleteFrom('contact').execute()
        await carryOut('crm', steps)
        const revisions = await db.selectFrom('contact').select('revision').orderBy('id').execute()
        expect(await upsertRecords(db, 'crm', 'contact', steps.map(toRecord))).toEqual({
          inserted: 0,
          updated: 0,
          unchanged: steps.length,
        })
        expect(await db.selectFrom('contact').select('revision').orderBy('id').execute()).toEqual(revisions)
      },
    ),
    { numRuns: 20 },
  )
})
